import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processStateOf, readOwner } from './lock-owner.js';

/** Longer than any write takes, even on another machine that shares the folder. Unit: milliseconds. */
const ABANDONED_MS = 3_600_000;
/** The same if no process has this PID here; it may be one on another machine. Unit: milliseconds. */
const ABANDONED_WITHOUT_PROCESS_MS = 60_000;

/** Names that only Pushdeck uses, for files that exist for milliseconds; `pid` is their writer. */
const LEFTOVERS: readonly RegExp[] = [
  // writeFileAtomically and the simulator's state
  /\.(?:json|key|pem|p8|p12|html)\.(?<pid>\d+)(?:-\d+)?\.tmp$/,
  // A lock that was not linked yet, and the lock for taking one over
  /\.lock\.(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|takeover)$/,
  // The test that the data folder can be written
  /^\.write-test-(?<pid>\d+)$/,
  // From the library that wrote the settings in earlier versions
  /^settings\.json\.tmp-\w+$/,
];

/**
 * Removes what killed writers left in a folder: temporary files whose process is gone or that are too old. Ignores
 * subfolders, follows no links, and skips files that cannot be removed.
 *
 * @param folder - A folder of ours, not reached through a link that someone else may have made.
 * @param nowMs - Unix time in milliseconds.
 */
export function sweepLeftovers(folder: string, nowMs: number): void {
  for (const name of namesIn(folder)) {
    const match = LEFTOVERS.map((pattern) => pattern.exec(name)).find((found) => found !== null);
    if (match === undefined) continue;
    const pid = match.groups?.['pid'];
    const path = join(folder, name);
    try {
      const stats = lstatSync(path);
      if (!stats.isFile()) continue;
      const ageMs = nowMs - stats.mtimeMs;
      const isGone = pid === undefined ? isDeadLock(path) : !isRunning(Number(pid));
      if (ageMs > ABANDONED_MS || (isGone && ageMs > ABANDONED_WITHOUT_PROCESS_MS)) rmSync(path);
    } catch {
      // Already gone, or not permitted.
    }
  }
}

/** True for a lock, finished or not, whose process is known to be gone. */
export function isDeadLock(path: string): boolean {
  try {
    const owner = readOwner(readFileSync(path, 'utf8'));
    return owner !== null && processStateOf(owner) === 'dead';
  } catch {
    return false;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
