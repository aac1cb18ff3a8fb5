import type { PendingRequest } from './pending-request.js';

/** Requests that wait for a stream, in the order they came; those that were taken back are passed over. */
export class PendingQueue {
  #items: PendingRequest[] = [];
  #head = 0;

  /** How many wait, with those that were taken back and stand behind others. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  push(pending: PendingRequest): void {
    this.#items.push(pending);
  }

  /** The one whose turn it is; `null` when none waits. */
  get first(): PendingRequest | null {
    while (this.#items[this.#head]?.settled === true) this.#head += 1;
    return this.#items[this.#head] ?? null;
  }

  /** Takes {@link first}. */
  shift(): void {
    this.#head += 1;
    if (this.#head <= 1024 || this.#head * 2 <= this.#items.length) return;
    this.#items.splice(0, this.#head);
    this.#head = 0;
  }

  /** Takes all that wait. */
  takeAll(): readonly PendingRequest[] {
    const pending = this.#items.slice(this.#head).filter(({ settled }) => !settled);
    this.#items = [];
    this.#head = 0;
    return pending;
  }
}
