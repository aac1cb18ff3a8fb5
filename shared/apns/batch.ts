import type { DeliveryFailure, DeliveryOutcome } from './push.js';

/**
 * - `running`: sending
 * - `paused`: by the user; requests in flight still get their answer
 * - `waiting`: the connection is down and is retried automatically
 * - `finished`: every target has its outcome
 * - `cancelled`: ended by the user; the rest was not sent
 * - `stopped`: gave up because APNs cannot be reached; the rest was not sent
 * - `interrupted`: the process ended before the batch did; requests in flight are `unknown`, the rest was not sent
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

/** Progress of a batch; its size does not depend on the number of targets. */
export interface BatchProgress {
  readonly id: string;
  readonly state: BatchState;
  /** Unix time in milliseconds. */
  readonly startedAtMs: number;
  /** Running time without pauses. Unit: milliseconds. */
  readonly durationMs: number;
  /** `null` while a file of unknown length is being read. */
  readonly total: number | null;
  /** Share of the targets read so far, 0…1; `null` if unknown. */
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
  /** Tokens that APNs reported as no longer active (410). */
  readonly deadTokens: number;
  /** Why it waits or stopped. */
  readonly trouble: DeliveryFailure | null;
  /** How to continue it; `null` while it runs, when nothing is left to send, and when that is not known for certain. */
  readonly continuation: BatchContinuation | null;
}

/** State of one target of a batch: `waiting` to be sent, `sent` but not yet answered, or its outcome. */
type BatchTargetState = 'waiting' | 'sent' | DeliveryOutcome;

/**
 * How to continue a batch that ended early. `resume`: all targets are known. `command`: the list was not read to the
 * end, so the command has to run again with the list; `null` if it was not recorded.
 */
export type BatchContinuation =
  | { readonly kind: 'resume'; readonly left: number }
  | { readonly kind: 'command'; readonly command: string | null };

/** Summary of a batch for lists, independent of the process that sends it. */
export interface BatchSummary {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly state: BatchState;
  readonly total: number | null;
  readonly presetName: string | null;
  readonly counts: Readonly<Record<BatchTargetState, number>>;
  /** `null` while it runs, when nothing is left to send, and if {@link hasGaps}. */
  readonly continuation: BatchContinuation | null;
  /** Some pushes were sent but could not be recorded: continuing would send them twice. */
  readonly hasGaps?: true;
}

/** Input of {@link continuationOf}. */
export interface BatchRest {
  readonly state: BatchState;
  readonly total: number | null;
  /** Of the targets that were read so far. */
  readonly counts: Readonly<Record<BatchTargetState, number>>;
  /** True while a process owns it, running or paused. */
  readonly isHeld: boolean;
  readonly resumeCommand?: string | undefined;
  readonly hasGaps?: true;
}

/** Decides how a batch can be continued; `null` while it runs and when nothing is left to send. */
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

/** Outcomes per second, rounded to one decimal. */
export function perSecondOf(done: number, durationMs: number): number {
  return durationMs <= 0 ? 0 : Math.round((done / durationMs) * 10_000) / 10;
}

/** True for a final state. */
export function isBatchOver(state: BatchState): boolean {
  return state === 'finished' || state === 'cancelled' || state === 'stopped' || state === 'interrupted';
}

/** The share of a list that this machine sends: shard 1 of 4 is every fourth target, starting with the first. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Whether a target belongs to this shard, by its zero-based position. */
export function isInShard(position: number, { index, count }: Shard): boolean {
  return position % count === index - 1;
}

/** Parses `2/4`; `null` if malformed or out of range. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim());
  const index = Number(match?.[1] ?? 0);
  const count = Number(match?.[2] ?? 0);
  return index >= 1 && index <= count ? { index, count } : null;
}
