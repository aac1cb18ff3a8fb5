import type { Clock, StopTimer } from '../../ports/ports.js';

/** The operating system's key store, as far as the vault needs it. */
export interface KeyringPort {
  /** @returns `null` if nothing is stored under this account. @throws if the store is not available. */
  read(account: string): Promise<string | null>;
  write(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const SERVICE = 'Pushdeck';
/** Long enough for a store that asks the user; one that never answers must not hang a command. Unit: milliseconds. */
const TIMEOUT_MS = 60_000;

/**
 * Keychain on macOS, Credential Manager on Windows, Secret Service on Linux, through `@napi-rs/keyring`.
 *
 * On Linux the kernel's keyring is not used, since it does not survive a reboot, and the credentials would be lost
 * with the key.
 */
export function systemKeyring(clock: Clock): KeyringPort {
  const withTimeout = <Result>(work: () => Promise<Result>): Promise<Result> => withPatience(work, clock);
  const entry = async (account: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  };
  return {
    read: (account) => withTimeout(async () => (await (await entry(account)).getPassword()) ?? null),
    write: (account, secret) => withTimeout(async () => (await entry(account)).setPassword(secret)),
    remove: (account) =>
      withTimeout(async () => {
        await (await entry(account)).deleteCredential();
      }),
  };
}

async function withPatience<Result>(work: () => Promise<Result>, clock: Clock): Promise<Result> {
  let stopTimer: StopTimer | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Error('the system keyring did not answer'));
    stopTimer = clock.after(TIMEOUT_MS, giveUp, { keepsProcessAlive: false });
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    stopTimer?.();
  }
}
