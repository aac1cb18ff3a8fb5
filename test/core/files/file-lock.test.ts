import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
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
import { withFileLock } from '#core/files/file-lock';
import { thisOwner } from '#core/files/lock-owner';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { buildScript, type BuiltScript } from '../../support/built-script.js';

const ports = { clock: systemClock, random: systemRandomness };
/** Ten seconds of patience are over in half a second. */
const hurried = { ...ports, clock: { ...systemClock, elapsed: () => systemClock.elapsed() * 20 } };

let script: BuiltScript;
let folder = '';
let lock = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  script = await buildScript(resolve(import.meta.dirname, 'lock-process.ts'));
}, 60_000);
afterAll(() => script.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-lock-'));
  lock = join(folder, 'counter.lock');
  writeFileSync(join(folder, 'counter'), '0');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script.path, folder, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

async function holder(): Promise<ChildProcess> {
  const child = start('hold');
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

/** Several processes count at once. */
async function countUp(processes: number, rounds: number): Promise<void> {
  const ends = Array.from({ length: processes }, () => once(start('count', String(rounds)), 'exit'));
  expect((await Promise.all(ends)).map(([code]: unknown[]) => code)).toEqual(Array(processes).fill(0));
}

const counted = (): number => Number(readFileSync(join(folder, 'counter'), 'utf8'));

describe('a lock among processes', { timeout: 60_000 }, () => {
  it('lets one at a time read, change and write, and leaves nothing behind', async () => {
    await countUp(4, 25);
    expect(counted()).toBe(100);
    expect(readdirSync(folder)).toEqual(['counter']);
  });

  it('is taken over once, by one of all that wait, when its owner was killed', async () => {
    const owner = await holder();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect(existsSync(lock)).toBe(true);
    await countUp(6, 10);
    expect(counted()).toBe(60);
    expect(existsSync(lock)).toBe(false);
  });

  it('that a living process keeps is an error that names it, and stays', async () => {
    const owner = await holder();
    const refused: unknown = await withFileLock(lock, hurried, () => undefined).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'file-busy' });
    expect(String(refused)).toContain(`(${owner.pid},`);
    expect(existsSync(lock)).toBe(true);
  });
});

describe('a lock that was found', () => {
  const work = (): string => 'done';

  it.runIf(process.platform === 'linux')(
    'of an earlier process with the number of a living one is dead',
    async () => {
      writeFileSync(lock, JSON.stringify({ ...thisOwner('x'), startedAt: '1' }));
      expect(await withFileLock(lock, ports, work)).toBe('done');
    },
  );

  it.each([
    ['of another machine', JSON.stringify({ ...thisOwner('x'), place: 'elsewhere' })],
    ['of a crash before its owner was written', ''],
  ])('%s is dead when nobody touches it, whatever its time says', async (_, text) => {
    writeFileSync(lock, text);
    const tomorrow = new Date(Date.now() + 86_400_000);
    utimesSync(lock, tomorrow, tomorrow);
    expect(await withFileLock(lock, hurried, work)).toBe('done');
  });

  it('of another machine is alive as long as it is touched', async () => {
    writeFileSync(lock, JSON.stringify({ ...thisOwner('x'), place: 'elsewhere' }));
    let ticks = 0;
    const touch = setInterval(() => {
      ticks += 1;
      utimesSync(lock, ticks, ticks);
    }, 10);
    await expect(withFileLock(lock, hurried, work)).rejects.toThrow(
      expect.objectContaining({ code: 'file-busy' }),
    );
    clearInterval(touch);
  });

  it('is not followed when it is a link', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'precious');
    symlinkSync(other, lock);
    await expect(withFileLock(lock, hurried, work)).rejects.toThrow(
      expect.objectContaining({ code: 'file-busy' }),
    );
    expect(readFileSync(other, 'utf8')).toBe('precious');
  });
});

describe('a lock within a process', () => {
  it('gives turns in the order of asking, also after one that failed', async () => {
    const seen: number[] = [];
    const turns = [1, 2, 3].map((turn) =>
      withFileLock(lock, ports, () => {
        seen.push(turn);
        if (turn === 2) throw new Error('failed');
      }),
    );
    expect((await Promise.allSettled(turns)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(seen).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toEqual(['counter']);
  });
});
