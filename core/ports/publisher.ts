import { EventPublisher } from '@orpc/server';

/**
 * Tells any number of listeners what happens. Every stream of changes in `core` and `simulator` is made with this: one
 * publisher per source, `publish` at each change, and a generator over `stream` for each watcher.
 */
export interface Publisher<Item> {
  readonly publish: (item: Item) => void;
  /** Calls `listener` at every item. @returns an unsubscribe function. */
  readonly listen: (listener: (item: Item) => void) => () => void;
  /**
   * What is published from this call on, in order; ends, without an error, with the signal.
   *
   * @param most - How many items wait for a slow reader: beyond it the oldest is dropped. 1 keeps the latest, which is
   * right where an item only says that something changed.
   */
  readonly stream: (signal: AbortSignal, most: number) => AsyncGenerator<Item, void>;
  readonly hasListeners: () => boolean;
}

const EVENT = 'item';

/** Creates a publisher without listeners. */
export function createPublisher<Item>(): Publisher<Item> {
  const events = new EventPublisher<Record<typeof EVENT, Item>>();
  return {
    publish: (item) => events.publish(EVENT, item),
    listen: (listener) => events.subscribe(EVENT, listener),
    stream(signal, most) {
      if (signal.aborted) return nothing();
      return endingWith(signal, events.subscribe(EVENT, { signal, maxBufferedEvents: most }));
    },
    hasListeners: () => events.size > 0,
  };
}

async function* nothing(): AsyncGenerator<never, void> {
  // Nothing was heard before the end.
}

/** The library throws the signal's reason; here the end of the watching is no error. */
async function* endingWith<Item>(
  signal: AbortSignal,
  items: AsyncGenerator<Item, unknown>,
): AsyncGenerator<Item, void> {
  try {
    for await (const item of items) yield item;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
