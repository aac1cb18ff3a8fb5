import { setTimeout } from 'node:timers/promises';

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
export function systemKeyring(): KeyringPort {
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

async function within<Result>(work: () => Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work(),
      setTimeout(PATIENCE_MS, undefined, { signal: timer.signal, ref: false }).then(() => {
        throw new Error('the system keyring did not answer');
      }),
    ]);
  } finally {
    timer.abort();
  }
}
