/** Writes the marks to the ledger. */
export interface MarkWriter {
  /** Marks targets as sent; on disk when it returns. @returns false when nothing may be sent any more. */
  readonly mark: (positions: readonly number[]) => boolean;
  /** Marks targets as waiting again. */
  readonly takeBack: (positions: readonly number[]) => void;
}

/**
 * Decides which targets of a batch are marked as sent in the ledger: the one that is sent now and the few that
 * follow it, so that one write serves all of them. After a crash, no more targets are in doubt than were in flight,
 * plus those of one write.
 */
export class SentMarks {
  readonly #marksPerWrite: number;
  readonly #writer: MarkWriter;
  /** Started and not marked, in sending order. */
  readonly #queued = new Set<number>();
  readonly #marked = new Set<number>();

  /** @param step - Maximum number of targets per write. */
  constructor(step: number, write: MarkWriter) {
    this.#marksPerWrite = Math.max(1, step);
    this.#writer = write;
  }

  /** The target was started and waits for a stream. */
  queued(position: number): void {
    if (!this.#marked.has(position)) this.#queued.add(position);
  }

  /**
   * The target is about to be sent.
   *
   * @param upcoming - Yields the positions that are started next, in order; read no further than needed.
   * @returns false when it must not be sent.
   */
  beforeSend(position: number, upcoming: () => Iterable<number>): boolean {
    if (this.#marked.has(position)) return true;
    const chosen = new Set([position]);
    for (const source of [() => this.#queued, upcoming]) {
      if (chosen.size >= this.#marksPerWrite) break;
      for (const next of source()) {
        if (chosen.size >= this.#marksPerWrite) break;
        if (!this.#marked.has(next)) chosen.add(next);
      }
    }
    const positions = [...chosen];
    if (!this.#writer.mark(positions)) return false;
    for (const marked of positions) {
      this.#queued.delete(marked);
      this.#marked.add(marked);
    }
    return true;
  }

  /** The target is not in flight any more, and will be sent later or never. */
  returned(position: number): void {
    this.#queued.delete(position);
    if (this.#marked.delete(position)) this.#writer.takeBack([position]);
  }

  /** The target has its outcome. */
  settled(position: number): void {
    this.#queued.delete(position);
    this.#marked.delete(position);
  }

  /** Takes back the marks of targets that were not sent. */
  close(): void {
    if (this.#marked.size > 0) this.#writer.takeBack([...this.#marked]);
    this.#marked.clear();
    this.#queued.clear();
  }
}

/** After a crash this many targets may be in doubt in addition to those in flight. */
const MAX_MARKS_PER_WRITE = 50;
/** With a rate limit, only the targets that are sent within this time are marked ahead. Unit: seconds. */
const MARK_AHEAD_S = 0.05;

/**
 * How many targets to mark in one write.
 *
 * @param window - Maximum number of requests in flight.
 * @param rate - Pushes per second, where limited.
 */
export function marksPerWrite(window: number, rate: number | undefined): number {
  const ahead = rate === undefined ? MAX_MARKS_PER_WRITE : Math.floor(rate * MARK_AHEAD_S);
  return Math.max(1, Math.min(MAX_MARKS_PER_WRITE, window, ahead));
}
