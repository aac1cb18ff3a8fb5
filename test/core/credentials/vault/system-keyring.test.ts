import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemKeyring } from '#core/credentials/vault/system-keyring';
import { systemClock } from '#core/ports/system-ports';

const TOOLS = ['dbus-run-session', 'gnome-keyring-daemon'];
const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);
const lacks =
  process.platform !== 'linux' ? 'only Linux lets a test start a key store of its own' : missing.join(', ');
if (lacks !== '') process.stderr.write(`Skipped: the key store of the system, for want of ${lacks}.\n`);

describe.skipIf(lacks !== '')("GNOME's keyring in a session of its own", () => {
  const root = resolve(import.meta.dirname, '../../../..');
  // Inside the project, so that the script finds the native module.
  const out = join(root, 'node_modules/.cache', `keyring-process-${process.pid}`);
  const home = mkdtempSync(join(tmpdir(), 'pushdeck-keyring-'));
  beforeAll(async () => {
    await build({
      configFile: false,
      logLevel: 'error',
      root,
      publicDir: false,
      ssr: { noExternal: true, external: ['@napi-rs/keyring'] },
      build: {
        ssr: resolve(import.meta.dirname, 'keyring-process.ts'),
        outDir: out,
        minify: false,
        rolldownOptions: { output: { entryFileNames: 'keyring-process.mjs' } },
      },
    });
  }, 60_000);
  afterAll(() => [out, home].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  it('keeps the key for every process, and its loss costs neither the app nor a new vault', () => {
    const runtime = join(home, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const dataDir = join(home, 'data');
    const script = join(out, 'keyring-process.mjs');
    const { stdout, stderr } = spawnSync(
      'dbus-run-session',
      ['--', process.execPath, script, 'all', dataDir],
      { env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: runtime }, timeout: 100_000 },
    );
    expect(stdout.toString(), stderr.toString()).toMatch(/^\{/);
    expect(JSON.parse(stdout.toString())).toEqual({
      protection: 'system-keyring',
      elsewhere: '-----BEGIN ENCRYPTED PRIVATE KEY-----',
      moved: '-----BEGIN ENCRYPTED PRIVATE KEY-----',
      withoutStore: 'vault-unavailable',
      fallback: { protection: 'key-file', key: '-----BEGIN ENCRYPTED PRIVATE KEY-----' },
    });
    const vault = readFileSync(join(dataDir, 'vault.json'), 'utf8');
    expect(JSON.parse(vault)).toMatchObject({ protection: { kind: 'system-keyring' } });
  }, 120_000);
});

it.runIf(process.platform === 'linux')('without a session bus answers with an error at once', async () => {
  const address = process.env['DBUS_SESSION_BUS_ADDRESS'];
  process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nowhere/bus';
  try {
    await expect(systemKeyring(systemClock).read('probe')).rejects.toThrow();
  } finally {
    if (address === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS'];
    else process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
  }
});
