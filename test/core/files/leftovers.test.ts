import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepLeftovers } from '#core/files/leftovers';
import { thisOwner } from '#core/files/lock-owner';
import { buildScript, type BuiltScript } from '../../support/built-script.js';

const built = resolve(import.meta.dirname, '../../../out/cli/main.js');
/** No process has such a number, on any system. */
const NOBODY = 2 ** 30;
let script: BuiltScript;
let folder = '';

beforeAll(async () => {
  script = await buildScript(resolve(import.meta.dirname, 'killed-writer.ts'));
}, 60_000);
afterAll(() => script.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-leftovers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function plant(name: string, ageMinutes: number): void {
  writeFileSync(join(folder, name), 'x');
  const then = new Date(Date.now() - ageMinutes * 60_000);
  utimesSync(join(folder, name), then, then);
}
const left = (): readonly string[] => readdirSync(folder).toSorted();

describe('what writers left behind', () => {
  it.each([
    [`devices.json.${NOBODY}-1.tmp`, 2],
    [`.order.json.${NOBODY}-12.tmp`, 2],
    [`Order shipped.json.${process.pid}-1.tmp`, 61],
    [`state.json.${NOBODY}.tmp`, 2],
    ['settings.json.tmp-17b0c2aa', 61],
    ['vault.json.lock.0b0e7c1e-1f7e-4d0c-9c44-5f3a0d3b1a11', 61],
    ['.pushdeck.lock.takeover', 61],
    [`.write-test-${NOBODY}`, 2],
  ])('is removed: %s, %i minutes old', (name, ageMinutes) => {
    plant(name, ageMinutes);
    sweepLeftovers(folder, Date.now());
    expect(left()).toEqual([]);
  });

  it.each([
    ['of a process that runs', `devices.json.${process.pid}-1.tmp`, 2],
    ['that is younger than a write on another machine may take', `devices.json.${NOBODY}-1.tmp`, 0],
    ['of somebody else', 'notes.tmp', 600],
    ['of somebody else', `backup.${NOBODY}-1.tmp`, 600],
    ['of somebody else', 'yarn.lock.bak', 600],
    ['a lock itself', '.pushdeck.lock', 600],
    ['a file', 'devices.json', 600],
  ])('stays when it is %s: %s', (_, name, ageMinutes) => {
    plant(name, ageMinutes);
    sweepLeftovers(folder, Date.now());
    expect(left()).toEqual([name]);
  });

  it.runIf(process.platform !== 'win32')('stays when it is a link, with what it leads to', () => {
    plant('precious', 600);
    symlinkSync(join(folder, 'precious'), join(folder, `devices.json.${NOBODY}-1.tmp`));
    lutimesSync(join(folder, `devices.json.${NOBODY}-1.tmp`), 1, 1);
    sweepLeftovers(folder, Date.now());
    expect(left()).toHaveLength(2);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('x');
  });
});

describe.runIf(existsSync(built))('a writer that was killed in a workspace', { timeout: 60_000 }, () => {
  it('leaves nothing that the next command does not clear away', async () => {
    const presets = join(folder, 'workspace', 'presets', 'Orders');
    mkdirSync(presets, { recursive: true });
    const writer = spawn(process.execPath, [script.path, join(presets, 'Mine.json')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    // Killed in the middle of a write, which is where it spends its time.
    for (let tries = 0; tries < 2000 && unfinished(presets).length === 0; tries += 1) {
      await new Promise((done) => setTimeout(done, 1));
    }
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const [name = ''] = unfinished(presets);
    // The kill may have come just after the rename.
    if (name === '') writeFileSync(join(presets, `Mine.json.${writer.pid}-1.tmp`), 'half');
    for (const unfinishedName of unfinished(presets)) {
      const then = new Date(Date.now() - 120_000);
      utimesSync(join(presets, unfinishedName), then, then);
    }
    const dead = { ...thisOwner('x'), pid: NOBODY };
    writeFileSync(join(folder, 'workspace', '.pushdeck.lock'), JSON.stringify(dead));
    const { status } = spawnSync(process.execPath, [built, 'presets', 'list', '--data-dir', folder]);
    expect(status).toBe(0);
    expect(readdirSync(presets)).toEqual(['Mine.json']);
    expect(readdirSync(join(folder, 'workspace'))).toEqual(['presets']);
  });
});

function unfinished(presets: string): readonly string[] {
  return readdirSync(presets).filter((name) => name.endsWith('.tmp'));
}
