import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fateOf, isRunning, readOwner } from './lock-owner.js';

/** Older than any write takes, also on another machine that has the same folder. Unit: milliseconds. */
const ABANDONED_MS = 3_600_000;
/** The same where the process of that number is gone: it may be one of another machine. Unit: milliseconds. */
const ABANDONED_WITHOUT_PROCESS_MS = 60_000;

/** Names that only Pushdeck gives, and only to files that live for milliseconds; `pid` is their writer. */
const LEFTOVERS: readonly RegExp[] = [
  // writeFileAtomically and the simulator's state
  /\.(?:json|key|pem|p8|p12|html)\.(?<pid>\d+)(?:-\d+)?\.tmp$/,
  // A lock that was not yet linked, and the right to take one over
  /\.lock\.(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|takeover)$/,
  // The proof that the data folder can be written
  /^\.write-test-(?<pid>\d+)$/,
  // Of the library that wrote the settings in earlier versions
  /^settings\.json\.tmp-\w+$/,
];

/**
 * Removes what killed writers left in a folder: files with a name of ours, whose process is gone or that are older
 * than any write takes. Looks into no folder below, follows no link, and passes over whatever cannot be removed.
 *
 * @param folder - Of ours, and itself not reached through a link that somebody else may have made.
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
      // Gone by now, or not ours to remove.
    }
  }
}

/** Whether a lock, or what was to become one, lies here and its process is known to be gone. */
export function isDeadLock(path: string): boolean {
  try {
    const owner = readOwner(readFileSync(path, 'utf8'));
    return owner !== null && fateOf(owner) === 'dead';
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
