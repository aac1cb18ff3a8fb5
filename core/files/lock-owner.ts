import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a process to other processes, on this machine or elsewhere. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** The scope of process IDs: one boot of one machine and, on Linux, one PID namespace (container). */
  readonly place: string;
  /** Distinguishes two processes that had the same ID one after the other; `null` where the system does not tell. */
  readonly startedAt: string | null;
  /** Unique per lock. */
  readonly id: string;
}

/** `unknown`: in another container, on another machine, or on a system that does not tell when a process started. */
export type ProcessState = 'alive' | 'dead' | 'unknown';

/** This process as the owner of a lock. @param id - Unique per lock. */
export function thisOwner(id: string): LockOwner {
  return {
    pid: process.pid,
    host: hostname(),
    place: processNamespace(),
    startedAt: linuxProcess(process.pid)?.startedAt ?? null,
    id,
  };
}

/** Parses the JSON of {@link thisOwner}; `null` for a file that is truncated or not a lock. */
export function readOwner(text: string): LockOwner | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const { pid, host, place, startedAt, id } = parsed as Readonly<Record<string, unknown>>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof id !== 'string') return null;
    if (typeof place !== 'string' || (startedAt !== null && typeof startedAt !== 'string')) return null;
    return { pid, host, place, startedAt, id };
  } catch {
    return null;
  }
}

/** Finds out whether a process is still running. */
export function processStateOf(owner: LockOwner): ProcessState {
  if (owner.place !== processNamespace()) return 'unknown';
  if (!isRunning(owner.pid)) return 'dead';
  if (owner.startedAt === null) return 'unknown';
  const now = linuxProcess(owner.pid);
  if (now === null) return 'unknown';
  return now.isOver || now.startedAt !== owner.startedAt ? 'dead' : 'alive';
}

let place: string | undefined;

function processNamespace(): string {
  place ??= [
    hostname(),
    ...(process.platform === 'linux'
      ? [
          orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
          orEmpty(() => readlinkSync('/proc/self/ns/pid')),
        ]
      : []),
  ].join(' ');
  return place;
}

/**
 * State and start time of a process; `null` without such a process or without `/proc`.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (fields 3 and 22; the name in field 2 may contain
 *   anything)
 */
function linuxProcess(pid: number): { readonly isOver: boolean; readonly startedAt: string } | null {
  if (process.platform !== 'linux') return null;
  const stat = orEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startedAt = fields[18];
  // A killed process remains as a zombie until its parent waits for it, in some containers forever.
  return startedAt === undefined ? null : { isOver: /[ZXx]/.test(state), startedAt };
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** True if a process with this PID runs on this machine or in this container. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It runs as another user.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
