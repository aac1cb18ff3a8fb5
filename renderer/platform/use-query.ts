import { useCallback, useEffect, useState } from 'react';
import type { Client } from '#shared/contract/index';
import { useClient, useConnectionState } from './client-context.js';

export type Query<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface QueryHandle<T> {
  readonly query: Query<T>;
  /** Fetches again; the current value stays until the answer arrives. */
  readonly reload: () => Promise<void>;
  /** Replaces the value with one that another call returned. */
  readonly replace: (value: T) => void;
}

/**
 * Queries the core when the component mounts, and again after a reconnection.
 *
 * @param load - Must have a stable identity: a new function queries again.
 */
export function useQuery<T>(load: (client: Client, signal?: AbortSignal) => Promise<T>): QueryHandle<T> {
  const client = useClient();
  const connection = useConnectionState();
  const epoch = connection.kind === 'open' ? connection.epoch : null;
  const [query, setQuery] = useState<Query<T>>({ kind: 'loading' });

  useEffect(() => {
    if (epoch === null) return;
    const controller = new AbortController();
    void settle(load(client, controller.signal)).then((settled) => {
      if (!controller.signal.aborted) setQuery(settled);
    });
    return () => controller.abort();
  }, [client, epoch, load]);

  const reload = useCallback(async () => {
    setQuery(await settle(load(client)));
  }, [client, load]);
  const replace = useCallback((value: T) => setQuery({ kind: 'ready', value }), []);
  return { query, reload, replace };
}

async function settle<T>(answer: Promise<T>): Promise<Query<T>> {
  try {
    return { kind: 'ready', value: await answer };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
