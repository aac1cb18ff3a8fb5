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
    // What was wrong stands behind the numbers, for clients that show it.
    expect(ofType(FRAME.goaway)[0]?.payload.toString('utf8', 8)).toMatch(/^[a-z][a-zA-Z0-9_ ,/]{10,}$/i);
  });
});

describe('a request that is malformed is reset and explained, and the connection goes on', () => {
  const over = (fields: () => Readonly<Record<string, string>>) => () => push(1, fields());
  it.each<readonly [what: string, code: number, because: RegExp, misbehave: () => void]>([
    ['no :method', CODE.protocol, /^:method is missing/, over(() => without(':method'))],
    ['no :path', CODE.protocol, /^:path is missing/, over(() => without(':path'))],
    ['no :scheme', CODE.protocol, /^:scheme is missing/, over(() => without(':scheme'))],
    ['an empty :path', CODE.protocol, /^:path is empty/, over(() => ({ ...good, ':path': '' }))],
    [
      'a pseudo-header of an answer',
      CODE.protocol,
      /^:status is no pseudo-header of a request/,
      over(() => ({ ...good, ':status': '200' })),
    ],
    [
      'a pseudo-header after another header',
      CODE.protocol,
      /^:path came after an ordinary header/,
      () => {
        const late = [encodeHeaders(without(':path')), encodeHeaders({ ':path': '/3/device/x' })];
        raw.send(FRAME.headers, WHOLE, 1, Buffer.concat(late));
      },
    ],
    [
      'a pseudo-header twice',
      CODE.protocol,
      /^:path came twice/,
      () => {
        const twice = [encodeHeaders({ ':path': '/' }), encodeHeaders(good)];
        raw.send(FRAME.headers, WHOLE, 1, Buffer.concat(twice));
      },
    ],
    [
      'capitals in a name',
      CODE.protocol,
      /^“Apns-Topic” is no header name/,
      over(() => ({ ...good, 'Apns-Topic': 'x' })),
    ],
    [
      'a space in a name',
      CODE.protocol,
      /^“apns topic” is no header name/,
      over(() => ({ ...good, 'apns topic': 'x' })),
    ],
    [
      'a line break in a value',
      CODE.protocol,
      /^The value of x-own has a line break/,
      over(() => ({ ...good, 'x-own': 'a\r\nb' })),
    ],
    ['a zero in a value', CODE.protocol, /zero byte/, over(() => ({ ...good, 'x-own': 'a\0b' }))],
    [
      'a header of HTTP/1.1',
      CODE.protocol,
      /^The header connection: close belongs to HTTP\/1\.1/,
      over(() => ({ ...good, connection: 'close' })),
    ],
    [
      'transfer-encoding',
      CODE.protocol,
      /^The header transfer-encoding: chunked/,
      over(() => ({ ...good, 'transfer-encoding': 'chunked' })),
    ],
    ['te other than trailers', CODE.protocol, /^The header te: gzip/, over(() => ({ ...good, te: 'gzip' }))],
    [
      'a content-length that is no number',
      CODE.protocol,
      /^content-length is “many”/,
      over(() => ({ ...good, 'content-length': 'many' })),
    ],
    [
      'two content-lengths',
      CODE.protocol,
      /^content-length came twice/,
      () => {
        const lengths = ['5', '6'].map((length) => encodeHeaders({ 'content-length': length }));
        raw.send(FRAME.headers, FLAG.endHeaders, 1, Buffer.concat([encodeHeaders(good), ...lengths]));
      },
    ],
    [
      'a content-length above the body',
      CODE.protocol,
      /promises 1000 bytes/,
      over(() => ({ ...good, 'content-length': '1000' })),
    ],
    [
      'a content-length below the body',
      CODE.protocol,
      /promises 1 bytes/,
      over(() => ({ ...good, 'content-length': '1' })),
    ],
    [
      'a content-length without a body',
      CODE.protocol,
      /promises 1 bytes/,
      () => raw.headers(1, { ...good, 'content-length': '1' }, WHOLE),
    ],
    [
      'headers above 8000 bytes',
      CODE.calm,
      /^The headers take 8\d{3} bytes; SETTINGS allow 8000/,
      over(() => ({ ...good, 'x-filler': 'x'.repeat(8000) })),
    ],
  ])('%s', async (_, code, because, misbehave) => {
    await open();
    misbehave();
    await expect.poll(resets).toEqual([[1, code]]);
    const [newest] = apns.simulator.state().requests;
    expect(newest).toMatchObject({ status: null, reason: null, ruleId: null });
    expect(newest?.because.en).toMatch(because);
    expect(newest?.because.en).toMatch(/The stream was reset with [A-Z_]+\.$/);
    await expectService(3);
    expect(goaways()).toEqual([]);
  });

  it('keeps its secrets, however its headers are spelled', async () => {
    await open();
    push(1, { ...without('authorization'), Authorization: good['authorization'] ?? '' });
    await expect.poll(resets).toEqual([[1, CODE.protocol]]);
    const shown = JSON.stringify(apns.simulator.state().requests[0]);
    expect(shown).toContain('Authorization');
    expect(shown).not.toContain(good['authorization']?.slice(20, 60));
  });

  it('one stream more than confirmed is refused, and the list says so', async () => {
    await open();
    await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    raw.send(FRAME.settings, FLAG.ack, 0);
    raw.headers(1, good);
    raw.headers(3, good);
    await expect.poll(resets).toEqual([[3, CODE.refused]]);
    expect(apns.simulator.state().requests[0]?.because.en).toBe(
      'The client may have 1 under way on this connection, and this was one more. The stream was reset with REFUSED_STREAM.',
    );
  });

  it.each<readonly [what: string, misbehave: () => void]>([
    ['trailers that do not end the request', () => raw.headers(1, { 'x-own': 'y' })],
    ['a window grown by 0', () => raw.send(FRAME.window, 0, 1, uint32(0))],
  ])('%s: reset too', async (_, misbehave) => {
    await open();
    raw.headers(1, good);
    misbehave();
    await expect.poll(resets).toEqual([[1, CODE.protocol]]);
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
