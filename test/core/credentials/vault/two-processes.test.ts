import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildScript, type BuiltScript } from '../../../support/built-script.js';
import { testFolder } from '../test-service.js';

const ROUNDS = 12;
let script: BuiltScript;

beforeAll(async () => {
  script = await buildScript(resolve(import.meta.dirname, 'vault-process.ts'), ['@napi-rs/keyring']);
}, 60_000);
afterAll(() => script.remove());

function run(dataDir: string, name: string): Promise<number> {
  return new Promise((resolveExit, reject) => {
    const child = fork(script.path, [dataDir, name, String(ROUNDS)], { stdio: 'inherit' });
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
});
