/** Tells watchers that something changed, at most a few times a second however much happens. */
export interface ChangeFeed {
  mark(): void;
  /** Yields at once and then after changes; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<void>;
}

/** Between two reports to one watcher. Unit: milliseconds. */
const INTERVAL_MS = 200;

export function createChangeFeed(): ChangeFeed {
  let version = 0;
  const wakers = new Set<() => void>();

  return {
    mark() {
      version++;
      for (const wake of wakers) wake();
    },
    async *watch(signal) {
      let seen = -1;
      while (!signal.aborted) {
        if (seen === version) await waitForChange(wakers, signal);
        else {
          seen = version;
          yield;
          await sleep(INTERVAL_MS, signal);
        }
      }
    },
  };
}

function waitForChange(wakers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      wakers.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    wakers.add(done);
    signal.addEventListener('abort', done, { once: true });
  });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
