import { createApns } from './apns/create-apns.js';
import { createSimulatedTokenLookup } from './apns/simulated-tokens.js';
import type { HistoryOptions } from './history/open-history.js';
import { type BasePorts, openBase } from './open-base.js';
import { type CredentialHost, openCredentials } from './open-credentials.js';
import { openKeptHistory } from './open-kept-history.js';
import type { HostPort, SimulatorPort } from './ports/ports.js';
import { systemSleep } from './ports/system-ports.js';
import { createScenarioService } from './scenarios/scenario-service.js';
import type { Services } from './services.js';
import { openDrafts } from './settings/drafts.js';
import { createProxyAddress } from './settings/proxy-address.js';
import { openWorkspace } from './workspace/open-workspace.js';

/** What a host provides. */
export interface ServicePorts extends BasePorts, CredentialHost, Pick<HistoryOptions, 'whenUnwritable'> {
  readonly version: string;
  readonly host: HostPort;
  readonly simulator: SimulatorPort;
  /** Waits, or returns early when the signal aborts; the system's own by default. Unit: milliseconds. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Opens the services that the window and the sending commands need, on one data folder.
 *
 * @throws as {@link openBase}.
 */
export function createServices(ports: ServicePorts): Services {
  const { simulator, version, host } = ports;
  const base = openBase(ports);
  const { dataDir, clock, random, env, settings, onProblem, problems } = base;
  const drafts = openDrafts(base);
  const workspace = openWorkspace(base);
  const history = openKeptHistory(base, ports);
  const credentials = openCredentials(base, ports, host.kind !== 'cli');
  const proxyAddress = createProxyAddress(credentials);
  const simulatedTokens = createSimulatedTokenLookup(simulator, workspace);
  const { sender, ...apns } = createApns({
    dataDir,
    clock,
    random,
    credentials,
    simulator,
    // A batch whose history is only in memory cannot be resumed.
    history: history.place === 'memory' ? { ...history, batches: null } : history,
    settings: () => settings.get(),
    simulatedTokens,
    completeProxyUrl: (stored) => proxyAddress.withPassword(stored),
    env,
    onProblem,
  });

  const scenarios = createScenarioService({
    clock,
    random,
    sleep: ports.sleep ?? systemSleep,
    sender,
    workspace,
    credentials,
    settings,
    simulator,
    history,
  });

  return {
    version,
    dataDir,
    host,
    credentials,
    sender,
    ...apns,
    history,
    settings,
    proxyAddress,
    drafts,
    workspace,
    scenarios,
    simulator,
    simulatedTokens,
    problems,
    close: async () => {
      await drafts.close();
      await sender.close();
      await simulator.stop();
      workspace.close();
      history.close();
    },
  };
}
