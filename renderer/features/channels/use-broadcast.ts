import { useCallback, useEffect, useRef, useState } from 'react';
import type { Delivery, Push } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { isAborted } from '../../platform/error-message.js';

export type BroadcastState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'answered'; readonly delivery: Delivery }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Sends one broadcast at a time; leaving the channel cancels the one in flight. */
export function useBroadcast() {
  const client = useClient();
  const [state, setState] = useState<BroadcastState>({ kind: 'idle' });
  const inFlight = useRef<AbortController | null>(null);
  useEffect(() => () => inFlight.current?.abort(), []);

  /** @param make - Creates the push at the moment of sending; an error it throws is shown like any other. */
  const send = useCallback(
    async (make: () => Push) => {
      inFlight.current?.abort();
      const controller = new AbortController();
      inFlight.current = controller;
      const { signal } = controller;
      setState({ kind: 'sending' });
      try {
        const delivery = await client.push.send({ push: make() }, { signal });
        if (!signal.aborted) setState({ kind: 'answered', delivery });
      } catch (error) {
        if (!signal.aborted && !isAborted(error)) setState({ kind: 'failed', error });
      }
    },
    [client],
  );
  return { state, send };
}
