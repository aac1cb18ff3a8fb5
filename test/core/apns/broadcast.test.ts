import { describe, expect, it } from 'vitest';
import { createBroadcast } from '#core/apns/broadcast';

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const heard: Item[] = [];
  for await (const item of items) heard.push(item);
  return heard;
}

describe('a broadcast', () => {
  it('tells every listener what comes after it began to listen, and ends with its signal', async () => {
    const { tell, listen } = createBroadcast<string>();
    const early = new AbortController();
    const late = new AbortController();
    const one = all(listen(early.signal));
    tell('first');
    const other = all(listen(late.signal));
    tell('second');
    await new Promise((resolve) => setTimeout(resolve, 5));
    early.abort();
    late.abort();
    tell('too late');
    expect(await one).toEqual(['first', 'second']);
    expect(await other).toEqual(['second']);
  });

  it('gives nothing to a signal that has ended already', async () => {
    const { tell, listen } = createBroadcast<string>();
    const heard = all(listen(AbortSignal.abort()));
    tell('x');
    expect(await heard).toEqual([]);
  });
});
