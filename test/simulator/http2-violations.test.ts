import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { bytes, CODE, setting, startHttp2Talk, uint32 } from './support/http2-talk.js';
import { FLAG, FRAME } from './support/raw-connection.js';

const talk = startHttp2Talk();

describe('what breaks the connection is named in GOAWAY', () => {
  it.each<readonly [what: string, code: number, lastStreamId: number, misbehave: () => void]>([
    ['a stream with an even number', CODE.protocol, 0, () => talk.raw.headers(2, talk.good)],
    ['HEADERS of stream 0', CODE.protocol, 0, () => talk.raw.headers(0, talk.good)],
    ['DATA of stream 0', CODE.protocol, 0, () => talk.raw.send(FRAME.data, 0, 0, bytes(1))],
    ['DATA of a stream nobody opened', CODE.protocol, 0, () => talk.raw.send(FRAME.data, 0, 1, bytes(1))],
    [
      'RST_STREAM of a stream nobody opened',
      CODE.protocol,
      0,
      () => talk.raw.send(FRAME.reset, 0, 5, uint32(8)),
    ],
    [
      'a window of a stream nobody opened',
      CODE.protocol,
      0,
      () => talk.raw.send(FRAME.window, 0, 5, uint32(8)),
    ],
    [
      'the window of the connection grown by 0',
      CODE.protocol,
      0,
      () => talk.raw.send(FRAME.window, 0, 0, uint32(0)),
    ],
    [
      'the window of the connection grown too far',
      CODE.flowControl,
      0,
      () => talk.raw.send(FRAME.window, 0, 0, uint32(0x7fff_ffff)),
    ],
    ['a window in three bytes', CODE.frameSize, 0, () => talk.raw.send(FRAME.window, 0, 0, bytes(0, 0, 1))],
    [
      'a push by the client',
      CODE.protocol,
      0,
      () => talk.raw.send(FRAME.push, FLAG.endHeaders, 1, uint32(2)),
    ],
    ['PRIORITY of stream 0', CODE.protocol, 0, () => talk.raw.send(FRAME.priority, 0, 0, Buffer.alloc(5))],
    ['PRIORITY in four bytes', CODE.frameSize, 0, () => talk.raw.send(FRAME.priority, 0, 1, Buffer.alloc(4))],
    ['SETTINGS of a stream', CODE.protocol, 0, () => talk.raw.send(FRAME.settings, 0, 1)],
    ['SETTINGS in five bytes', CODE.frameSize, 0, () => talk.raw.send(FRAME.settings, 0, 0, Buffer.alloc(5))],
    ['a push setting of 2', CODE.protocol, 0, () => talk.raw.send(FRAME.settings, 0, 0, setting(2, 2))],
    [
      'an initial window of 2^31',
      CODE.flowControl,
      0,
      () => talk.raw.send(FRAME.settings, 0, 0, setting(4, 2 ** 31)),
    ],
    ['a frame size of 100', CODE.protocol, 0, () => talk.raw.send(FRAME.settings, 0, 0, setting(5, 100))],
    [
      'more confirmations than SETTINGS',
      CODE.protocol,
      0,
      () => [1, 2].forEach(() => talk.raw.send(FRAME.settings, FLAG.ack, 0)),
    ],
    ['PING of a stream', CODE.protocol, 0, () => talk.raw.send(FRAME.ping, 0, 1, Buffer.alloc(8))],
    ['PING in three bytes', CODE.frameSize, 0, () => talk.raw.send(FRAME.ping, 0, 0, Buffer.alloc(3))],
    ['GOAWAY in four bytes', CODE.frameSize, 0, () => talk.raw.send(FRAME.goaway, 0, 0, Buffer.alloc(4))],
    [
      'a frame above 16,384 bytes',
      CODE.frameSize,
      0,
      () => talk.raw.send(FRAME.data, 0, 1, Buffer.alloc(16_385)),
    ],
    [
      'CONTINUATION of nothing',
      CODE.protocol,
      0,
      () => talk.raw.send(FRAME.continuation, FLAG.endHeaders, 1),
    ],
    [
      'a header block with a PING inside',
      CODE.protocol,
      0,
      () => {
        talk.raw.headers(1, talk.good, 0);
        talk.raw.send(FRAME.ping, 0, 0, Buffer.alloc(8));
      },
    ],
    [
      'a header block in endless empty pieces',
      CODE.calm,
      0,
      () => {
        talk.raw.headers(1, talk.good, 0);
        for (let n = 0; n < 100; n += 1) talk.raw.send(FRAME.continuation, 0, 1);
      },
    ],
    [
      'a frame that is all padding',
      CODE.protocol,
      1,
      () => {
        talk.raw.headers(1, talk.good);
        talk.raw.send(FRAME.data, FLAG.padded, 1, bytes(9, 1, 2));
      },
    ],
    [
      'a header table that changes its size behind a header',
      CODE.compression,
      0,
      () => talk.raw.send(FRAME.headers, FLAG.endHeaders, 1, bytes(0x83, 0x20)),
    ],
    [
      'headers that refer to nothing',
      CODE.compression,
      0,
      () => talk.raw.send(FRAME.headers, FLAG.endHeaders, 1, bytes(0xff, 0x50)),
    ],
    [
      'DATA after the answer to a whole request',
      CODE.closed,
      1,
      () => {
        talk.push(1);
        talk.raw.send(FRAME.data, 0, 1, bytes(1));
      },
    ],
    [
      'a stream opened again',
      CODE.closed,
      1,
      () => {
        talk.push(1);
        talk.push(1);
      },
    ],
    [
      'a stream with a lower number than the last',
      CODE.closed,
      3,
      () => {
        talk.push(3);
        talk.raw.headers(1, talk.good);
      },
    ],
    [
      'DATA after the client’s own RST_STREAM',
      CODE.closed,
      1,
      () => {
        talk.raw.headers(1, talk.good);
        talk.raw.send(FRAME.reset, 0, 1, uint32(8));
        talk.raw.send(FRAME.data, 0, 1, bytes(1));
      },
    ],
  ])('%s', async (_, code, lastStreamId, misbehave) => {
    await talk.open();
    misbehave();
    const ended = await Promise.race([talk.raw.closed().then(() => true), wait(5000, false)]);
    expect(ended).toBe(true);
    expect(talk.goaways()).toEqual([[lastStreamId, code]]);
    // What was wrong stands behind the numbers, for clients that show it.
    expect(talk.ofType(FRAME.goaway)[0]?.payload.toString('utf8', 8)).toMatch(
      /^[a-z][a-zA-Z0-9_ ,/-]{10,}$/i,
    );
  });
});
