import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyringPort } from '#core/credentials/vault/system-keyring';
import { fixtureFile, part } from '../fixtures.js';
import { type TestFolder, testFolder } from '../test-service.js';

let folder: TestFolder;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder[Symbol.dispose]());

const TEAM = 'TEAM123456';
const p8 = fixtureFile('openssl/AuthKey_ABC123DEFG.p8');
const p12 = fixtureFile('openssl/default.p12');
const vaultPath = () => join(folder.dataDir, 'vault.json');
interface VaultJson {
  version: number;
  entries: Record<string, unknown>[];
}
const readVault = () => JSON.parse(readFileSync(vaultPath(), 'utf8')) as VaultJson;

async function filled() {
  const service = folder.open();
  const added = [
    ...(await service.add({ files: [p8], teamId: TEAM })),
    ...(await service.add({ files: [p12], password: 'secret' })),
  ];
  return { service, ids: added.map(({ credentialId }) => credentialId ?? '') };
}

/** A keyring in memory that can break down, as one without a desktop session is. */
function memoryKeyring(): KeyringPort & { readonly kept: Map<string, string>; broken: boolean } {
  const kept = new Map<string, string>();
  const keyring = {
    kept,
    broken: false,
    read: async (account: string) => {
      if (keyring.broken) throw new Error('AccessDenied');
      return kept.get(account) ?? null;
    },
    write: async (account: string, secret: string) => {
      if (keyring.broken) throw new Error('AccessDenied');
      kept.set(account, secret);
    },
    remove: async (account: string) => void kept.delete(account),
  };
  return keyring;
}

describe('the data folder', () => {
  it('holds nothing from which a secret can be read', async () => {
    const service = folder.open();
    await service.add({ files: [p8], teamId: TEAM });
    await service.add({ files: [p12], password: 'a very secret password' });
    await service.add({ files: [p12], password: 'secret' });
    const { credentialId } = await service.createRequest({ email: 'me@example.com', commonName: 'PushChat' });
    await service.protect('passphrase', 'correct horse');
    await service.protect('key-file');
    const secrets = [part('sandbox.key.pem'), part('universal.key.pem')].map((pem) =>
      Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'),
    );
    const made = await service.convert({ credentialId }, { to: 'der' });
    secrets.push(Buffer.from(made.bytes));
    for (const name of readdirSync(folder.dataDir)) {
      const bytes = readFileSync(join(folder.dataDir, name));
      for (const secret of secrets) {
        // Any stretch of the private part counts, in any of the forms it could have been written in.
        const tail = secret.subarray(secret.length - 100, secret.length - 70);
        for (const form of [
          tail,
          Buffer.from(tail.toString('hex')),
          Buffer.from(tail.toString('base64').slice(4, -4)),
        ]) {
          expect(bytes.includes(form), `${name} holds a secret`).toBe(false);
        }
      }
      const text = bytes.toString('latin1');
      for (const words of ['PRIVATE KEY', 'a very secret password', 'correct horse'])
        expect(text).not.toContain(words);
    }
  });

  it.skipIf(process.platform === 'win32')('can be read by its owner only', async () => {
    await filled();
    expect(statSync(folder.dataDir).mode & 0o077).toBe(0);
    for (const name of readdirSync(folder.dataDir)) {
      expect(statSync(join(folder.dataDir, name)).mode & 0o077, name).toBe(0);
    }
  });

  it.skipIf(process.platform === 'win32')('closes a key file again that a copy has opened', async () => {
    await filled();
    const keyFile = readdirSync(folder.dataDir).find((name) => name.endsWith('.key')) ?? '';
    chmodSync(join(folder.dataDir, keyFile), 0o644);
    const [first] = await folder.open().list();
    await folder.open().use(first?.id ?? '');
    expect(statSync(join(folder.dataDir, keyFile)).mode & 0o077).toBe(0);
  });

  it('is not created by looking', async () => {
    const service = folder.open();
    expect(await service.list()).toEqual([]);
    expect(await service.vault()).toEqual({ protection: 'key-file', locked: false, damagedEntries: 0 });
    expect(existsSync(folder.dataDir)).toBe(false);
  });
});

describe('damage', () => {
  it('of one secret is told, and leaves the others', async () => {
    const { ids } = await filled();
    const vault = readVault();
    const secret = vault.entries[0]?.['secret'] as { data: string };
    secret.data = randomBytes(150).toString('base64');
    writeFileSync(vaultPath(), JSON.stringify(vault));
    const service = folder.open();
    await expect(service.use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await service.use(ids[1] ?? '')).toMatchObject({ kind: 'identity' });
  });

  it('of the shape of one entry is counted, kept, and leaves the others', async () => {
    await filled();
    const vault = readVault();
    const broken = { id: 7, note: 'something else' };
    writeFileSync(vaultPath(), JSON.stringify({ ...vault, entries: [broken, ...vault.entries.slice(1)] }));
    const service = folder.open();
    expect(await service.list()).toHaveLength(1);
    expect((await service.vault()).damagedEntries).toBe(1);
    await service.add({ files: [p8], teamId: TEAM });
    expect(readVault().entries).toContainEqual(broken);
    expect(await service.list()).toHaveLength(2);
  });

  it('cannot swap secrets between entries unseen', async () => {
    const { ids } = await filled();
    const vault = readVault();
    const [one, two] = vault.entries;
    if (one === undefined || two === undefined) throw new Error('two entries were added');
    [one['secret'], two['secret']] = [two['secret'], one['secret']];
    writeFileSync(vaultPath(), JSON.stringify(vault));
    for (const id of ids)
      await expect(folder.open().use(id)).rejects.toMatchObject({ code: 'vault-damaged' });
  });

  it('of the whole file is told, and nothing is overwritten', async () => {
    await filled();
    const half = readFileSync(vaultPath(), 'utf8').slice(0, 300);
    writeFileSync(vaultPath(), half);
    const service = folder.open();
    await expect(service.list()).rejects.toMatchObject({ code: 'vault-damaged' });
    await expect(service.add({ files: [p8], teamId: TEAM })).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(readFileSync(vaultPath(), 'utf8')).toBe(half);
  });

  it('by a lost key file is told with the place where it should be', async () => {
    const { ids } = await filled();
    const keyFile = readdirSync(folder.dataDir).find((name) => name.endsWith('.key')) ?? '';
    writeFileSync(join(folder.dataDir, keyFile), randomBytes(32).toString('base64'));
    await expect(folder.open().use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-unavailable' });
  });
});

describe('a file from a newer version', () => {
  it('is refused and left as it is', async () => {
    await filled();
    const newer = JSON.stringify({ ...readVault(), version: 99, invention: true });
    writeFileSync(vaultPath(), newer);
    const service = folder.open();
    await expect(service.list()).rejects.toMatchObject({ code: 'data-from-newer-version' });
    await expect(service.add({ files: [p8], teamId: TEAM })).rejects.toMatchObject({
      code: 'data-from-newer-version',
    });
    expect(readFileSync(vaultPath(), 'utf8')).toBe(newer);
  });
});

describe('a passphrase', () => {
  it('locks the secrets, not the list', async () => {
    const { service, ids } = await filled();
    await service.protect('passphrase', 'Öl & Essig');
    const other = folder.open();
    expect(await other.vault()).toMatchObject({ protection: 'passphrase', locked: true });
    expect(await other.list()).toHaveLength(2);
    await expect(other.use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-locked' });
    await expect(other.unlock('wrong')).rejects.toMatchObject({ code: 'wrong-password' });
    // The same words, composed the other way.
    await other.unlock('Öl & Essig'.normalize('NFD'));
    expect(await other.use(ids[0] ?? '')).toMatchObject({ kind: 'apns-key' });
    await other.lock();
    await expect(other.use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-locked' });
  });

  it('locks by itself after a time without use', async () => {
    const { ids } = await filled();
    let idleMs: number | null = 60_000;
    const service = folder.open({ idleLockMs: () => idleMs });
    await service.protect('passphrase', 'x');
    folder.clock.nowMs += 50_000;
    expect(await service.use(ids[0] ?? '')).toMatchObject({ kind: 'apns-key' });
    folder.clock.nowMs += 50_000;
    expect((await service.vault()).locked).toBe(false);
    // Looking at the state is no use of the key.
    folder.clock.nowMs += 11_000;
    expect((await service.vault()).locked).toBe(true);
    await expect(service.use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-locked' });
    await service.unlock('x');
    idleMs = null;
    folder.clock.nowMs += 86_400_000;
    expect((await service.vault()).locked).toBe(false);
  });

  it('comes from the environment on the command line', async () => {
    const { service, ids } = await filled();
    await service.protect('passphrase', 'x');
    expect(await folder.open({ passphrase: 'x' }).use(ids[0] ?? '')).toMatchObject({ kind: 'apns-key' });
  });

  it('is not taken empty, and nothing changes then', async () => {
    const { service, ids } = await filled();
    await expect(service.protect('passphrase', '')).rejects.toMatchObject({ code: 'bad-argument' });
    expect(await folder.open().use(ids[0] ?? '')).toMatchObject({ kind: 'apns-key' });
  });

  it('is noticed by a process that still knows the key from before', async () => {
    const { service, ids } = await filled();
    const other = folder.open();
    await other.use(ids[0] ?? '');
    await service.protect('passphrase', 'x');
    await expect(other.use(ids[0] ?? '')).rejects.toMatchObject({ code: 'vault-locked' });
  });
});

describe('the keyring of the system', () => {
  it('is used for a new vault, and no key lies in the folder', async () => {
    const keyring = memoryKeyring();
    const service = folder.open({ keyring });
    const [added] = await service.add({ files: [p8], teamId: TEAM });
    expect(await service.protection()).toBe('system-keyring');
    expect(readdirSync(folder.dataDir)).toEqual(['vault.json']);
    expect(await folder.open({ keyring }).use(added?.credentialId ?? '')).toMatchObject({ kind: 'apns-key' });
  });

  it('is replaced by a key file where there is none, and the service says so', async () => {
    const keyring = memoryKeyring();
    keyring.broken = true;
    const service = folder.open({ keyring });
    const [added] = await service.add({ files: [p8], teamId: TEAM });
    expect(added?.error).toBeNull();
    expect(await service.protection()).toBe('key-file');
  });

  it('is replaced by a key file where it answers but takes nothing, unless it was chosen', async () => {
    const keyring = { ...memoryKeyring(), write: () => Promise.reject(new Error('locked')) };
    const service = folder.open({ keyring });
    const [added] = await service.add({ files: [p8], teamId: TEAM });
    expect(added?.error).toBeNull();
    expect(await service.protection()).toBe('key-file');
    await expect(service.protect('system-keyring')).rejects.toMatchObject({
      code: 'vault-unavailable',
      hint: { en: expect.stringContaining('choose a passphrase or a key file') as string },
    });
    expect(await service.protection()).toBe('key-file');
  });

  it('is named when it does not answer later, and the list still shows', async () => {
    const keyring = memoryKeyring();
    const [added] = await folder.open({ keyring }).add({ files: [p8], teamId: TEAM });
    keyring.broken = true;
    const service = folder.open({ keyring });
    expect(await service.list()).toHaveLength(1);
    await expect(service.use(added?.credentialId ?? '')).rejects.toMatchObject({ code: 'vault-unavailable' });
  });

  it('keeps no key behind after another protection was chosen', async () => {
    const keyring = memoryKeyring();
    const service = folder.open({ keyring });
    await service.add({ files: [p8], teamId: TEAM });
    expect(keyring.kept.size).toBe(1);
    await service.protect('key-file');
    expect(keyring.kept.size).toBe(0);
    expect(readdirSync(folder.dataDir).filter((name) => name.endsWith('.key'))).toHaveLength(1);
    await service.protect('system-keyring');
    expect(readdirSync(folder.dataDir)).toEqual(['vault.json']);
  });
});
