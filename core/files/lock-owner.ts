import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as another one can recognise it, on this machine or elsewhere. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Where process IDs mean the same: one boot of one machine and, on Linux, one PID namespace (container). */
  readonly place: string;
  /** Tells two processes apart that had the same ID one after the other; `null` where the system does not say. */
  readonly startedAt: string | null;
  /** Of this one lock. */
  readonly id: string;
}

/** `unknown`: in another container, on another machine, or of a system that does not tell when a process began. */
export type Fate = 'alive' | 'dead' | 'unknown';

/** This process as the owner of a lock. @param id - Different for each lock. */
export function thisOwner(id: string): LockOwner {
  return {
    pid: process.pid,
    host: hostname(),
    place: placeOfProcesses(),
    startedAt: linuxProcess(process.pid)?.startedAt ?? null,
    id,
  };
}

/** Reads what {@link thisOwner} gave as JSON; `null` for a file that was cut off or is no lock of ours. */
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

/** What can be known of a process without asking it. */
export function fateOf(owner: LockOwner): Fate {
  if (owner.place !== placeOfProcesses()) return 'unknown';
  if (!isRunning(owner.pid)) return 'dead';
  if (owner.startedAt === null) return 'unknown';
  const now = linuxProcess(owner.pid);
  if (now === null) return 'unknown';
  return now.isOver || now.startedAt !== owner.startedAt ? 'dead' : 'alive';
}

let place: string | undefined;

function placeOfProcesses(): string {
  place ??= [
    hostname(),
    ...(process.platform === 'linux'
      ? [
          orNone(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
          orNone(() => readlinkSync('/proc/self/ns/pid')),
        ]
      : []),
  ].join(' ');
  return place;
}

/**
 * State and start of a process, `null` where there is none or no `/proc`.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (fields 3 and 22; the name in field 2 may hold anything)
 */
function linuxProcess(pid: number): { readonly isOver: boolean; readonly startedAt: string } | null {
  if (process.platform !== 'linux') return null;
  const stat = orNone(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startedAt = fields[18];
  // A killed process stays as a zombie until its parent asks for it, in some containers for ever.
  return startedAt === undefined ? null : { isOver: /[ZXx]/.test(state), startedAt };
}

function orNone(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** Whether a process of this machine, or this container, has the number now. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // It runs, and belongs to somebody else.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
