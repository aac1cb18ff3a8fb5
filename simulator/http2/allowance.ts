/** How much of something is put up with: so many at once, and then so many a second. */
export class Allowance {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #elapsed: () => number;
  #left: number;
  #countedAt: number;

  /** @param elapsed - A clock that never goes back. Unit: milliseconds. */
  constructor(burst: number, perSecond: number, elapsed: () => number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#elapsed = elapsed;
    this.#left = burst;
    this.#countedAt = elapsed();
  }

  /** @returns False when it is spent. */
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
