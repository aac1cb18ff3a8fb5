import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Settings } from '#shared/settings';
import { createApns } from './apns/create-apns.js';
import { createSimulatedTokenLookup } from './apns/simulated-tokens.js';
import { simulatorCredentials } from './credentials/built-in-credentials.js';
import { createCredentialService } from './credentials/create-credential-service.js';
import type { KeyringPort } from './credentials/vault/system-keyring.js';
import { chosenProtection } from './credentials/vault/vault-choice.js';
import { openDataFolder } from './files/data-folder.js';
import { sweepLeftovers } from './files/leftovers.js';
import { createProblemLog, type ProblemLog } from './files/problems.js';
import { type HistoryOptions, openHistory } from './history/open-history.js';
import type { Clock, HostPort, Randomness, SimulatorPort } from './ports/ports.js';
import { systemSleep } from './ports/system-ports.js';
import { createScenarioService } from './scenarios/scenario-service.js';
import type { Services } from './services.js';
import { openDrafts } from './settings/drafts.js';
import { createProxyAddress } from './settings/proxy-address.js';
import { openSettings } from './settings/settings.js';
import { openWorkspace } from './workspace/open-workspace.js';

/** What a host brings: its folder, its abilities, the embedded simulator, and the world's clock and randomness. */
export interface ServicePorts {
  readonly version: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly host: HostPort;
  readonly simulator: SimulatorPort;
  /** Of the process: proxies are found there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Waits for so many milliseconds, or until the signal; the system's own by default. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Takes what goes wrong beside the work; a host that tells it, or found something before, hands in its own. */
  readonly problems?: ProblemLog;
  /** What the history is for where it cannot be written; see {@link HistoryOptions}. */
  readonly whenUnwritable?: HistoryOptions['whenUnwritable'];
  /** The system's store for the vault's master key, where there may be one. */
  readonly keyring?: KeyringPort;
  /** Told when the first secret was kept with a key file because no key store answered and nobody could be asked. */
  readonly onKeyFile?: (file: string) => void;
  /** Told after every change of the settings that this process makes. */
  readonly onSettingsChange?: (settings: Settings) => void;
}

/**
 * Opens everything that the window and the command line need, on one data folder.
 *
 * @throws AppError `data-folder-unwritable`, `data-from-newer-version`, `bad-argument` for a variable that makes no
 * sense: nothing was changed then.
 */
export function createServices(ports: ServicePorts): Services {
  const { clock, random, simulator, version, host, env } = ports;
  const chosen = chosenProtection(env);
  const { add: onProblem, list: problems } = ports.problems ?? createProblemLog();
  let folderProblem: AppError | null = null;
  const dataDir = openDataFolder(ports.dataDir, (problem) => {
    folderProblem = problem;
    onProblem(problem);
  });
  for (const path of [dataDir, join(dataDir, 'drafts'), join(dataDir, 'simulator')]) {
    sweepLeftovers(path, clock.now());
  }
  /** What a folder does to the files in it was told with the folder. */
  const onFileProblem = (problem: AppError): void => {
    if (problem.code !== folderProblem?.code) onProblem(problem);
  };

  const settings = openSettings({
    dataDir,
    clock,
    random,
    onProblem,
    ...omitUndefined({ onChange: ports.onSettingsChange }),
  });
  const drafts = openDrafts({ dataDir, clock, random, onProblem });
  const workspace = openWorkspace({ dataDir, settings, clock, random });
  const history = openHistory({
    dataDir,
    clock,
    retentionDays: () => settings.get().historyRetentionDays,
    ...omitUndefined({ whenUnwritable: ports.whenUnwritable }),
    onProblem: onFileProblem,
  });
  const credentials = createCredentialService({
    dataDir,
    clock,
    random,
    builtIn: simulatorCredentials(simulator),
    idleLockMs: () => minutesToMs(settings.get().idleLockMinutes),
    ...omitUndefined({ passphrase: env['PUSHDECK_PASSPHRASE'], keyring: ports.keyring }),
    ...(chosen !== null && { chosen }),
    asks: host.kind !== 'cli',
    ...omitUndefined({ onKeyFile: ports.onKeyFile }),
  });
  const proxyAddress = createProxyAddress(credentials);
  const simulatedTokens = createSimulatedTokenLookup(simulator, workspace);
  const { sender, ...apns } = createApns({
    dataDir,
    clock,
    random,
    credentials,
    simulator,
    // A batch that only memory knows cannot be taken up again.
    history: history.place === 'memory' ? { ...history, batches: null } : history,
    settings: () => settings.get(),
    simulatedTokens,
    completeProxyUrl: (stored) => proxyAddress.complete(stored),
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

function minutesToMs(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000;
}
