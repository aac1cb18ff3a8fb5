import { useState } from 'react';
import type { Client } from '#shared/contract/index';
import type { SimulatorState } from '#shared/simulator/model';
import { type StreamState, useStream } from '../platform/use-stream.js';

const watch = (client: Client, signal: AbortSignal) => client.simulator.watch(undefined, { signal });

/** The current state of the embedded simulator; `null` until the first one arrives. */
export function useSimulatorState(): { readonly state: SimulatorState | null; readonly stream: StreamState } {
  const [state, setState] = useState<SimulatorState | null>(null);
  const stream = useStream(watch, setState);
  return { state, stream };
}
