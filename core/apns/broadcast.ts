/** Tells several listeners the same; each hears what is told from its call of `listen` on. */
export interface Broadcast<Item> {
  readonly tell: (item: Item) => void;
  /** Ends with the signal. */
  readonly listen: (signal: AbortSignal) => AsyncIterable<Item>;
}

export function createBroadcast<Item>(): Broadcast<Item> {
  const hearers = new Set<(item: Item) => void>();
  return {
    tell: (item) => {
      for (const hear of [...hearers]) hear(item);
    },
    listen(signal) {
      const waiting: Item[] = [];
      let wake: () => void = () => undefined;
      const hear = (item: Item): void => {
        waiting.push(item);
        wake();
      };
      const leave = (): void => {
        hearers.delete(hear);
        wake();
      };
      hearers.add(hear);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      return (async function* () {
        try {
          // It leaves at the abort, and whoever left hears nothing more.
          while (hearers.has(hear)) {
            const next = waiting.shift();
            if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
            else yield next;
          }
        } finally {
          leave();
          signal.removeEventListener('abort', leave);
        }
      })();
    },
  };
}
