import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentialService, type CredentialPorts } from '#core/credentials/create-credential-service';
import type { KeyringPort } from '#core/credentials/vault/system-keyring';
import { chosenProtection } from '#core/credentials/vault/vault-choice';
import { systemClock, systemRandomness } from '#core/ports/system-ports';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-choice-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const silent = async (): Promise<never> => {
  throw new Error('no bus');
};
const NO_STORE: KeyringPort = { read: silent, write: silent, remove: silent };
/** Says that it took a secret, and has nothing afterwards. */
const FORGETFUL: KeyringPort = {
  read: async () => null,
  write: async () => undefined,
  remove: async () => undefined,
};

function open(options: Partial<CredentialPorts> = {}) {
  return createCredentialService({
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    keyring: NO_STORE,
    ...options,
  });
}
const ORDER = { email: 'a@b.c', commonName: 'PushChat', keyType: 'p-256' } as const;
const kindInFile = (): unknown =>
  (JSON.parse(readFileSync(join(dataDir, 'vault.json'), 'utf8')) as { protection: { kind: unknown } })
    .protection.kind;

describe('PUSHDECK_VAULT', () => {
  it.each(['system-keyring', 'passphrase', 'key-file'])('knows %s', (word) => {
    expect(chosenProtection({ PUSHDECK_VAULT: word })).toBe(word);
  });

  it('says nothing where it is unset or empty', () => {
    expect(chosenProtection({})).toBeNull();
    expect(chosenProtection({ PUSHDECK_VAULT: '' })).toBeNull();
  });

  it('names the three for any other word', () => {
    expect(() => chosenProtection({ PUSHDECK_VAULT: 'keychain' })).toThrow(
      expect.objectContaining({
        code: 'bad-argument',
        hint: expect.objectContaining({
          en: expect.stringContaining('system-keyring, passphrase, key-file') as string,
        }) as object,
      }),
    );
  });
});

describe.each([
  ['that does not answer', NO_STORE],
  ['that keeps nothing', FORGETFUL],
])('a key store %s', (_what, keyring) => {
  it('makes a host that can ask refuse the first secret, until there is an answer', async () => {
    const service = open({ keyring, canAskUser: true });
    await expect(service.createRequest(ORDER)).rejects.toMatchObject({ code: 'vault-choice-needed' });
    expect(existsSync(join(dataDir, 'vault.json'))).toBe(false);
    await service.protect('passphrase', 'correct horse');
    await service.createRequest(ORDER);
    expect(await service.vault()).toEqual({ protection: 'passphrase', locked: false, damagedEntries: 0 });
  });

  it('leaves another host with a key file, and is told once', async () => {
    const files: string[] = [];
    const service = open({ keyring, onKeyFile: (file) => files.push(file) });
    await service.createRequest(ORDER);
    await service.createRequest(ORDER);
    expect(kindInFile()).toBe('key-file');
    expect(files).toHaveLength(1);
    expect(existsSync(files[0] ?? '')).toBe(true);
  });

  it('is an error where it was chosen', async () => {
    const service = open({ keyring, chosen: 'system-keyring' });
    await expect(service.createRequest(ORDER)).rejects.toMatchObject({ code: 'vault-unavailable' });
    expect(existsSync(join(dataDir, 'vault.json'))).toBe(false);
  });
});

describe('a choice made beforehand', () => {
  it('of the key file is followed without a question or a word', async () => {
    const files: string[] = [];
    const service = open({ chosen: 'key-file', canAskUser: true, onKeyFile: (file) => files.push(file) });
    await service.createRequest(ORDER);
    expect(kindInFile()).toBe('key-file');
    expect(files).toEqual([]);
  });

  it('of a passphrase takes the one that was given', async () => {
    await open({ chosen: 'passphrase', passphrase: 'correct horse' }).createRequest(ORDER);
    expect(kindInFile()).toBe('passphrase');
    expect(await open({ keyring: NO_STORE }).vault()).toMatchObject({ locked: true });
  });

  it('of a passphrase that is missing is an error, or the question where it can be asked', async () => {
    await expect(open({ chosen: 'passphrase' }).createRequest(ORDER)).rejects.toMatchObject({
      code: 'bad-argument',
    });
    const asking = open({ chosen: 'passphrase', canAskUser: true });
    expect(await asking.vault()).toMatchObject({ protection: 'passphrase', needsChoice: true });
    await expect(asking.createRequest(ORDER)).rejects.toMatchObject({ code: 'vault-choice-needed' });
  });
});
