import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const built = resolve(import.meta.dirname, '../../../out/cli/main.js');
let dataDir = '';

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-concurrent-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function pushdeck(words: readonly string[], input: string): Promise<Ended> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [built, ...words, '--data-dir', dataDir]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (code) => done({ code, said }));
    child.stdin.end(input);
  });
}

const workspace = (...path: string[]): string => join(dataDir, 'workspace', ...path);
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

describe.runIf(existsSync(built))('commands that change one workspace at once', { timeout: 120_000 }, () => {
  it('keep all 10 of 10 devices', async () => {
    const ends = await Promise.all(
      numbers(10).map((n) =>
        pushdeck(['devices', 'add', `Phone ${n}`, n.toString(16).padStart(64, '0')], ''),
      ),
    );
    expect(ends.filter(({ code }) => code !== 0)).toEqual([]);
    const { devices } = JSON.parse(readFileSync(workspace('devices.json'), 'utf8')) as {
      devices: readonly { readonly name: string }[];
    };
    expect(devices.map(({ name }) => name).toSorted()).toEqual(
      numbers(10)
        .map((n) => `Phone ${n}`)
        .toSorted(),
    );
    // No lock and no unfinished file in what may be a team's repository.
    expect(readdirSync(workspace()).toSorted()).toEqual(['devices.json', 'pushdeck-workspace.json']);
  });

  it('give a name to one device only, and each preset a file of its own', async () => {
    const devices = numbers(3).map((n) => pushdeck(['devices', 'add', 'Mine', `0${n}`.repeat(32)], ''));
    const presets = numbers(3).map(() => pushdeck(['presets', 'add', 'Same', '--payload', '-'], '{}'));
    expect((await Promise.all(devices)).map(({ code }) => code).toSorted()).toEqual([0, 2, 2]);
    expect((await Promise.all(presets)).map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(readdirSync(workspace('presets')).toSorted()).toEqual([
      'Same (2).json',
      'Same (3).json',
      'Same.json',
    ]);
  });
});
