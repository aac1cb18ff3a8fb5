import { useEffect, useEffectEvent, useState } from 'react';
import type { Client } from '#shared/contract/index';
import { useClient, useConnectionState } from './client-context.js';

export type StreamState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Subscribes to a stream of the core while the component is mounted, and again after a reconnection.
 *
 * @param open - Starts the stream, e.g. `(client, signal) => client.history.watch(undefined, { signal })`. Must have a
 * stable identity: a new function restarts the stream.
 * @param receive - Called with every value; may be a new function on every render.
 */
export function useStream<T>(
  open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  receive: (value: T) => void,
): StreamState {
  const client = useClient();
  const connection = useConnectionState();
  const epoch = connection.kind === 'open' ? connection.epoch : null;
  const [state, setState] = useState<StreamState>({ kind: 'opening' });
  const onValue = useEffectEvent(receive);

  useEffect(() => {
    if (epoch === null) return;
    const controller = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        const stream = await open(client, controller.signal);
        if (!controller.signal.aborted) setState({ kind: 'live' });
        for await (const value of stream) {
          if (controller.signal.aborted) return;
          onValue(value);
        }
      } catch (error) {
        if (!controller.signal.aborted) setState({ kind: 'failed', error });
      }
    };
    void follow();
    return () => controller.abort();
  }, [client, epoch, open]);

  return state;
}
