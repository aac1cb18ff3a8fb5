import type { Clock, StopTimer } from '../../ports/ports.js';

/** The operating system's store for secrets, as far as the vault needs it. */
export interface KeyringPort {
  /** @returns `null` when nothing is kept under this account. @throws when the store cannot be reached. */
  read(account: string): Promise<string | null>;
  write(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const SERVICE = 'Pushdeck';
/** A store that asks the user may take its time; one that is not there must not hang a command. */
const PATIENCE_MS = 60_000;

/**
 * Keychain on macOS, Credential Manager on Windows, Secret Service on Linux, through `@napi-rs/keyring`.
 *
 * On Linux the kernel's keyring is refused: it forgets at the next start of the machine, and with the key all
 * credentials would be gone.
 */
export function systemKeyring(clock: Clock): KeyringPort {
  const within = <Result>(work: () => Promise<Result>): Promise<Result> => withPatience(work, clock);
  const entry = async (account: string) => {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    return new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } });
  };
  return {
    read: (account) => within(async () => (await (await entry(account)).getPassword()) ?? null),
    write: (account, secret) => within(async () => (await entry(account)).setPassword(secret)),
    remove: (account) =>
      within(async () => {
        await (await entry(account)).deleteCredential();
      }),
  };
}

async function withPatience<Result>(work: () => Promise<Result>, clock: Clock): Promise<Result> {
  let stopTimer: StopTimer | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new Error('the system keyring did not answer'));
    stopTimer = clock.after(PATIENCE_MS, giveUp, { keepsProcessAlive: false });
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    stopTimer?.();
  }
}
