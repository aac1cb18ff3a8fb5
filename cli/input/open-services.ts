import { createServices, type ServicePorts } from '#core/create-services';
import { systemKeyring } from '#core/credentials/vault/system-keyring';
import { createProblemLog } from '#core/files/problems';
import type { HostPort } from '#core/ports/ports';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import { VAULT_PROTECTIONS } from '#shared/credentials/vault-protection';
import { createSimulator } from '#simulator/simulator';
import { type CommonOptions, type Terminal, writeNote, writeProblem } from '../terminal/terminal.js';
import { dataDirOf } from './data-dir.js';

declare const PUSHDECK_VERSION: string;

/**
 * Opens the core for a command. The embedded simulator starts only when something is sent to it.
 *
 * @param host - What this host can do beside the contract; a plain command can do nothing more.
 * @param special - What the command wants otherwise than most.
 */
export async function openServices(
  options: CommonOptions,
  terminal: Terminal,
  host: HostPort = { kind: 'cli' },
  special: Pick<ServicePorts, 'whenUnwritable'> = {},
): Promise<Services> {
  const dataDir = dataDirOf(options, terminal);
  const problems = createProblemLog((problem) => writeProblem(terminal, problem));
  const simulator = createSimulator({
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    onProblem: problems.add,
  });
  return createServices({
    problems,
    ...special,
    version: PUSHDECK_VERSION,
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    host,
    simulator,
    env: terminal.env,
    keyring: systemKeyring(),
    onKeyFile: (file) => writeNote(terminal, keyFileNote(file)),
  });
}

function keyFileNote(file: string): string {
  return `note: no key store of the system answered, so the key file ${file} protects what is kept; choose with PUSHDECK_VAULT=${VAULT_PROTECTIONS.join('|')}, or change it with "pushdeck credentials protect".`;
}

/** Runs work on opened services and closes them whatever happens. */
export async function withServices<Result>(
  options: CommonOptions,
  terminal: Terminal,
  work: (services: Services) => Promise<Result>,
  special: Pick<ServicePorts, 'whenUnwritable'> = {},
): Promise<Result> {
  const services = await openServices(options, terminal, { kind: 'cli' }, special);
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}
