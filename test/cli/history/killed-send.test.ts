import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const TARGETS = 5000;
const ENV = { ...process.env, PUSHDECK_VAULT: 'key-file' };
let outDir = '';
let dataDir = '';

beforeAll(async () => {
  // Inside the project, where the bundle finds its packages.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  outDir = mkdtempSync(join(root, 'node_modules/.cache/pushdeck-killed-'));
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-killed-'));
  await build({
    root,
    configFile: resolve(root, 'vite.node.config.ts'),
    logLevel: 'error',
    build: { outDir, emptyOutDir: false },
  });
}, 120_000);
afterAll(() => {
  rmSync(outDir, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
});

interface Line {
  readonly token?: string;
  readonly outcome?: string;
  readonly reason?: string | null;
}

describe('pushdeck send, killed in the middle of a batch', () => {
  it('loses no result that it printed', { timeout: 120_000 }, async () => {
    const tokens = Array.from({ length: TARGETS }, (_, n) => n.toString(16).padStart(64, '0'));
    writeFileSync(join(dataDir, 'tokens.txt'), tokens.join('\n'));
    const printed = await printedUntilKilled(300);
    expect(printed.length).toBeGreaterThanOrEqual(300);
    expect(printed.length).toBeLessThan(TARGETS);

    const kept = lines(
      execFileSync(
        process.execPath,
        [join(outDir, 'main.js'), 'history', '--json', '--limit', '0', ...options()],
        {
          env: ENV,
          encoding: 'utf8',
          maxBuffer: 256 * 1024 * 1024,
        },
      ),
    );
    const outcomes = new Map(kept.map(({ token, outcome, reason }) => [token, `${outcome} ${reason}`]));
    const lost = printed.filter(
      ({ token, outcome, reason }) => outcomes.get(token) !== `${outcome} ${reason}`,
    );
    expect(lost).toEqual([]);
  });
});

function options(): readonly string[] {
  return ['--data-dir', join(dataDir, 'data')];
}

/** What the command printed before it was killed without warning. */
function printedUntilKilled(count: number): Promise<readonly Line[]> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(
      process.execPath,
      [
        join(outDir, 'main.js'),
        ...['send', '--env', 'simulator', '--to-file', join(dataDir, 'tokens.txt')],
        ...['--alert', 'Hello', '--json', ...options()],
      ],
      { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length > count) child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolvePromise(lines(said.slice(0, said.lastIndexOf('\n'))));
      else reject(new Error(`ended by itself with ${code ?? 'a signal'}: ${complaints}`));
    });
  });
}

function lines(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
