import type { BatchProgress } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import type { Clock } from '../ports.js';
import type { ExchangeResult } from './exchange.js';
import { LatencyHistogram } from './latency-histogram.js';

/** The present rate is taken over so many slots of so long. Unit: milliseconds. */
const SLOT_MS = 500;
const SLOTS = 6;
/** A server that invents a reason for every answer does not fill our memory. */
const MAX_REASONS = 100;

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

/** Counts the outcomes of a batch in constant memory. */
export class BatchTally {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #histogram = new LatencyHistogram();
  readonly #counts: Record<DeliveryOutcome, number> = { accepted: 0, rejected: 0, failed: 0, unknown: 0 };
  readonly #byReason = new Map<string, number>();
  readonly #slots = new Uint32Array(SLOTS);
  #slot = 0;
  #done = 0;
  #deadTokens = 0;
  #ranMs = 0;
  /** `null` while the clock stands. */
  #runningSince: number | null;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    this.#runningSince = clock.elapsed();
  }

  get done(): number {
    return this.#done;
  }

  add(result: ExchangeResult): void {
    this.#done += 1;
    this.#counts[result.outcome] += 1;
    if (result.ride.responseMs !== null) this.#histogram.add(result.ride.responseMs);
    if (result.status === 410) this.#deadTokens += 1;
    const reason = result.reason ?? result.failure?.code ?? null;
    if (reason !== null && (this.#byReason.size < MAX_REASONS || this.#byReason.has(reason))) {
      this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + 1);
    }
    this.#moveSlots();
    const index = this.#slot % SLOTS;
    this.#slots[index] = (this.#slots[index] ?? 0) + 1;
  }

  /** Stops and starts the running time. */
  run(running: boolean): void {
    const now = this.#clock.elapsed();
    if (running) {
      this.#runningSince ??= now;
    } else if (this.#runningSince !== null) {
      this.#ranMs += now - this.#runningSince;
      this.#runningSince = null;
    }
  }

  snapshot(): Totals {
    const durationMs = this.#duration();
    this.#moveSlots();
    const recent = this.#slots.reduce((sum, count) => sum + count, 0);
    const window = Math.max(1, Math.min(durationMs, SLOTS * SLOT_MS));
    return {
      startedAtMs: this.#startedAtMs,
      durationMs: Math.round(durationMs),
      done: this.#done,
      counts: { ...this.#counts },
      byReason: Object.fromEntries([...this.#byReason].sort((a, b) => b[1] - a[1])),
      perSecond: durationMs === 0 ? 0 : Math.round((this.#done / durationMs) * 10_000) / 10,
      currentPerSecond: Math.round((recent / window) * 1000),
      latency: this.#histogram.summary(),
      deadTokens: this.#deadTokens,
    };
  }

  #duration(): number {
    return this.#ranMs + (this.#runningSince === null ? 0 : this.#clock.elapsed() - this.#runningSince);
  }

  #moveSlots(): void {
    const slot = Math.floor(this.#clock.elapsed() / SLOT_MS);
    if (slot === this.#slot) return;
    const passed = Math.min(SLOTS, slot - this.#slot);
    for (let step = 1; step <= passed; step += 1) this.#slots[(this.#slot + step) % SLOTS] = 0;
    this.#slot = slot;
  }
}
