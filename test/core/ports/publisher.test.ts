import { describe, expect, it } from 'vitest';
import { createPublisher } from '#core/ports/publisher';

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const heard: Item[] = [];
  for await (const item of items) heard.push(item);
  return heard;
}

describe('a publisher', () => {
  it('tells every listener what comes after it began to listen, and ends with its signal', async () => {
    const { publish, stream } = createPublisher<string>();
    const early = new AbortController();
    const late = new AbortController();
    const one = all(stream(early.signal, 10));
    publish('first');
    const other = all(stream(late.signal, 10));
    publish('second');
    await new Promise((resolve) => setTimeout(resolve, 5));
    early.abort();
    late.abort();
    publish('too late');
    expect(await one).toEqual(['first', 'second']);
    expect(await other).toEqual(['second']);
  });

  it('gives nothing to a signal that has ended already', async () => {
    const { publish, stream } = createPublisher<string>();
    const heard = all(stream(AbortSignal.abort(), 10));
    publish('x');
    expect(await heard).toEqual([]);
  });

  it('loses nothing that comes between two reads', async () => {
    const { publish, stream } = createPublisher<number>();
    const items = stream(new AbortController().signal, 10);
    publish(1);
    expect(await items.next()).toEqual({ done: false, value: 1 });
    publish(2);
    publish(3);
    expect(await items.next()).toEqual({ done: false, value: 2 });
    expect(await items.next()).toEqual({ done: false, value: 3 });
  });

  it('keeps no more than the latest for a slow reader, where one is enough', async () => {
    const { publish, stream } = createPublisher<number>();
    const items = stream(new AbortController().signal, 1);
    for (const item of [1, 2, 3]) publish(item);
    expect(await items.next()).toEqual({ done: false, value: 3 });
  });

  it('ends a read that waits without an error, and forgets its reader', async () => {
    const { stream, hasListeners } = createPublisher<number>();
    const end = new AbortController();
    const waiting = stream(end.signal, 1).next();
    expect(hasListeners()).toBe(true);
    end.abort(new Error('gone'));
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(hasListeners()).toBe(false);
  });

  it('forgets a reader that leaves', async () => {
    const { publish, stream, hasListeners } = createPublisher<number>();
    const items = stream(new AbortController().signal, 1);
    publish(1);
    for await (const item of items) {
      expect(item).toBe(1);
      break;
    }
    expect(hasListeners()).toBe(false);
  });
});
