import type { TargetResult } from '#core/apns/batch-request';
import type { HistoryService } from '#core/history/history-service';

/** Results wait at most this long for others to be saved with. Unit: milliseconds. */
const GATHER_MS = 20;
const GATHER_COUNT = 500;

/** Hands results on once they are in the history, so that whatever was printed survives a killed process. */
export class SavedResults {
  readonly #history: Pick<HistoryService, 'flush'>;
  readonly #show: (results: readonly TargetResult[]) => void;
  #waiting: TargetResult[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(history: Pick<HistoryService, 'flush'>, show: (results: readonly TargetResult[]) => void) {
    this.#history = history;
    this.#show = show;
  }

  add(result: TargetResult): void {
    this.#waiting.push(result);
    if (this.#waiting.length >= GATHER_COUNT) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  /** Shows what waits; due before the end is told. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const results = this.#waiting;
    this.#waiting = [];
    this.#history.flush();
    if (results.length > 0) this.#show(results);
  }
}
