import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { frame } from '../support/http2-frames.js';
import { bytes, CODE, setting, startHttp2Talk, uint32, WHOLE } from './support/http2-talk.js';
import { encodeHeaders, FLAG, FRAME } from './support/raw-connection.js';
import { HELLO } from './support/test-simulator.js';

const talk = startHttp2Talk();

describe('what is unusual and allowed', () => {
  it.each<readonly [what: string, speak: () => void]>([
    [
      'headers in pieces, with padding and a priority',
      () => {
        const block = encodeHeaders(talk.good);
        const head = Buffer.concat([bytes(3), Buffer.alloc(5), block.subarray(0, 20), Buffer.alloc(3)]);
        talk.raw.send(FRAME.headers, FLAG.padded | FLAG.priority, 1, head);
        talk.raw.send(FRAME.continuation, 0, 1, block.subarray(20, 50));
        talk.raw.send(FRAME.continuation, FLAG.endHeaders, 1, block.subarray(50));
        talk.raw.send(FRAME.data, FLAG.endStream, 1, Buffer.from(HELLO));
      },
    ],
    [
      'a body in pieces, with padding, an empty one, and trailers',
      () => {
        talk.raw.headers(1, talk.good);
        talk.raw.send(
          FRAME.data,
          FLAG.padded,
          1,
          Buffer.concat([bytes(2), Buffer.from(HELLO.slice(0, 9)), bytes(0, 0)]),
        );
        talk.raw.send(FRAME.data, 0, 1);
        talk.raw.send(FRAME.data, 0, 1, Buffer.from(HELLO.slice(9)));
        talk.raw.headers(1, { 'x-checksum': 'abc' }, WHOLE);
      },
    ],
    [
      'PRIORITY, and frames and settings that nobody knows',
      () => {
        talk.raw.send(FRAME.priority, 0, 7, Buffer.alloc(5));
        talk.raw.send(0x42, 0xff, 9, Buffer.from('?'));
        talk.raw.send(FRAME.settings, 0, 0, setting(99, 1));
        talk.push(1);
      },
    ],
    [
      'te: trailers, cookies twice and a right content-length',
      () => {
        const more = { te: 'trailers', 'content-length': String(HELLO.length) };
        const cookies = [encodeHeaders({ cookie: 'a=1' }), encodeHeaders({ cookie: 'b=2' })];
        talk.raw.send(
          FRAME.headers,
          FLAG.endHeaders,
          1,
          Buffer.concat([encodeHeaders({ ...talk.good, ...more }), ...cookies]),
        );
        talk.raw.send(FRAME.data, FLAG.endStream, 1, Buffer.from(HELLO));
      },
    ],
  ])('%s', async (_, speak) => {
    await talk.open();
    speak();
    await expect.poll(() => talk.answered(1)).toBe(true);
    expect([...talk.resets(), ...talk.goaways()]).toEqual([]);
    expect(talk.apns.simulator.inboxOf(SAMPLE_TOKEN)?.items[0]?.payload).toBe(HELLO);
  });

  it('every PING is answered with its own bytes', async () => {
    await talk.open();
    talk.raw.send(FRAME.ping, 0, 0, Buffer.from('abcdefgh'));
    await expect
      .poll(() => talk.ofType(FRAME.ping).map(({ flags, payload }) => [flags, payload.toString()]))
      .toEqual([[FLAG.ack, 'abcdefgh']]);
  });

  it.each([
    ['beyond 2^31', 0x7fff_ffff, CODE.flowControl],
    ['by nothing', 0, CODE.protocol],
  ])('a stream whose window grows %s ends alone', async (_, increment, code) => {
    await talk.open();
    talk.raw.headers(1, talk.good);
    talk.raw.send(FRAME.window, 0, 1, uint32(increment));
    await expect.poll(() => talk.resets()).toEqual([[1, code]]);
    await talk.expectService(3);
  });

  it('an error body waits for the window of its stream and of the connection', async () => {
    await talk.open();
    talk.raw.send(FRAME.settings, 0, 0, setting(4, 5));
    talk.push(1, { ...talk.good, 'apns-priority': '2' });
    await expect
      .poll(() => talk.ofType(FRAME.data, 1).map(({ payload }) => payload.toString()))
      .toEqual(['{"rea']);
    talk.raw.send(FRAME.window, 0, 1, uint32(4));
    talk.raw.send(FRAME.window, 0, 1, uint32(1000));
    await expect
      .poll(() => talk.ofType(FRAME.data, 1).map(({ flags, payload }) => [flags, payload.toString()]))
      .toEqual([
        [0, '{"rea'],
        [0, 'son"'],
        [FLAG.endStream, ':"BadPriority"}'],
      ]);
    await talk.expectService(3);
  });

  it('a request that is answered early is told to stop, after a while', async () => {
    await talk.open();
    talk.raw.headers(1, talk.good);
    for (let n = 0; n < 3; n += 1) talk.raw.send(FRAME.data, 0, 1, Buffer.alloc(16_000, 0x20));
    await expect
      .poll(() => talk.ofType(FRAME.data, 1).map(({ payload }) => payload.toString()))
      .toEqual(['{"reason":"PayloadTooLarge"}']);
    await expect.poll(() => talk.resets()).toEqual([[1, CODE.none]]);
    await talk.expectService(3);
  });
});

describe('what is too much', () => {
  it('resets without end are cut short: streams that the client gives up', async () => {
    await talk.open();
    for (let id = 1; id < 3000; id += 2) {
      talk.raw.headers(id, talk.good);
      talk.raw.send(FRAME.reset, 0, id, uint32(8));
    }
    await talk.raw.closed();
    expect(talk.goaways().map(([, code]) => code)).toEqual([CODE.calm]);
  });

  it('resets without end are cut short: streams that it makes us reset', async () => {
    await talk.open();
    for (let id = 1; id < 3000; id += 2) talk.raw.headers(id, talk.without(':path'), WHOLE);
    await talk.raw.closed();
    expect(talk.resets().length).toBeGreaterThanOrEqual(1000);
    expect(talk.goaways().map(([, code]) => code)).toEqual([CODE.calm]);
  });

  it('a client that gives up answered streams may do so for ever', async () => {
    await talk.open();
    for (let id = 1; id < 3000; id += 2) {
      talk.push(id);
      talk.raw.send(FRAME.reset, 0, id, uint32(8));
    }
    await talk.expectService(3001);
    expect(talk.goaways()).toEqual([]);
  });

  it('what a client does not fetch stops what is read from it, and is there when it reads again', async () => {
    await talk.open();
    talk.raw.socket.pause();
    // More than what the sockets of the machine hold between the two.
    const count = 1_000_000;
    const thousand = Buffer.concat(
      Array.from({ length: 1000 }, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))),
    );
    for (let sent = 0; sent < count; sent += 1000) talk.raw.socket.write(thousand);
    await wait(2000);
    const stalledAt = talk.raw.socket.writableLength;
    await wait(500);
    expect(stalledAt).toBeGreaterThan(0);
    expect(talk.raw.socket.writableLength).toBe(stalledAt);
    talk.raw.socket.resume();
    await expect.poll(() => talk.raw.socket.writableLength, { timeout: 15_000 }).toBe(0);
    await wait(1000);
    expect(talk.ofType(FRAME.ping)).toHaveLength(count);
  }, 40_000);
});
