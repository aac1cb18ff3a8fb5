import type { PendingRequest } from './pending-request.js';

/** Requests that wait for a stream, first in, first out. Cancelled ones are skipped. */
export class PendingQueue {
  #items: PendingRequest[] = [];
  #head = 0;

  /** Number of pending requests, including cancelled ones that were not skipped yet. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  push(pending: PendingRequest): void {
    this.#items.push(pending);
  }

  /** The next request; `null` when there is none. */
  get first(): PendingRequest | null {
    while (this.#items[this.#head]?.settled === true) this.#head += 1;
    return this.#items[this.#head] ?? null;
  }

  /** Removes {@link first}. */
  shift(): void {
    this.#head += 1;
    if (this.#head <= 1024 || this.#head * 2 <= this.#items.length) return;
    this.#items.splice(0, this.#head);
    this.#head = 0;
  }

  /** Removes and returns all pending requests. */
  takeAll(): readonly PendingRequest[] {
    const pending = this.#items.slice(this.#head).filter(({ settled }) => !settled);
    this.#items = [];
    this.#head = 0;
    return pending;
  }
}
