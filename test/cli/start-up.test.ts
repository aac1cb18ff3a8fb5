import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const built = resolve(import.meta.dirname, '../../out/cli/main.js');
const HELLO = 'send --env simulator --alert Hello';
const KB = 1024;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-start-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

interface Start {
  /** What Node reads, compiles and evaluates of the program. */
  readonly files: readonly string[];
  readonly dataDir: string;
}

/** Runs a command on a fresh data folder. */
function start(line: string): Start {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const reports = mkdtempSync(join(folder, 'loaded-'));
  const { status } = spawnSync(process.execPath, [built, ...line.split(' '), '--data-dir', dataDir], {
    env: { ...process.env, NODE_V8_COVERAGE: reports, PUSHDECK_VAULT: 'key-file' },
  });
  expect([line, status]).toEqual([line, 0]);
  const files = readdirSync(reports)
    .map((name) => JSON.parse(readFileSync(join(reports, name), 'utf8')) as Coverage)
    .flatMap(({ result }) => result.map(({ url }) => url))
    .filter((url) => url.startsWith('file:'))
    .map((url) => fileURLToPath(url));
  return { files, dataDir };
}

/** Bytes of our own; what is installed beside the program is not counted. */
function ownBytes(files: readonly string[]): number {
  return files
    .filter((path) => !path.includes('node_modules'))
    .reduce((sum, path) => sum + statSync(path).size, 0);
}

const loads = (files: readonly string[], what: string): boolean =>
  files.some((path) => basename(path).includes(what) || path.includes(join('node_modules', what)));

// Bytes, not times: they are the same on every machine, and most of a start is reading and compiling them.
describe.runIf(existsSync(built))('the built command loads no more than it uses', { timeout: 60_000 }, () => {
  it.each([
    ['--help', 110],
    ['devices list', 520],
    ['presets list', 680],
    ['history', 620],
    ['credentials list', 680],
    [HELLO, 1300],
  ])('%s: at most %i KB', (line, limit) => {
    const bytes = ownBytes(start(line).files);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(limit * KB);
  });

  it('neither the link to a window nor ciphers of old files for a push', () => {
    const { files } = start(HELLO);
    const unused = ['orpc', 'node-forge', '@napi-rs', 'run-browser-host', 'serve-contract'];
    expect(unused.filter((what) => loads(files, what))).toEqual([]);
  });

  it('neither the engine nor the simulator for a list of devices', () => {
    const { files } = start('devices list');
    expect(
      ['create-services', 'simulator', 'node-forge', 'sqlite'].filter((what) => loads(files, what)),
    ).toEqual([]);
  });

  it('no push certificate of the simulator for a push that is signed with its key', () => {
    const { dataDir } = start(HELLO);
    const made = readdirSync(join(dataDir, 'simulator'));
    expect(made.filter((name) => name.startsWith('identity'))).toEqual([]);
    expect(made).toContain('ca.pem');
  });
});
