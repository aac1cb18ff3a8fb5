import { useCallback, useEffect, useRef, useState } from 'react';
import { type BatchProgress, isBatchOver } from '#shared/apns/batch';
import type { Delivery, Environment } from '#shared/apns/push';
import { TARGETS_PER_CALL } from '#shared/contract/message-limits';
import { targetLines } from '#shared/contract/target-lines';
import { useClient } from '../platform/client-context.js';
import { isAborted } from '../platform/error-message.js';
import type { BatchRequest, BatchTargets, SendRequest } from './send-request.js';
import { useBatch } from './use-batch.js';

/** What Send is doing: a union, so that no two states can be true at once. */
export type SendState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly deliveries: readonly Delivery[] }
  /** Many devices: the core sends, independently of this window. `progress` is `null` until the first update. */
  | { readonly kind: 'batch'; readonly id: string; readonly progress: BatchProgress | null }
  | { readonly kind: 'cancelled'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly error: unknown; readonly done: number; readonly total: number };

export interface SendHandle {
  readonly state: SendState;
  /** The environment that `state` refers to; `null` before the first send. */
  readonly sentTo: Environment | null;
  /**
   * Sends pushes one after another, or many as a batch. A newer send cancels pushes in flight; a batch continues.
   *
   * @param environment - The destination, which `state` refers to.
   * @param presetName - For the log.
   * @param make - Creates what to send at the moment of sending; an error it throws is shown like any other.
   */
  readonly send: (make: () => SendRequest, environment: Environment, presetName?: string) => Promise<void>;
  readonly cancel: () => void;
}

export function useSend(): SendHandle {
  const client = useClient();
  const [state, setState] = useState<SendState>({ kind: 'idle' });
  const [sentTo, setSentTo] = useState<Environment | null>(null);
  const inFlight = useRef<AbortController | null>(null);
  useEffect(() => () => inFlight.current?.abort(), []);
  const batchId = state.kind === 'batch' ? state.id : null;
  const { followed } = useBatch(batchId);

  const send = useCallback(
    async (make: () => SendRequest, environment: Environment, presetName?: string) => {
      inFlight.current?.abort();
      const controller = new AbortController();
      inFlight.current = controller;
      const { signal } = controller;
      const deliveries: Delivery[] = [];
      const named = presetName === undefined ? {} : { presetName };
      const show = (next: SendState): void => {
        if (inFlight.current === controller) setState(next);
      };
      let total = 0;
      setSentTo(environment);
      try {
        const made = make();
        if (made.kind === 'batch') {
          total = made.order.targets.length;
          show({ kind: 'sending', done: 0, total });
          const { id } = await client.batches.start(
            { ...made.order, targets: transferable(made.order.targets), ...named },
            { signal },
          );
          show({ kind: 'batch', id, progress: null });
          return;
        }
        total = made.pushes.length;
        for (const push of made.pushes) {
          show({ kind: 'sending', done: deliveries.length, total });
          deliveries.push(await client.push.send({ push, ...named }, { signal }));
        }
        show({ kind: 'done', deliveries });
      } catch (error) {
        const progress = { done: deliveries.length, total };
        show(
          signal.aborted || isAborted(error)
            ? { kind: 'cancelled', ...progress }
            : { kind: 'failed', error, ...progress },
        );
      }
    },
    [client],
  );

  const cancel = useCallback(() => {
    inFlight.current?.abort();
    if (batchId === null) return;
    // The page of the batch shows the result. A batch that already ended cannot be cancelled, and need not be.
    client.batches.control({ id: batchId, action: 'cancel' }).catch(() => undefined);
  }, [client, batchId]);
  const shown: SendState = state.kind === 'batch' ? { ...state, progress: followed?.batch ?? null } : state;
  return { state: shown, sentTo, send, cancel };
}

/** Thousands of targets would make the JSON of one call larger than the core accepts. */
function transferable(targets: BatchRequest['targets']): BatchTargets {
  return targets.length <= TARGETS_PER_CALL ? [...targets] : targetLines(targets);
}

/** True while a send is in progress, so that another press is ignored. */
export function isUnderWay(state: SendState): boolean {
  if (state.kind === 'batch') return state.progress === null || !isBatchOver(state.progress.state);
  return state.kind === 'sending';
}
