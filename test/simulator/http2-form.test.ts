import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { frame } from '../support/http2-frames.js';
import {
  encodeHeaders,
  FLAG,
  FRAME,
  openRawConnection,
  type Frame,
  type RawConnection,
} from './support/raw-connection.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

let apns: TestSimulator;
let good: Readonly<Record<string, string>>;
let raw: RawConnection;

beforeAll(async () => {
  apns = await openTestSimulator();
  good = { ...goodHeaders(apns.providerToken()), ':scheme': 'https', ':authority': 'localhost' };
}, 60_000);
afterAll(() => apns.close());
afterEach(() => raw.socket.destroy());

const CODE = {
  none: 0,
  protocol: 1,
  flowControl: 3,
  closed: 5,
  frameSize: 6,
  refused: 7,
  compression: 9,
  calm: 11,
} as const;
const WHOLE = FLAG.endHeaders | FLAG.endStream;

const open = async (): Promise<void> => {
  raw = await openRawConnection(apns.address);
};
const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);
const uint32 = (value: number): Buffer => {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(value);
  return four;
};
const setting = (id: number, value: number): Buffer => Buffer.concat([bytes(0, id), uint32(value)]);
const without = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(good).filter(([each]) => each !== name));

const ofType = (type: number, streamId?: number): Frame[] =>
  raw
    .frames()
    .filter((frame) => frame.type === type && (streamId === undefined || frame.streamId === streamId));
const resets = (): (readonly [streamId: number, code: number])[] =>
  ofType(FRAME.reset).map(({ streamId, payload }) => [streamId, payload.readUInt32BE(0)]);
const goaways = (): (readonly [lastStreamId: number, code: number])[] =>
  ofType(FRAME.goaway).map(({ payload }) => [payload.readUInt32BE(0), payload.readUInt32BE(4)]);
/** `:status: 200` of the static table comes first in its header block. */
const answered = (streamId: number): boolean => ofType(FRAME.headers, streamId)[0]?.payload[0] === 0x88;

function push(streamId: number, fields: Readonly<Record<string, string>> = good): void {
  raw.headers(streamId, fields);
  raw.send(FRAME.data, FLAG.endStream, streamId, Buffer.from(HELLO));
}

/** The connection lives and answers. */
async function expectService(streamId: number): Promise<void> {
  push(streamId);
  await expect.poll(() => answered(streamId)).toBe(true);
}

describe('what breaks the connection is named in GOAWAY', () => {
  it.each<readonly [what: string, code: number, lastStreamId: number, misbehave: () => void]>([
    ['a stream with an even number', CODE.protocol, 0, () => raw.headers(2, good)],
    ['HEADERS of stream 0', CODE.protocol, 0, () => raw.headers(0, good)],
    ['DATA of stream 0', CODE.protocol, 0, () => raw.send(FRAME.data, 0, 0, bytes(1))],
    ['DATA of a stream nobody opened', CODE.protocol, 0, () => raw.send(FRAME.data, 0, 1, bytes(1))],
    ['RST_STREAM of a stream nobody opened', CODE.protocol, 0, () => raw.send(FRAME.reset, 0, 5, uint32(8))],
    ['a window of a stream nobody opened', CODE.protocol, 0, () => raw.send(FRAME.window, 0, 5, uint32(8))],
    [
      'the window of the connection grown by 0',
      CODE.protocol,
      0,
      () => raw.send(FRAME.window, 0, 0, uint32(0)),
    ],
    [
      'the window of the connection grown too far',
      CODE.flowControl,
      0,
      () => raw.send(FRAME.window, 0, 0, uint32(0x7fff_ffff)),
    ],
    ['a window in three bytes', CODE.frameSize, 0, () => raw.send(FRAME.window, 0, 0, bytes(0, 0, 1))],
    ['a push by the client', CODE.protocol, 0, () => raw.send(FRAME.push, FLAG.endHeaders, 1, uint32(2))],
    ['PRIORITY of stream 0', CODE.protocol, 0, () => raw.send(FRAME.priority, 0, 0, Buffer.alloc(5))],
    ['PRIORITY in four bytes', CODE.frameSize, 0, () => raw.send(FRAME.priority, 0, 1, Buffer.alloc(4))],
    ['SETTINGS of a stream', CODE.protocol, 0, () => raw.send(FRAME.settings, 0, 1)],
    ['SETTINGS in five bytes', CODE.frameSize, 0, () => raw.send(FRAME.settings, 0, 0, Buffer.alloc(5))],
    ['a push setting of 2', CODE.protocol, 0, () => raw.send(FRAME.settings, 0, 0, setting(2, 2))],
    [
      'an initial window of 2^31',
      CODE.flowControl,
      0,
      () => raw.send(FRAME.settings, 0, 0, setting(4, 2 ** 31)),
    ],
    ['a frame size of 100', CODE.protocol, 0, () => raw.send(FRAME.settings, 0, 0, setting(5, 100))],
    [
      'more confirmations than SETTINGS',
      CODE.protocol,
      0,
      () => [1, 2].forEach(() => raw.send(FRAME.settings, FLAG.ack, 0)),
    ],
    ['PING of a stream', CODE.protocol, 0, () => raw.send(FRAME.ping, 0, 1, Buffer.alloc(8))],
    ['PING in three bytes', CODE.frameSize, 0, () => raw.send(FRAME.ping, 0, 0, Buffer.alloc(3))],
    ['GOAWAY in four bytes', CODE.frameSize, 0, () => raw.send(FRAME.goaway, 0, 0, Buffer.alloc(4))],
    ['a frame above 16,384 bytes', CODE.frameSize, 0, () => raw.send(FRAME.data, 0, 1, Buffer.alloc(16_385))],
    ['CONTINUATION of nothing', CODE.protocol, 0, () => raw.send(FRAME.continuation, FLAG.endHeaders, 1)],
    [
      'a header block with a PING inside',
      CODE.protocol,
      0,
      () => {
        raw.headers(1, good, 0);
        raw.send(FRAME.ping, 0, 0, Buffer.alloc(8));
      },
    ],
    [
      'a header block in endless empty pieces',
      CODE.calm,
      0,
      () => {
        raw.headers(1, good, 0);
        for (let n = 0; n < 100; n += 1) raw.send(FRAME.continuation, 0, 1);
      },
    ],
    [
      'a frame that is all padding',
      CODE.protocol,
      1,
      () => {
        raw.headers(1, good);
        raw.send(FRAME.data, FLAG.padded, 1, bytes(9, 1, 2));
      },
    ],
    [
      'headers that refer to nothing',
      CODE.compression,
      0,
      () => raw.send(FRAME.headers, FLAG.endHeaders, 1, bytes(0xff, 0x50)),
    ],
    [
      'DATA after the answer to a whole request',
      CODE.closed,
      1,
      () => {
        push(1);
        raw.send(FRAME.data, 0, 1, bytes(1));
      },
    ],
    [
      'a stream opened again',
      CODE.closed,
      1,
      () => {
        push(1);
        push(1);
      },
    ],
    [
      'a stream with a lower number than the last',
      CODE.closed,
      3,
      () => {
        push(3);
        raw.headers(1, good);
      },
    ],
    [
      'DATA after the client’s own RST_STREAM',
      CODE.closed,
      1,
      () => {
        raw.headers(1, good);
        raw.send(FRAME.reset, 0, 1, uint32(8));
        raw.send(FRAME.data, 0, 1, bytes(1));
      },
    ],
  ])('%s', async (_, code, lastStreamId, misbehave) => {
    await open();
    misbehave();
    const ended = await Promise.race([raw.closed().then(() => true), wait(5000, false)]);
    expect(ended).toBe(true);
    expect(goaways()).toEqual([[lastStreamId, code]]);
  });
});

describe('what breaks only its stream is reset, and the connection goes on', () => {
  const over = (fields: () => Readonly<Record<string, string>>) => () => push(1, fields());
  it.each<readonly [what: string, code: number, misbehave: () => void]>([
    ['no :method', CODE.protocol, over(() => without(':method'))],
    ['no :path', CODE.protocol, over(() => without(':path'))],
    ['no :scheme', CODE.protocol, over(() => without(':scheme'))],
    ['an empty :path', CODE.protocol, over(() => ({ ...good, ':path': '' }))],
    ['a pseudo-header of an answer', CODE.protocol, over(() => ({ ...good, ':status': '200' }))],
    [
      'a pseudo-header after another header',
      CODE.protocol,
      () => {
        const late = Buffer.concat([
          encodeHeaders(without(':path')),
          encodeHeaders({ ':path': '/3/device/x' }),
        ]);
        raw.send(FRAME.headers, WHOLE, 1, late);
      },
    ],
    [
      'a pseudo-header twice',
      CODE.protocol,
      () =>
        raw.send(
          FRAME.headers,
          WHOLE,
          1,
          Buffer.concat([encodeHeaders({ ':path': '/' }), encodeHeaders(good)]),
        ),
    ],
    ['capitals in a name', CODE.protocol, over(() => ({ ...good, 'Apns-Topic': 'x' }))],
    ['a space in a name', CODE.protocol, over(() => ({ ...good, 'apns topic': 'x' }))],
    ['a line break in a value', CODE.protocol, over(() => ({ ...good, 'x-own': 'a\r\nb' }))],
    ['a zero in a value', CODE.protocol, over(() => ({ ...good, 'x-own': 'a\0b' }))],
    ['a header of HTTP/1.1', CODE.protocol, over(() => ({ ...good, connection: 'close' }))],
    ['transfer-encoding', CODE.protocol, over(() => ({ ...good, 'transfer-encoding': 'chunked' }))],
    ['te other than trailers', CODE.protocol, over(() => ({ ...good, te: 'gzip' }))],
    [
      'a content-length that is no number',
      CODE.protocol,
      over(() => ({ ...good, 'content-length': 'many' })),
    ],
    ['a content-length above the body', CODE.protocol, over(() => ({ ...good, 'content-length': '1000' }))],
    ['a content-length below the body', CODE.protocol, over(() => ({ ...good, 'content-length': '1' }))],
    [
      'a content-length without a body',
      CODE.protocol,
      () => raw.headers(1, { ...good, 'content-length': '1' }, WHOLE),
    ],
    ['headers above 8000 bytes', CODE.calm, over(() => ({ ...good, 'x-filler': 'x'.repeat(8000) }))],
    [
      'trailers that do not end the request',
      CODE.protocol,
      () => {
        raw.headers(1, good);
        raw.headers(1, { 'x-own': 'y' });
      },
    ],
    [
      'a window grown by 0',
      CODE.protocol,
      () => {
        raw.headers(1, good);
        raw.send(FRAME.window, 0, 1, uint32(0));
      },
    ],
  ])('%s', async (_, code, misbehave) => {
    await open();
    misbehave();
    await expect.poll(resets).toEqual([[1, code]]);
    await expectService(3);
    expect(goaways()).toEqual([]);
  });

  it('what was under way for a stream that we reset is not held against the client', async () => {
    await open();
    raw.headers(1, { ...good, connection: 'close' });
    raw.send(FRAME.data, 0, 1, bytes(1));
    raw.send(FRAME.window, 0, 1, uint32(1));
    raw.headers(1, { 'x-trailer': 'y' }, WHOLE);
    await expectService(3);
    expect(resets()).toEqual([[1, CODE.protocol]]);
  });
});

describe('what is unusual and allowed', () => {
  it.each<readonly [what: string, speak: () => void]>([
    [
      'headers in pieces, with padding and a priority',
      () => {
        const block = encodeHeaders(good);
        const head = Buffer.concat([bytes(3), Buffer.alloc(5), block.subarray(0, 20), Buffer.alloc(3)]);
        raw.send(FRAME.headers, FLAG.padded | FLAG.priority, 1, head);
        raw.send(FRAME.continuation, 0, 1, block.subarray(20, 50));
        raw.send(FRAME.continuation, FLAG.endHeaders, 1, block.subarray(50));
        raw.send(FRAME.data, FLAG.endStream, 1, Buffer.from(HELLO));
      },
    ],
    [
      'a body in pieces, with padding, an empty one, and trailers',
      () => {
        raw.headers(1, good);
        raw.send(
          FRAME.data,
          FLAG.padded,
          1,
          Buffer.concat([bytes(2), Buffer.from(HELLO.slice(0, 9)), bytes(0, 0)]),
        );
        raw.send(FRAME.data, 0, 1);
        raw.send(FRAME.data, 0, 1, Buffer.from(HELLO.slice(9)));
        raw.headers(1, { 'x-checksum': 'abc' }, WHOLE);
      },
    ],
    [
      'PRIORITY, and frames and settings that nobody knows',
      () => {
        raw.send(FRAME.priority, 0, 7, Buffer.alloc(5));
        raw.send(0x42, 0xff, 9, Buffer.from('?'));
        raw.send(FRAME.settings, 0, 0, setting(99, 1));
        push(1);
      },
    ],
    [
      'te: trailers, cookies twice and a right content-length',
      () => {
        const more = { te: 'trailers', 'content-length': String(HELLO.length) };
        const cookies = [encodeHeaders({ cookie: 'a=1' }), encodeHeaders({ cookie: 'b=2' })];
        raw.send(
          FRAME.headers,
          FLAG.endHeaders,
          1,
          Buffer.concat([encodeHeaders({ ...good, ...more }), ...cookies]),
        );
        raw.send(FRAME.data, FLAG.endStream, 1, Buffer.from(HELLO));
      },
    ],
  ])('%s', async (_, speak) => {
    await open();
    speak();
    await expect.poll(() => answered(1)).toBe(true);
    expect([...resets(), ...goaways()]).toEqual([]);
    expect(apns.simulator.inboxOf(SAMPLE_TOKEN)?.items[0]?.payload).toBe(HELLO);
  });

  it('every PING is answered with its own bytes', async () => {
    await open();
    raw.send(FRAME.ping, 0, 0, Buffer.from('abcdefgh'));
    await expect
      .poll(() => ofType(FRAME.ping).map(({ flags, payload }) => [flags, payload.toString()]))
      .toEqual([[FLAG.ack, 'abcdefgh']]);
  });

  it('an error body waits for the window of its stream and of the connection', async () => {
    await open();
    raw.send(FRAME.settings, 0, 0, setting(4, 5));
    push(1, { ...good, 'apns-priority': '2' });
    await expect
      .poll(() => ofType(FRAME.data, 1).map(({ payload }) => payload.toString()))
      .toEqual(['{"rea']);
    raw.send(FRAME.window, 0, 1, uint32(4));
    raw.send(FRAME.window, 0, 1, uint32(1000));
    await expect
      .poll(() => ofType(FRAME.data, 1).map(({ flags, payload }) => [flags, payload.toString()]))
      .toEqual([
        [0, '{"rea'],
        [0, 'son"'],
        [FLAG.endStream, ':"BadPriority"}'],
      ]);
    await expectService(3);
  });

  it('a request that is answered early is told to stop, after a while', async () => {
    await open();
    raw.headers(1, good);
    for (let n = 0; n < 3; n += 1) raw.send(FRAME.data, 0, 1, Buffer.alloc(16_000, 0x20));
    await expect
      .poll(() => ofType(FRAME.data, 1).map(({ payload }) => payload.toString()))
      .toEqual(['{"reason":"PayloadTooLarge"}']);
    await expect.poll(resets).toEqual([[1, CODE.none]]);
    await expectService(3);
  });
});

describe('what is too much', () => {
  it('resets without end are cut short: streams that the client gives up', async () => {
    await open();
    for (let id = 1; id < 3000; id += 2) {
      raw.headers(id, good);
      raw.send(FRAME.reset, 0, id, uint32(8));
    }
    await raw.closed();
    expect(goaways().map(([, code]) => code)).toEqual([CODE.calm]);
  });

  it('resets without end are cut short: streams that it makes us reset', async () => {
    await open();
    for (let id = 1; id < 3000; id += 2) raw.headers(id, without(':path'), WHOLE);
    await raw.closed();
    expect(resets().length).toBeGreaterThanOrEqual(1000);
    expect(goaways().map(([, code]) => code)).toEqual([CODE.calm]);
  });

  it('a client that gives up answered streams may do so for ever', async () => {
    await open();
    for (let id = 1; id < 3000; id += 2) {
      push(id);
      raw.send(FRAME.reset, 0, id, uint32(8));
    }
    await expectService(3001);
    expect(goaways()).toEqual([]);
  });

  it('what a client does not fetch stops what is read from it, and is there when it reads again', async () => {
    await open();
    raw.socket.pause();
    // More than what the sockets of the machine hold between the two.
    const count = 1_000_000;
    const thousand = Buffer.concat(
      Array.from({ length: 1000 }, () => frame(FRAME.ping, 0, 0, Buffer.alloc(8))),
    );
    for (let sent = 0; sent < count; sent += 1000) raw.socket.write(thousand);
    await wait(2000);
    const stalledAt = raw.socket.writableLength;
    await wait(500);
    expect(stalledAt).toBeGreaterThan(0);
    expect(raw.socket.writableLength).toBe(stalledAt);
    raw.socket.resume();
    await expect.poll(() => raw.socket.writableLength, { timeout: 15_000 }).toBe(0);
    await wait(1000);
    expect(ofType(FRAME.ping)).toHaveLength(count);
  }, 40_000);
});
