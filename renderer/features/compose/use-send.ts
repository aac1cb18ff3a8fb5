import { useCallback, useEffect, useRef, useState } from 'react';
import type { Delivery, Push } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { isAborted } from '../../platform/error-message.js';

/** What Send is doing. One union, so that no two states can be true at once. */
export type SendState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'cancelled'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly error: unknown; readonly done: number; readonly total: number };

export interface SendHandle {
  readonly state: SendState;
  /**
   * Sends the pushes one after another. A newer send gives up the one under way.
   *
   * @param presetName - For the log.
   * @param make - Makes the pushes at the moment of sending; what it throws is shown like any other failure.
   */
  readonly send: (make: () => readonly Push[], presetName?: string) => Promise<void>;
  readonly cancel: () => void;
}

export function useSend(): SendHandle {
  const client = useClient();
  const [state, setState] = useState<SendState>({ kind: 'idle' });
  const inFlight = useRef<AbortController | null>(null);
  useEffect(() => () => inFlight.current?.abort(), []);

  const send = useCallback(
    async (make: () => readonly Push[], presetName?: string) => {
      inFlight.current?.abort();
      const controller = new AbortController();
      inFlight.current = controller;
      const deliveries: Delivery[] = [];
      const show = (next: SendState): void => {
        if (inFlight.current === controller) setState(next);
      };
      let total = 0;
      try {
        const pushes = make();
        total = pushes.length;
        for (const push of pushes) {
          show({ kind: 'sending', done: deliveries.length, total });
          deliveries.push(
            await client.push.send(
              { push, ...(presetName === undefined ? {} : { presetName }) },
              { signal: controller.signal },
            ),
          );
        }
        show({ kind: 'done', deliveries });
      } catch (error) {
        const progress = { done: deliveries.length, total };
        show(
          controller.signal.aborted || isAborted(error)
            ? { kind: 'cancelled', ...progress }
            : { kind: 'failed', error, ...progress },
        );
      }
    },
    [client],
  );

  const cancel = useCallback(() => inFlight.current?.abort(), []);
  return { state, send, cancel };
}
