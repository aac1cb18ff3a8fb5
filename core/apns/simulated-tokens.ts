import type { Environment } from '#shared/apns/push';
import { simulatedTokensFor, takesSamples } from '#shared/simulator/sample-guard';
import type { WorkspaceState } from '#shared/workspace/workspace';
import type { SimulatorPort } from '../ports/ports.js';

/** Returns the tokens of simulated devices, which must not be sent to an environment. */
export type SimulatedTokenLookup = (environment: Environment) => Promise<ReadonlySet<string>>;

/** The devices of a fresh simulator. */
export const knownSampleTokens: SimulatedTokenLookup = (environment) =>
  Promise.resolve(simulatedTokensFor(environment, [], []));

/** Combines the devices of the embedded simulator with those saved in the workspace. */
export function createSimulatedTokenLookup(
  simulator: Pick<SimulatorPort, 'sampleKey' | 'state'>,
  workspace: { state(): Pick<WorkspaceState, 'devices'> },
): SimulatedTokenLookup {
  return async (environment) => {
    if (takesSamples(environment)) return simulatedTokensFor(environment, [], []);
    // Loading the samples also loads the saved devices. A failure shows when the simulator is used; it must not
    // stop pushes to Apple.
    await simulator.sampleKey().catch(() => undefined);
    const tokens = simulator.state().inboxes.map(({ device }) => device.token);
    return simulatedTokensFor(environment, tokens, workspace.state().devices);
  };
}
