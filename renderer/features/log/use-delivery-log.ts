import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Delivery } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import type { HistoryFilter } from '#shared/history/history';
import { useClient } from '../../platform/client-context.js';
import { useStream } from '../../platform/use-stream.js';
import {
  initialLogState,
  type LogEvent,
  type LogState,
  needsFreshStart,
  nextCursor,
  reduceLog,
} from './log-state.js';

/** Rows per query: several screens, a few milliseconds. */
const PAGE_SIZE = 100;

const watch = (client: Client, signal: AbortSignal) => client.history.watch(undefined, { signal });

export interface DeliveryLog {
  readonly state: LogState;
  readonly dispatch: (event: LogEvent) => void;
  /** Loads the next page; does nothing at the end or while a page is loading. */
  readonly loadMore: () => void;
  readonly reload: () => void;
}

/**
 * The history as a live list: pages on demand, new deliveries as they happen.
 *
 * @param openId - The delivery to open initially.
 */
export function useDeliveryLog(filter?: HistoryFilter, openId: string | null = null): DeliveryLog {
  const client = useClient();
  const [state, dispatch] = useReducer(reduceLog, null, () => initialLogState(filter, openId));
  const asking = useRef(false);
  const readFirst = useCallback(
    async (wanted: HistoryFilter, signal?: AbortSignal) => {
      try {
        const page = await client.history.page({ filter: wanted, limit: PAGE_SIZE }, signal && { signal });
        if (signal?.aborted !== true) dispatch({ kind: 'first-page', page });
      } catch {
        if (signal?.aborted !== true) dispatch({ kind: 'load-failed' });
      }
    },
    [client],
  );

  const stream = useStream(watch, useArrivals(dispatch));
  const isStale = needsFreshStart(state);
  // The stream only has what happens after it opened, so the first page is read again then and nothing is missed.
  useEffect(() => {
    const controller = new AbortController();
    void readFirst(state.filter, controller.signal);
    return () => controller.abort();
  }, [readFirst, state.filter, stream.kind, isStale]);

  const loadMore = useCallback(() => {
    const before = nextCursor(state);
    if (before === null || asking.current) return;
    asking.current = true;
    client.history
      .page({ filter: state.filter, limit: PAGE_SIZE, before })
      .then((page) => dispatch({ kind: 'next-page', before, page }))
      .catch(() => dispatch({ kind: 'load-failed' }))
      .finally(() => {
        asking.current = false;
      });
  }, [client, state]);

  return { state, dispatch, loadMore, reload: () => void readFirst(state.filter) };
}

/** Collects what arrives within one frame, so that a thousand deliveries a second cost at most sixty renders. */
function useArrivals(dispatch: (event: LogEvent) => void): (delivery: Delivery) => void {
  const waiting = useRef<Delivery[]>([]);
  const frame = useRef<number | null>(null);
  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
    },
    [],
  );
  return useCallback(
    (delivery) => {
      waiting.current.push(delivery);
      frame.current ??= requestAnimationFrame(() => {
        frame.current = null;
        const deliveries = waiting.current;
        waiting.current = [];
        dispatch({ kind: 'arrived', deliveries });
      });
    },
    [dispatch],
  );
}
