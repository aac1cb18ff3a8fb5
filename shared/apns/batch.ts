import type { DeliveryFailure, DeliveryOutcome } from './push.js';

/**
 * - `running`: sending
 * - `paused`: by the user; what is in flight still gets its answer
 * - `waiting`: the connection is down, tried again by itself
 * - `finished`: every target has its outcome
 * - `cancelled`: ended by the user; the rest was not sent
 * - `stopped`: ended by itself because APNs cannot be reached; the rest was not sent
 * - `interrupted`: its program ended before it did; what was under way is `unknown`, the rest was not sent
 */
export const BATCH_STATES = [
  'running',
  'paused',
  'waiting',
  'finished',
  'cancelled',
  'stopped',
  'interrupted',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** One bar of the latency histogram. */
export interface LatencyBar {
  /** Unit: milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** Where a batch stands: small, whatever its length. */
export interface BatchProgress {
  readonly id: string;
  readonly state: BatchState;
  /** Unix time in milliseconds. */
  readonly startedAtMs: number;
  /** Running time without pauses. Unit: milliseconds. */
  readonly durationMs: number;
  /** `null` while a file is being read whose length is not known. */
  readonly total: number | null;
  /** How much of the targets was read, 0…1, where that is known. */
  readonly share: number | null;
  /** Targets with an outcome. */
  readonly done: number;
  readonly inFlight: number;
  readonly counts: Readonly<Record<DeliveryOutcome, number>>;
  /** How often each reason was given; failures by their code. */
  readonly byReason: Readonly<Record<string, number>>;
  /** Answers per second over the running time. */
  readonly perSecond: number;
  /** Answers per second over the last seconds. */
  readonly currentPerSecond: number;
  /** From the request to its answer. Unit: milliseconds; `null` before the first answer. */
  readonly latency: {
    readonly p50Ms: number | null;
    readonly p90Ms: number | null;
    readonly p99Ms: number | null;
    readonly maxMs: number | null;
    readonly histogram: readonly LatencyBar[];
  };
  /** Tokens that APNs says are gone (410). */
  readonly deadTokens: number;
  /** Why it waits or stopped. */
  readonly trouble: DeliveryFailure | null;
  /** How it can go on; `null` while it runs, once there is nothing left to send, and where that is not known for sure. */
  readonly continuation: BatchContinuation | null;
}

/** Where one target of a batch stands: `waiting` to be sent, `sent` and not yet answered, or its outcome. */
export type BatchTargetState = 'waiting' | 'sent' | DeliveryOutcome;

/**
 * How a batch that ended before all had their push can go on. `resume`: all targets are known. `command`: its list was
 * not read to the end, and only who has the list can go on; `null` where nobody wrote down how.
 */
export type BatchContinuation =
  | { readonly kind: 'resume'; readonly left: number }
  | { readonly kind: 'command'; readonly command: string | null };

/** A batch in a list of them, whichever process sends it. */
export interface BatchSummary {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly state: BatchState;
  readonly total: number | null;
  readonly presetName: string | null;
  readonly counts: Readonly<Record<BatchTargetState, number>>;
  /** `null` while it runs, once there is nothing left to send, and for one that {@link hasGaps}. */
  readonly continuation: BatchContinuation | null;
  /** Pushes of it left that could not be written down: going on would send some twice. */
  readonly hasGaps?: true;
}

/** What decides {@link continuationOf}. */
export interface BatchRest {
  readonly state: BatchState;
  readonly total: number | null;
  /** Of the targets that were read so far. */
  readonly counts: Readonly<Record<BatchTargetState, number>>;
  /** True while a process has it: one that sends it, or that somebody paused it in. */
  readonly isHeld: boolean;
  readonly resumeCommand?: string | undefined;
  readonly hasGaps?: true;
}

/** How a batch can go on; `null` while it runs, and once there is nothing left to send. */
export function continuationOf({
  state,
  total,
  counts,
  isHeld,
  resumeCommand,
  hasGaps,
}: BatchRest): BatchContinuation | null {
  if (isHeld || hasGaps === true || state === 'finished') return null;
  const read = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === null || read < total) return { kind: 'command', command: resumeCommand ?? null };
  const left = counts.waiting + counts.failed;
  return left === 0 ? null : { kind: 'resume', left };
}

/** Outcomes per second over a time. Unit of the time: milliseconds. */
export function perSecondOf(done: number, durationMs: number): number {
  return durationMs <= 0 ? 0 : Math.round((done / durationMs) * 10_000) / 10;
}

/** True for a batch that will change no more. */
export function isBatchOver(state: BatchState): boolean {
  return state === 'finished' || state === 'cancelled' || state === 'stopped' || state === 'interrupted';
}

/** Which part of a list this machine takes: 1 of 4 is every fourth target, from the first. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Whether a target, by its place from 0, is of this share. */
export function isInShard(position: number, { index, count }: Shard): boolean {
  return position % count === index - 1;
}

/** Reads `2/4`; `null` when it is not of that form or out of range. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim());
  const index = Number(match?.[1] ?? 0);
  const count = Number(match?.[2] ?? 0);
  return index >= 1 && index <= count ? { index, count } : null;
}
