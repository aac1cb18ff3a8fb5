import { createPublisher } from '#core/ports/publisher';
import { systemSleep } from '#core/ports/system-ports';

/** Notifies watchers of changes, at most a few times a second. */
export interface ChangeFeed {
  mark(): void;
  /** Yields at once and then after changes, until the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<void>;
}

/** Minimum time between two notifications of a watcher. Unit: milliseconds. */
const INTERVAL_MS = 200;

export function createChangeFeed(): ChangeFeed {
  const marks = createPublisher<null>();
  return {
    mark: () => marks.publish(null),
    async *watch(signal) {
      const changes = marks.stream(signal, 1);
      try {
        while (!signal.aborted) {
          yield;
          await systemSleep(INTERVAL_MS, signal);
          await changes.next();
        }
      } finally {
        await changes.return();
      }
    },
  };
}
