import type { Clock } from '../ports/ports.js';

/** How often a limit lets some more go. Unit: milliseconds. */
const MIN_WAIT_MS = 10;

/** Lets so many go in a second, evenly: what was not used is not saved up for more than two ticks. */
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

  /** Takes the permission for one. @returns 0, or how long to wait before asking again. Unit: milliseconds. */
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
