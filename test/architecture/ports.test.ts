import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { portsOnly } from '../../eslint.ports.js';

const root = resolve(import.meta.dirname, '../..');
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, portsOnly],
});

async function isRefused(code: string, filePath: string): Promise<boolean> {
  const [result] = await eslint.lintText(code, { filePath: resolve(root, filePath) });
  return (result?.errorCount ?? 0) > 0;
}

describe('the clock of the core, by lint', () => {
  it.each([
    'setTimeout(act, 1);',
    'setInterval(act, 1);',
    'globalThis.setTimeout(act, 1);',
    'const now = Date.now();',
    'const now = new Date();',
    'const since = performance.now();',
    "import { setTimeout as pause } from 'node:timers/promises';",
    "import { performance } from 'node:perf_hooks';",
  ])('refuses %s', async (code) => {
    expect(await isRefused(code, 'core/planted.ts')).toBe(true);
    expect(await isRefused(code, 'core/files/planted.ts')).toBe(true);
    expect(await isRefused(code, 'core/ports/planted.ts')).toBe(false);
  });

  it('lets a given moment be written down', async () => {
    expect(await isRefused('const at = new Date(clock.now());', 'core/planted.ts')).toBe(false);
  });
});
