import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Randomness } from '../ports.js';

/** What a lock needs of the world. */
export interface LockPorts {
  readonly clock: Clock;
  readonly random: Randomness;
}

/** Writers hold it for milliseconds, so waiting longer means that something is wrong. Unit: milliseconds. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 20;
/** Past this age a lock is dead whatever its process ID says: numbers are given out again. Unit: milliseconds. */
const STALE_MS = 60_000;

/**
 * Runs work while no other process does the same under this path. A lock whose process died is taken over.
 *
 * @param path - Of the lock file; its folder exists.
 * @param onTimeout - Gives the error for a lock that stays taken.
 */
export async function withFileLock<Result>(
  path: string,
  ports: LockPorts,
  onTimeout: () => Error,
  work: () => Promise<Result>,
): Promise<Result> {
  const owner = JSON.stringify({ pid: process.pid, host: hostname(), id: ports.random.uuid() });
  await acquire(path, owner, ports, onTimeout);
  try {
    return await work();
  } finally {
    // Only our own: one that was taken over belongs to somebody else by now.
    if ((await readLock(path)) === owner) await rm(path, { force: true });
  }
}

async function acquire(path: string, owner: string, ports: LockPorts, onTimeout: () => Error): Promise<void> {
  const start = ports.clock.elapsed();
  for (;;) {
    if (await tryCreate(path, owner, ports)) return;
    const holder = await readLock(path);
    if (holder !== undefined && (await isStale(path, holder, ports.clock)))
      await takeAway(path, holder, ports);
    else if (ports.clock.elapsed() - start > PATIENCE_MS) throw onTimeout();
    else await setTimeout(RETRY_MS);
  }
}

/** Written under another name first and then linked, so that nobody ever reads a lock without its owner. */
async function tryCreate(path: string, owner: string, { random }: LockPorts): Promise<boolean> {
  const draft = `${path}.${random.uuid()}`;
  await writeNew(draft, owner);
  try {
    await link(draft, path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    if (!NO_LINKS.has(codeOf(thrown))) throw thrown;
    return await tryWriteNew(path, owner);
  } finally {
    await rm(draft, { force: true });
  }
}

/** What file systems without hard links answer (exFAT, some network drives). */
const NO_LINKS = new Set<unknown>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

async function tryWriteNew(path: string, owner: string): Promise<boolean> {
  try {
    await writeNew(path, owner);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
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

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

async function isStale(path: string, holder: string, clock: Clock): Promise<boolean> {
  try {
    const { pid, host } = JSON.parse(holder) as { readonly pid?: unknown; readonly host?: unknown };
    if (host === hostname() && typeof pid === 'number' && !isRunning(pid)) return true;
    const { mtimeMs } = await stat(path);
    return clock.now() - mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** Two waiters may see the same dead lock: whoever moved a living one away by mistake puts it back. */
async function takeAway(path: string, holder: string, { random }: LockPorts): Promise<void> {
  const aside = `${path}.${random.uuid()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readLock(aside)) !== holder) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}
