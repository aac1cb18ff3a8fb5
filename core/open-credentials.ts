import { omitUndefined } from '#shared/omit-undefined';
import { simulatorCredentials } from './credentials/built-in-credentials.js';
import { createCredentialService } from './credentials/create-credential-service.js';
import type { CredentialService } from './credentials/credential-service.js';
import type { KeyringPort } from './credentials/vault/system-keyring.js';
import type { Base } from './open-base.js';
import type { SimulatorPort } from './ports/ports.js';

/** What the host brings for its credentials. */
export interface CredentialHost {
  /** Its samples are listed beside what is kept. */
  readonly simulator: Pick<SimulatorPort, 'sampleKey' | 'sampleIdentity'>;
  /** The system's store for the vault's master key, where there may be one. */
  readonly keyring?: KeyringPort;
  /** Told when the first secret was kept with a key file because no key store answered and nobody could be asked. */
  readonly onKeyFile?: (file: string) => void;
}

/**
 * Opens the credentials of a data folder.
 *
 * @param asks - A person can be asked what shall protect them.
 */
export function openCredentials(base: Base, host: CredentialHost, asks: boolean): CredentialService {
  const { dataDir, clock, random, env, settings, chosen } = base;
  return createCredentialService({
    dataDir,
    clock,
    random,
    builtIn: simulatorCredentials(host.simulator),
    idleLockMs: () => minutesToMs(settings.get().idleLockMinutes),
    ...omitUndefined({
      passphrase: env['PUSHDECK_PASSPHRASE'],
      keyring: host.keyring,
      chosen: chosen ?? undefined,
      onKeyFile: host.onKeyFile,
    }),
    asks,
  });
}

function minutesToMs(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000;
}
