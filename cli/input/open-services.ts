import type { CredentialService } from '#core/credentials/credential-service';
import { systemKeyring } from '#core/credentials/vault/system-keyring';
import { createProblemLog, type ProblemLog } from '#core/files/problems';
import type { HistoryService } from '#core/history/history-service';
import type { HistoryOptions } from '#core/history/open-history';
import type { BasePorts } from '#core/open-base';
import type { CredentialHost } from '#core/open-credentials';
import type { HostPort } from '#core/ports/ports';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { VAULT_PROTECTIONS } from '#shared/credentials/vault-protection';
import type { Simulator } from '#simulator/simulator';
import { type CommonOptions, type Terminal, writeNote, writeProblem } from '../terminal/terminal.js';
import { dataDirOf } from './data-dir.js';

declare const PUSHDECK_VERSION: string;

/** What a command wants otherwise than most. */
type Special = Pick<HistoryOptions, 'whenUnwritable'>;

/**
 * Opens the whole core. The embedded simulator starts only when something is sent to it.
 *
 * @param host - What this host can do beside the contract; a plain command can do nothing more.
 */
export async function openServices(
  options: CommonOptions,
  terminal: Terminal,
  host: HostPort = { kind: 'cli' },
  special: Special = {},
): Promise<Services> {
  const ports = basePorts(options, terminal);
  const [{ createServices }, simulator] = await Promise.all([
    import('#core/create-services'),
    openSimulator(ports),
  ]);
  return createServices({
    ...ports,
    ...special,
    version: PUSHDECK_VERSION,
    host,
    simulator,
    ...keyPorts(terminal),
  });
}

/** Runs work on the whole core and closes it whatever happens. What needs only a part opens only that, below. */
export async function withServices<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (services: Services) => Promise<Result>,
  special: Special = {},
): Promise<Result> {
  const services = await openServices(options, terminal, { kind: 'cli' }, special);
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

/** Runs work on the presets, devices and scenarios. */
export async function withWorkspace<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (workspace: WorkspaceService) => Promise<Result>,
): Promise<Result> {
  const [{ openBase }, { openWorkspace }] = await Promise.all([
    import('#core/open-base'),
    import('#core/workspace/open-workspace'),
  ]);
  const workspace = openWorkspace(openBase(basePorts(options, terminal)));
  try {
    return await work(workspace);
  } finally {
    workspace.close();
  }
}

/** Runs work on the credentials of a data folder. The simulator is loaded only when its samples are asked for. */
export async function withCredentials<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (services: { readonly credentials: CredentialService; readonly dataDir: string }) => Promise<Result>,
): Promise<Result> {
  const [{ openBase }, { openCredentials }] = await Promise.all([
    import('#core/open-base'),
    import('#core/open-credentials'),
  ]);
  const ports = basePorts(options, terminal);
  const base = openBase(ports);
  let opened: Promise<Simulator> | undefined;
  const simulator = (): Promise<Simulator> => (opened ??= openSimulator(ports));
  const host = {
    simulator: {
      sampleKey: async () => (await simulator()).sampleKey(),
      sampleIdentity: async () => (await simulator()).sampleIdentity(),
    },
    ...keyPorts(terminal),
  };
  return work({ credentials: openCredentials(base, host, false), dataDir: base.dataDir });
}

/** Runs work on the deliveries that were kept. */
export async function withHistory<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (history: HistoryService) => Promise<Result>,
  special: Special,
): Promise<Result> {
  const [{ openBase }, { openKeptHistory }] = await Promise.all([
    import('#core/open-base'),
    import('#core/open-kept-history'),
  ]);
  const history = openKeptHistory(openBase(basePorts(options, terminal)), special);
  try {
    return await work(history);
  } finally {
    history.close();
  }
}

type Ports = BasePorts & { readonly problems: ProblemLog };

function basePorts(options: CommonOptions, terminal: Terminal): Ports {
  return {
    problems: createProblemLog((problem) => writeProblem(terminal, problem)),
    dataDir: dataDirOf(options, terminal),
    clock: systemClock,
    random: systemRandomness,
    env: terminal.env,
  };
}

async function openSimulator({ problems, dataDir, clock, random }: Ports): Promise<Simulator> {
  const { createSimulator } = await import('#simulator/simulator');
  return createSimulator({ dataDir, clock, random, onProblem: problems.add });
}

function keyPorts(terminal: Terminal): Pick<CredentialHost, 'keyring' | 'onKeyFile'> {
  return { keyring: systemKeyring(systemClock), onKeyFile: (file) => writeNote(terminal, keyFileNote(file)) };
}

function keyFileNote(file: string): string {
  return `note: no key store of the system answered, so the key file ${file} protects what is kept; choose with PUSHDECK_VAULT=${VAULT_PROTECTIONS.join('|')}, or change it with "pushdeck credentials protect".`;
}
