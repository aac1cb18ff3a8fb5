import { type BatchProgress, perSecondOf } from '#shared/apns/batch';
import { PROCESS_ENDED } from '#shared/apns/process-ended';
import { DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import { byCount, countReason } from '#shared/apns/reason-counts';
import { LatencyHistogram } from '../history/latency-histogram.js';
import type { Clock } from '../ports/ports.js';
import type { ExchangeResult } from './exchange.js';

/** The current rate is measured over {@link SLOTS} slots of this length. Unit: milliseconds. */
const SLOT_MS = 500;
const SLOTS = 6;

type Totals = Pick<
  BatchProgress,
  | 'startedAtMs'
  | 'durationMs'
  | 'done'
  | 'counts'
  | 'byReason'
  | 'perSecond'
  | 'currentPerSecond'
  | 'latency'
  | 'deadTokens'
>;

/** The figures of earlier runs of a batch, without the targets that are sent again. */
export interface EarlierFigures {
  /** Unix time in milliseconds. */
  readonly startedAtMs: number;
  /** Unit: milliseconds. */
  readonly activeMs: number;
  readonly counts: Readonly<Record<DeliveryOutcome, number>>;
  readonly byReason: Readonly<Record<string, number>>;
  readonly latency: LatencyHistogram;
  readonly deadTokens: number;
}

/** The figures of one run of a batch. With `earlier` they account for every target that has an outcome. */
export interface RunSummary extends Pick<
  BatchProgress,
  'counts' | 'byReason' | 'durationMs' | 'perSecond' | 'latency'
> {
  /** Targets that got an outcome in this run, and those that earlier runs left `unknown`. */
  readonly targets: number;
  /** Targets that were answered in earlier runs; `null` for a batch that began with this run. */
  readonly earlier: Pick<BatchProgress['counts'], 'accepted' | 'rejected'> | null;
}

/** Counts the outcomes of a batch in constant memory. */
export class BatchTally {
  readonly #clock: Clock;
  readonly #earlier: EarlierFigures | null;
  readonly #startedAtMs: number;
  readonly #histogram = new LatencyHistogram();
  readonly #counts: Record<DeliveryOutcome, number> = { accepted: 0, rejected: 0, failed: 0, unknown: 0 };
  readonly #byReason = new Map<string, number>();
  readonly #slots = new Uint32Array(SLOTS);
  #currentSlot = 0;
  #done = 0;
  #deadTokens = 0;
  #ranMs = 0;
  /** `null` while the batch is not running. */
  #runningSinceMs: number | null;

  constructor(clock: Clock, earlier: EarlierFigures | null = null) {
    this.#clock = clock;
    this.#earlier = earlier;
    this.#startedAtMs = earlier?.startedAtMs ?? clock.now();
    this.#runningSinceMs = clock.elapsed();
  }

  /** Targets that already had an outcome when this run began. */
  get answeredBefore(): number {
    return this.#earlier === null ? 0 : sumOf(this.#earlier.counts);
  }

  /** Running time over all runs. Unit: milliseconds. */
  get activeMs(): number {
    return (this.#earlier?.activeMs ?? 0) + this.#duration();
  }

  add(result: ExchangeResult): void {
    this.#done += 1;
    this.#counts[result.outcome] += 1;
    if (result.timing.responseMs !== null) this.#histogram.add(result.timing.responseMs);
    if (result.status === 410) this.#deadTokens += 1;
    const reason = result.reason ?? result.failure?.code ?? null;
    if (reason !== null) countReason(this.#byReason, reason, 1);
    this.#advanceSlots();
    const index = this.#currentSlot % SLOTS;
    this.#slots[index] = (this.#slots[index] ?? 0) + 1;
  }

  /** Starts or stops the running time. */
  setRunning(running: boolean): void {
    const now = this.#clock.elapsed();
    if (running) {
      this.#runningSinceMs ??= now;
    } else if (this.#runningSinceMs !== null) {
      this.#ranMs += now - this.#runningSinceMs;
      this.#runningSinceMs = null;
    }
  }

  /** Figures of the whole batch. */
  snapshot(): Totals {
    this.#advanceSlots();
    const recent = this.#slots.reduce((sum, count) => sum + count, 0);
    const window = Math.max(1, Math.min(this.#duration(), SLOTS * SLOT_MS));
    const done = this.answeredBefore + this.#done;
    const durationMs = Math.round(this.activeMs);
    return {
      startedAtMs: this.#startedAtMs,
      durationMs,
      done,
      counts: this.#countsWith(this.#earlier?.counts),
      byReason: this.#reasonsWith(this.#earlier?.byReason),
      perSecond: perSecondOf(done, durationMs),
      currentPerSecond: Math.round((recent / window) * 1000),
      latency: this.#latency(),
      deadTokens: (this.#earlier?.deadTokens ?? 0) + this.#deadTokens,
    };
  }

  /** Figures of this run. What an earlier one left `unknown` has not been reported yet, so it is counted here. */
  runSummary(): RunSummary {
    const before = this.#earlier?.counts ?? null;
    const inDoubt = before?.unknown ?? 0;
    const durationMs = Math.round(this.#duration());
    return {
      targets: this.#done + inDoubt,
      counts: this.#countsWith({ unknown: inDoubt }),
      byReason: this.#reasonsWith(inDoubt === 0 ? {} : { [PROCESS_ENDED.code]: inDoubt }),
      durationMs,
      perSecond: perSecondOf(this.#done, durationMs),
      latency: this.#histogram.summary(),
      earlier: before && { accepted: before.accepted, rejected: before.rejected },
    };
  }

  #countsWith(others: Partial<Record<DeliveryOutcome, number>> = {}): Record<DeliveryOutcome, number> {
    const counts = { ...this.#counts };
    for (const outcome of DELIVERY_OUTCOMES) counts[outcome] += others[outcome] ?? 0;
    return counts;
  }

  #reasonsWith(others: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
    const all = new Map(Object.entries(others));
    for (const [reason, count] of this.#byReason) countReason(all, reason, count);
    return byCount(all);
  }

  #latency(): BatchProgress['latency'] {
    if (this.#earlier === null) return this.#histogram.summary();
    const all = new LatencyHistogram();
    all.merge(this.#earlier.latency);
    all.merge(this.#histogram);
    return all.summary();
  }

  #duration(): number {
    return this.#ranMs + (this.#runningSinceMs === null ? 0 : this.#clock.elapsed() - this.#runningSinceMs);
  }

  #advanceSlots(): void {
    const slot = Math.floor(this.#clock.elapsed() / SLOT_MS);
    if (slot === this.#currentSlot) return;
    const passed = Math.min(SLOTS, slot - this.#currentSlot);
    for (let step = 1; step <= passed; step += 1) this.#slots[(this.#currentSlot + step) % SLOTS] = 0;
    this.#currentSlot = slot;
  }
}

function sumOf(counts: Readonly<Record<DeliveryOutcome, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
