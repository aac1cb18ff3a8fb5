/** Kept of them: what a client had under way when a stream ended comes soon or never. */
const KEPT = 4096;

/** Streams that we ended before their requests did: what still comes of them is no fault of the client. */
export class AbandonedStreams {
  readonly #ids = new Set<number>();

  add(streamId: number): void {
    this.#ids.add(streamId);
    if (this.#ids.size <= KEPT) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }

  has(streamId: number): boolean {
    return this.#ids.has(streamId);
  }

  /** The client has ended it too: nothing more may come. */
  end(streamId: number): void {
    this.#ids.delete(streamId);
  }
}
