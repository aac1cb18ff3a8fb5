import type { Clock } from '../ports/ports.js';

/** The shortest wait that is asked for. Unit: milliseconds. */
const MIN_WAIT_MS = 10;

/**
 * Limits the number of pushes per second and spreads them evenly. Unused allowance is saved for two intervals at
 * most.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #allowance = 1;
  #updatedAt: number;

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, perSecond * (MIN_WAIT_MS / 1000) * 2);
    this.#updatedAt = clock.elapsed();
  }

  /** Takes the allowance for one push. @returns 0, or how long to wait before asking again. Unit: milliseconds. */
  take(): number {
    const now = this.#clock.elapsed();
    const earned = ((now - this.#updatedAt) / 1000) * this.#perSecond;
    this.#allowance = Math.min(this.#burst, this.#allowance + earned);
    this.#updatedAt = now;
    if (this.#allowance < 1) return Math.max(MIN_WAIT_MS, (1 - this.#allowance) * (1000 / this.#perSecond));
    this.#allowance -= 1;
    return 0;
  }
}
