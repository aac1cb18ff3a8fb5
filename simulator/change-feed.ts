import { createPublisher } from '#core/ports/publisher';
import { systemSleep } from '#core/ports/system-ports';

/** Tells watchers that something changed, at most a few times a second however much happens. */
export interface ChangeFeed {
  mark(): void;
  /** Yields at once and then after changes; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<void>;
}

/** Between two reports to one watcher. Unit: milliseconds. */
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
