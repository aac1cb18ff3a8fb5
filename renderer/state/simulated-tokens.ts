import { useEffect, useState } from 'react';
import type { Environment } from '#shared/apns/push';
import { simulatedTokensFor, takesSamples } from '#shared/simulator/sample-guard';
import { useClient } from '../platform/client-context.js';
import { useWorkspace } from './workspace-context.js';

/** Queried while the environment is the simulator, so that the answer is ready when it changes. */
const APPLE: Environment = { kind: 'sandbox' };

/** The tokens of simulated devices as the core knows them; those of a fresh simulator until it answers. */
export function useSimulatedTokens(environment: Environment): ReadonlySet<string> {
  const client = useClient();
  const workspace = useWorkspace();
  const place = takesSamples(environment) ? APPLE : environment;
  const [tokens, setTokens] = useState(() => simulatedTokensFor(place, [], []));
  useEffect(() => {
    const controller = new AbortController();
    client.push
      .simulatedTokens({ environment: place }, { signal: controller.signal })
      .then((known) => setTokens(new Set(known)))
      // The core refuses simulated devices in any case, with an explanation.
      .catch(() => undefined);
    return () => controller.abort();
    // Queried again when a device is saved, and when the environment changes.
  }, [client, place, workspace?.devices]);
  return tokens;
}
