import { omitUndefined } from '#shared/omit-undefined';
import { simulatorCredentials } from './credentials/built-in-credentials.js';
import { createCredentialService } from './credentials/create-credential-service.js';
import type { CredentialService } from './credentials/credential-service.js';
import type { KeyringPort } from './credentials/vault/system-keyring.js';
import type { Base } from './open-base.js';
import type { SimulatorPort } from './ports/ports.js';

/** What the host provides for the credentials. */
export interface CredentialHost {
  /** Its samples are listed with the stored credentials. */
  readonly simulator: Pick<SimulatorPort, 'sampleKey' | 'sampleIdentity'>;
  /** The system's key store for the vault's master key, if available. */
  readonly keyring?: KeyringPort;
  /** Called when the vault falls back to a key file, because no key store is available and the user cannot be asked. */
  readonly onKeyFile?: (file: string) => void;
}

/**
 * Opens the credentials of a data folder.
 *
 * @param canAskUser - True if the user can be asked to choose the protection.
 */
export function openCredentials(base: Base, host: CredentialHost, canAskUser: boolean): CredentialService {
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
    canAskUser,
  });
}

function minutesToMs(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000;
}
