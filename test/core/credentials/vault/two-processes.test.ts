import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from 'vite';
import { testFolder } from '../test-service.js';

const ROUNDS = 12;
const out = mkdtempSync(join(tmpdir(), 'pushdeck-vault-process-'));

/** A real process needs a real file: the service and a loop around it, in one script. */
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'error',
    root: resolve(import.meta.dirname, '../../../..'),
    publicDir: false,
    ssr: { noExternal: true, external: ['@napi-rs/keyring'] },
    build: {
      ssr: resolve(import.meta.dirname, 'vault-process.ts'),
      outDir: out,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'vault-process.mjs' } },
    },
  });
}, 60_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

function run(dataDir: string, name: string): Promise<number> {
  return new Promise((resolveExit, reject) => {
    const child = fork(join(out, 'vault-process.mjs'), [dataDir, name, String(ROUNDS)], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolveExit(code ?? -1));
  });
}

describe('several processes on one vault', () => {
  it('lose nothing that another one adds at the same time', { timeout: 60_000 }, async () => {
    const folder = testFolder();
    try {
      const codes = await Promise.all(['a', 'b', 'c'].map((name) => run(folder.dataDir, name)));
      expect(codes).toEqual([0, 0, 0]);
      const service = folder.open();
      const all = await service.list();
      expect(new Set(all.map(({ name }) => name)).size).toBe(3 * ROUNDS);
      for (const { id } of all)
        expect((await service.convert({ credentialId: id }, { to: 'key' })).bytes.length).toBeGreaterThan(
          100,
        );
      // Neither locks nor drafts are left, and one key file won.
      expect(
        readdirSync(folder.dataDir)
          .map((name) => name.replace(/-.*\./, '.'))
          .sort(),
      ).toEqual(['vault.json', 'vault.key']);
    } finally {
      folder[Symbol.dispose]();
    }
  });

  it('take over the lock of one that died', async () => {
    const folder = testFolder();
    try {
      const service = folder.open();
      await service.createRequest({ email: 'a@b.c', commonName: 'first', keyType: 'p-256' });
      const lock = join(folder.dataDir, 'vault.json.lock');
      // No process has such a number, on any system.
      writeFileSync(
        lock,
        JSON.stringify({ pid: 2 ** 30, host: (await import('node:os')).hostname(), id: 'x' }),
      );
      await service.createRequest({ email: 'a@b.c', commonName: 'second', keyType: 'p-256' });
      writeFileSync(lock, JSON.stringify({ pid: process.pid, host: 'another machine', id: 'x' }));
      const longAgo = new Date(folder.clock.nowMs - 120_000);
      utimesSync(lock, longAgo, longAgo);
      await service.createRequest({ email: 'a@b.c', commonName: 'third', keyType: 'p-256' });
      expect(await service.list()).toHaveLength(3);
    } finally {
      folder[Symbol.dispose]();
    }
  });
});
