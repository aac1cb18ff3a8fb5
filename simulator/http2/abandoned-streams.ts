/** Maximum number kept: frames for a closed stream arrive soon or never. */
const KEPT = 4096;

/**
 * Streams that were closed before their requests were complete. Frames that still arrive for them are not an error
 * of the client.
 */
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

  /** The client has closed the stream as well, so no more frames may arrive. */
  end(streamId: number): void {
    this.#ids.delete(streamId);
  }
}
