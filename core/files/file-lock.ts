import { constants, type Stats } from 'node:fs';
import { link, lstat, lutimes, open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors';
import type { Clock, Randomness } from '../ports/ports.js';
import { isFileError } from './atomic-file.js';
import { fateOf, type LockOwner, readOwner, thisOwner } from './lock-owner.js';

/** What a lock needs of the world. */
export interface LockPorts {
  readonly clock: Clock;
  readonly random: Randomness;
}

/** Writers hold it for milliseconds, so one that holds it longer than this hangs. Unit: milliseconds. */
const PATIENCE_MS = 10_000;
/** However many take turns before us. Unit: milliseconds. */
const PATIENCE_FOR_ALL_MS = 60_000;
const RETRY_MS = 20;
/** Whose lock it is is looked up less often than it is tried. Unit: milliseconds. */
const LOOK_MS = 100;
/** A living owner touches its lock this often. Unit: milliseconds. */
const HEARTBEAT_MS = 1_000;
/**
 * An owner of whom nothing is known counts as dead when its lock was watched this long without being touched.
 * Watched, because the clocks of two machines differ. Unit: milliseconds.
 */
const SILENCE_MS = 6_000;

/** Those of this process wait here, in order, and not at the file. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Runs work while no other process, and nothing else in this one, does the same under this path. The lock of a
 * process that died is taken over. The event loop goes on meanwhile.
 *
 * @param path - Of the lock file, which lies where the file lies that it guards; its folder exists.
 * @param busy - Gives the error for a lock that stays taken, from its owner where that is known.
 * @throws what `busy` gives after ten seconds with the same owner, and what the file system says.
 */
export async function withFileLock<Result>(
  path: string,
  ports: LockPorts,
  work: () => Result | Promise<Result>,
  busy: (owner: LockOwner | null) => Error = (owner) => fileBusy(path, owner),
): Promise<Result> {
  const turn = (turns.get(path) ?? Promise.resolve()).then(() => locked(path, ports, work, busy));
  const settled = turn.catch(() => undefined);
  turns.set(path, settled);
  try {
    return await turn;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}

async function locked<Result>(
  path: string,
  ports: LockPorts,
  work: () => Result | Promise<Result>,
  busy: (owner: LockOwner | null) => Error,
): Promise<Result> {
  const owner = JSON.stringify(thisOwner(ports.random.uuid()));
  await acquire(path, owner, ports, busy);
  const stopHeartbeat = ports.clock.every(HEARTBEAT_MS, () => {
    const now = new Date(ports.clock.now());
    lutimes(path, now, now).catch(() => undefined);
  });
  try {
    return await work();
  } finally {
    stopHeartbeat();
    // Only our own: one that was taken over belongs to somebody else by now.
    if ((await readLock(path))?.text === owner) await remove(path);
  }
}

async function acquire(
  path: string,
  owner: string,
  ports: LockPorts,
  busy: (owner: LockOwner | null) => Error,
): Promise<void> {
  const { clock, random } = ports;
  // Written under another name first and then linked, so that nobody ever reads a lock without its owner.
  const draft = `${path}.${random.uuid()}`;
  const start = clock.elapsed();
  let holder = { text: '', sinceMs: start };
  let sign = { mark: '', sinceMs: start };
  let lookAtMs = start;
  const look = async (nowMs: number): Promise<void> => {
    const lock = await readLock(path);
    const text = lock?.text ?? '';
    const mark = `${text} ${lock?.touchedMs ?? 0}`;
    if (text !== holder.text) holder = { text, sinceMs: nowMs };
    if (mark !== sign.mark) sign = { mark, sinceMs: nowMs };
    const found = readOwner(text);
    if (lock !== null && isDead(found, nowMs - sign.sinceMs)) {
      await takeAway(path, lock.text, ports);
    } else if (nowMs - holder.sinceMs > PATIENCE_MS || nowMs - start > PATIENCE_FOR_ALL_MS) {
      throw busy(found);
    }
  };
  try {
    await writeNew(draft, owner);
    while (!(await tryLink(draft, path, owner))) {
      const nowMs = clock.elapsed();
      if (nowMs >= lookAtMs) {
        await look(nowMs);
        lookAtMs = nowMs + LOOK_MS;
      }
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
    }
  } finally {
    await remove(draft);
  }
}

function isDead(owner: LockOwner | null, silentMs: number): boolean {
  const fate = owner === null ? 'unknown' : fateOf(owner);
  return fate === 'dead' || (fate === 'unknown' && silentMs > SILENCE_MS);
}

/**
 * Removes a dead lock. Of several that found it, one alone may: another might remove the living lock that the
 * first of them makes right afterwards.
 */
async function takeAway(path: string, dead: string, { clock, random }: LockPorts): Promise<void> {
  const right = `${path}.takeover`;
  try {
    await writeNew(right, JSON.stringify(thisOwner(random.uuid())));
  } catch (thrown) {
    if (!isFileError(thrown, 'EEXIST')) throw thrown;
    const other = await readLock(right);
    const owner = other === null ? null : readOwner(other.text);
    const isOld = other !== null && clock.now() - other.touchedMs > PATIENCE_FOR_ALL_MS;
    if (isOld || (owner !== null && fateOf(owner) === 'dead')) await remove(right);
    return;
  }
  try {
    if ((await readLock(path))?.text === dead) await remove(path);
  } finally {
    await remove(right);
  }
}

async function tryLink(draft: string, path: string, owner: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (isFileError(thrown, 'EEXIST')) return false;
    if (!isFileError(thrown, ...NO_HARD_LINKS)) throw thrown;
    return await tryWriteNew(path, owner);
  }
}

/** What file systems without hard links answer (exFAT, some network drives). */
const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function tryWriteNew(path: string, owner: string): Promise<boolean> {
  try {
    await writeNew(path, owner);
    return true;
  } catch (thrown) {
    if (isFileError(thrown, 'EEXIST')) return false;
    throw thrown;
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}

interface FoundLock {
  readonly text: string;
  /** Unix time in milliseconds, by the clock of the file system. */
  readonly touchedMs: number;
}

/** `null` where there is none, or none that can be read. A symbolic link is not followed. */
async function readLock(path: string): Promise<FoundLock | null> {
  try {
    const { mtimeMs }: Stats = await lstat(path);
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return { text: await file.readFile('utf8'), touchedMs: mtimeMs };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** Tries again while a virus scanner or a waiting process has the file open (Windows). */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true, maxRetries: 5, retryDelay: RETRY_MS });
}

function fileBusy(path: string, owner: LockOwner | null): AppError {
  const name = basename(path);
  const who = owner === null ? '' : ` (${owner.pid}, ${owner.host})`;
  return new AppError(
    'file-busy',
    {
      en: `Another Pushdeck process${who} has been holding ${name} for more than ten seconds.`,
      zh: `另一个 Pushdeck 进程${who}持有 ${name} 已超过十秒。`,
    },
    {
      en: `Nothing was changed. Try again in a moment; if that process hangs, end it. The lock is ${path}.`,
      zh: `未做任何更改。请稍后重试；如果该进程没有响应，请结束它。锁文件：${path}。`,
    },
  );
}
