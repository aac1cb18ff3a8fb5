import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { builtCommand, type Ended } from '../../support/built-command.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-vault-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CSR = ['csr', '--email', 'a@b.c', '--name', 'PushChat', '--key-type', 'p-256', '--json'];
const NO_STORE = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' };

const csr = (name: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  builtCommand([...CSR, '--out', `${name}.csr`, '--data-dir', join(folder, 'data')], {
    cwd: folder,
    env: { ...NO_STORE, ...env },
  });
const kept = (): unknown => JSON.parse(readFileSync(join(folder, 'data/vault.json'), 'utf8'));

it.runIf(process.platform === 'linux')(
  'says once, in one line, that a key file was taken and how to choose',
  async () => {
    const first = await csr('one', { PUSHDECK_VAULT: '' });
    expect(first.status, first.stderr).toBe(0);
    const notes = first.stderr.split('\n').filter((line) => line.includes('PUSHDECK_VAULT'));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('PUSHDECK_VAULT=system-keyring|passphrase|key-file');
    expect(notes[0]).toMatch(/key file .*vault-.*\.key/);
    const second = await csr('two', { PUSHDECK_VAULT: '' });
    expect([second.status, second.stderr.includes('PUSHDECK_VAULT')]).toEqual([0, false]);
  },
);

it('takes a passphrase from the environment where it was chosen', async () => {
  const refused = await csr('one', { PUSHDECK_VAULT: 'passphrase' });
  expect(refused.status).toBe(2);
  expect(refused.stdout).toContain('PUSHDECK_PASSPHRASE');
  const made = await csr('one', { PUSHDECK_VAULT: 'passphrase', PUSHDECK_PASSPHRASE: 'correct horse' });
  expect(made.status, made.stdout).toBe(0);
  expect(kept()).toMatchObject({ protection: { kind: 'passphrase' } });
});

it.runIf(process.platform === 'linux')('does not fall back from a key store that was chosen', async () => {
  const refused = await csr('one', { PUSHDECK_VAULT: 'system-keyring' });
  expect(refused.status).toBe(3);
  expect(refused.stdout).toContain('"code":"vault-unavailable"');
  expect(existsSync(join(folder, 'data/vault.json'))).toBe(false);
});

it('refuses a word that is none of the three, and names them', async () => {
  const refused = await csr('one', { PUSHDECK_VAULT: 'keychain' });
  expect(refused.status).toBe(2);
  expect(refused.stdout).toContain('system-keyring, passphrase, key-file');
});
