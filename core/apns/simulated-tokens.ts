import type { Environment } from '#shared/apns/push';
import { simulatedTokensFor, takesSamples } from '#shared/simulator/sample-guard';
import type { WorkspaceState } from '#shared/workspace/workspace';
import type { SimulatorPort } from '../ports/ports.js';

/** Which tokens must not leave for an environment, because they stand for simulated devices. */
export type SimulatedTokenLookup = (environment: Environment) => Promise<ReadonlySet<string>>;

/** What is known without looking anywhere: the devices of a fresh simulator. */
export const knownSampleTokens: SimulatedTokenLookup = (environment) =>
  Promise.resolve(simulatedTokensFor(environment, [], []));

/** Asks the embedded simulator for its devices, and the workspace for those that were saved. */
export function createSimulatedTokenLookup(
  simulator: Pick<SimulatorPort, 'samples' | 'state'>,
  workspace: { state(): Pick<WorkspaceState, 'devices'> },
): SimulatedTokenLookup {
  return async (environment) => {
    if (takesSamples(environment)) return simulatedTokensFor(environment, [], []);
    // What was added to the simulator earlier is read with its credentials. Where that fails, the fault shows
    // wherever the simulator is used; it must not keep anybody from sending to Apple.
    await simulator.samples().catch(() => undefined);
    const tokens = simulator.state().inboxes.map(({ device }) => device.token);
    return simulatedTokensFor(environment, tokens, workspace.state().devices);
  };
}
