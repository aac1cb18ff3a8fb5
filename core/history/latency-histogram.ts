import type { BatchProgress, LatencyBar } from '#shared/apns/batch';

/** Sixteen steps per doubling: no percentile is off by more than 4.5 %. */
const STEPS = 16;
/** 0.1 ms up to more than an hour. Unit of the first: milliseconds. */
const FIRST_MS = 0.1;
const BUCKETS = STEPS * 26;
/** Bars for people: one for each doubling. */
const STEPS_PER_BAR = STEPS;

/** Latencies of any number of answers in constant memory. */
export class LatencyHistogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    const step = Math.floor(Math.log2(Math.max(ms, FIRST_MS) / FIRST_MS) * STEPS);
    const index = Math.min(step, BUCKETS - 1);
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count += 1;
    if (ms > this.#maxMs) this.#maxMs = ms;
  }

  /** Adds what another one holds. */
  merge(other: LatencyHistogram): void {
    other.#buckets.forEach((count, index) => {
      this.#buckets[index] = (this.#buckets[index] ?? 0) + count;
    });
    this.#count += other.#count;
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** @param share - 0…1. @returns milliseconds, `null` without any value. */
  percentile(share: number): number | null {
    if (this.#count === 0) return null;
    let left = Math.ceil(this.#count * share);
    for (let index = 0; index < BUCKETS; index += 1) {
      left -= this.#buckets[index] ?? 0;
      if (left <= 0) return Math.min(round(lowerEdge(index + 0.5)), round(this.#maxMs));
    }
    return round(this.#maxMs);
  }

  summary(): BatchProgress['latency'] {
    return {
      p50Ms: this.percentile(0.5),
      p90Ms: this.percentile(0.9),
      p99Ms: this.percentile(0.99),
      maxMs: this.#count === 0 ? null : round(this.#maxMs),
      histogram: this.#bars(),
    };
  }

  #bars(): readonly LatencyBar[] {
    const bars: LatencyBar[] = [];
    for (let from = 0; from < BUCKETS; from += STEPS_PER_BAR) {
      let count = 0;
      for (let index = from; index < from + STEPS_PER_BAR; index += 1) count += this.#buckets[index] ?? 0;
      if (count === 0 && bars.length === 0) continue;
      bars.push({ fromMs: round(lowerEdge(from)), toMs: round(lowerEdge(from + STEPS_PER_BAR)), count });
    }
    while (bars.at(-1)?.count === 0) bars.pop();
    return bars;
  }
}

const lowerEdge = (index: number): number => FIRST_MS * 2 ** (index / STEPS);
const round = (ms: number): number => Math.round(ms * 100) / 100;
