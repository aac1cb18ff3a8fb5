import { constants, type Stats } from 'node:fs';
import { link, lstat, lutimes, open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors';
import type { Clock, Randomness } from '../ports/ports.js';
import { isFileError } from './atomic-file.js';
import { type LockOwner, processStateOf, readOwner, thisOwner } from './lock-owner.js';

/** What a lock needs from its host. */
export interface LockPorts {
  readonly clock: Clock;
  readonly random: Randomness;
}

/** Writers hold a lock for milliseconds, so one that holds it longer than this hangs. Unit: milliseconds. */
const HOLDER_TIMEOUT_MS = 10_000;
/** How long to wait in total, however many processes come first. Unit: milliseconds. */
const TOTAL_TIMEOUT_MS = 60_000;
const RETRY_MS = 20;
/** How often the owner of a lock is read while waiting. Unit: milliseconds. */
const LOOK_MS = 100;
/** How often an owner touches its lock. Unit: milliseconds. */
const HEARTBEAT_MS = 1_000;
/**
 * An owner whose state is unknown counts as dead when its lock was observed this long without being touched. The
 * time is measured here, because the clocks of two machines differ. Unit: milliseconds.
 */
const STALE_AFTER_MS = 6_000;

/** Callers in this process queue here, in order, rather than at the file. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs work while holding a lock between processes, and within this one. The lock of a dead process is taken over.
 * Does not block the event loop.
 *
 * @param path - The lock file, next to the file that it guards. Its folder must exist.
 * @param busy - Creates the error for a lock that is not released; gets its owner, if known.
 * @throws the error of `busy` after ten seconds with the same owner, or an error of the file system.
 */
export async function withFileLock<Result>(
  path: string,
  ports: LockPorts,
  work: () => Result | Promise<Result>,
  busy: (owner: LockOwner | null) => Error = (owner) => fileBusy(path, owner),
): Promise<Result> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(() => runLocked(path, ports, work, busy));
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await turn;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function runLocked<Result>(
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
    // Only our own: a lock that was taken over belongs to another process by now.
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
  // Written under another name and then linked, so that a lock is never seen without its owner.
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
      await removeDeadLock(path, lock.text, ports);
    } else if (nowMs - holder.sinceMs > HOLDER_TIMEOUT_MS || nowMs - start > TOTAL_TIMEOUT_MS) {
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
  const state = owner === null ? 'unknown' : processStateOf(owner);
  return state === 'dead' || (state === 'unknown' && silentMs > STALE_AFTER_MS);
}

/**
 * Removes the lock of a dead process. Only one of several processes that found it may do so: another could remove
 * the new lock that the first one creates right afterwards.
 */
async function removeDeadLock(path: string, dead: string, { clock, random }: LockPorts): Promise<void> {
  const takeoverPath = `${path}.takeover`;
  try {
    await writeNew(takeoverPath, JSON.stringify(thisOwner(random.uuid())));
  } catch (thrown) {
    if (!isFileError(thrown, 'EEXIST')) throw thrown;
    const other = await readLock(takeoverPath);
    const owner = other === null ? null : readOwner(other.text);
    const isOld = other !== null && clock.now() - other.touchedMs > TOTAL_TIMEOUT_MS;
    if (isOld || (owner !== null && processStateOf(owner) === 'dead')) await remove(takeoverPath);
    return;
  }
  try {
    if ((await readLock(path))?.text === dead) await remove(path);
  } finally {
    await remove(takeoverPath);
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

/** Errors of file systems without hard links (exFAT, some network drives). */
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

/** `null` if there is no lock that can be read. Symbolic links are not followed. */
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

/** Retries while a virus scanner or a waiting process has the file open (Windows). */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true, recursive: true, maxRetries: 5, retryDelay: RETRY_MS });
}

function fileBusy(path: string, owner: LockOwner | null): AppError {
  const name = basename(path);
  const who = owner === null ? '' : ` (${owner.pid}, ${owner.host})`;
  return new AppError(
    'file-busy',
    {
      en: `Another Pushdeck process${who} has held the lock on ${name} for more than ten seconds.`,
      zh: `另一个 Pushdeck 进程${who}持有 ${name} 已超过十秒。`,
    },
    {
      en: `Nothing was changed. Try again in a moment; if that process hangs, end it. The lock is ${path}.`,
      zh: `未做任何更改。请稍后重试；如果该进程没有响应，请结束它。锁文件：${path}。`,
    },
  );
}
