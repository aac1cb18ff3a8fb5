/** Where the ledger is told that targets leave. */
export interface MarkWriter {
  /** On disk when it returns. @returns false when nothing may leave any more. */
  readonly mark: (positions: readonly number[]) => boolean;
  /** They are not under way any more and wait again. */
  readonly takeBack: (positions: readonly number[]) => void;
}

/**
 * Decides which targets of a batch the ledger is told about before they leave: the one that leaves now and the few that
 * leave right after it, so that one write serves all of them. After a crash no more targets can be in doubt than there
 * were requests in flight, and one such step.
 */
export class SentMarks {
  readonly #marksPerWrite: number;
  readonly #writer: MarkWriter;
  /** Launched and not marked, in the order in which they will leave. */
  readonly #queued = new Set<number>();
  readonly #marked = new Set<number>();

  /** @param step - How many are marked in one write, at most. */
  constructor(step: number, write: MarkWriter) {
    this.#marksPerWrite = Math.max(1, step);
    this.#writer = write;
  }

  /** It was launched and waits for a stream. */
  queued(position: number): void {
    if (!this.#marked.has(position)) this.#queued.add(position);
  }

  /**
   * It leaves now.
   *
   * @param upcoming - Gives the places that are launched next, nearest first; read no further than needed.
   * @returns false when it must not.
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

  /** It is known not to be under way any more, and will be sent later or never. */
  returned(position: number): void {
    this.#queued.delete(position);
    if (this.#marked.delete(position)) this.#writer.takeBack([position]);
  }

  /** It has its outcome. */
  settled(position: number): void {
    this.#queued.delete(position);
    this.#marked.delete(position);
  }

  /** The end: what was marked ahead of time has not left. */
  close(): void {
    if (this.#marked.size > 0) this.#writer.takeBack([...this.#marked]);
    this.#marked.clear();
    this.#queued.clear();
  }
}

/** Marked in one write; a crash leaves so many in doubt beside those in flight. */
const MAX_MARKS_PER_WRITE = 50;
/** With a rate, no more are marked ahead than leave in so long. Unit: seconds. */
const MARK_AHEAD_S = 0.05;

/**
 * How many targets to mark in one write.
 *
 * @param window - Requests under way at once.
 * @param rate - Per second, where one is set.
 */
export function marksPerWrite(window: number, rate: number | undefined): number {
  const ahead = rate === undefined ? MAX_MARKS_PER_WRITE : Math.floor(rate * MARK_AHEAD_S);
  return Math.max(1, Math.min(MAX_MARKS_PER_WRITE, window, ahead));
}
