/** A token bucket: allows a burst, then a number per second. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #elapsed: () => number;
  #left: number;
  #countedAt: number;

  /** @param elapsed - A monotonic clock. Unit: milliseconds. */
  constructor(burst: number, perSecond: number, elapsed: () => number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#elapsed = elapsed;
    this.#left = burst;
    this.#countedAt = elapsed();
  }

  /** Takes one. @returns false if the bucket is empty. */
  spend(): boolean {
    const now = this.#elapsed();
    const regained = ((now - this.#countedAt) / 1000) * this.#perSecond;
    this.#countedAt = now;
    this.#left = Math.min(this.#burst, this.#left + regained);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
