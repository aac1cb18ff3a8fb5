import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamResult } from '#core/apns/http2-session';
import { frame, settingsFrame } from '../../support/http2-frames.js';
import { openSessionRig, type SessionRig } from '../../support/session-rig.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** `:status: 200` and `:status: 400` of the static table. */
const STATUS_200 = Buffer.of(0x88);
const STATUS_400 = Buffer.of(0x8c);
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

interface SentFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** What the session wrote, after the preface. */
function framesOf(rig: SessionRig, from = 0): SentFrame[] {
  const sent = rig.sent();
  expect(sent.toString('latin1', 0, PREFACE.length)).toBe(PREFACE);
  const frames: SentFrame[] = [];
  for (let at = PREFACE.length; at < sent.length;) {
    const length = sent.readUIntBE(at, 3);
    frames.push({
      type: sent.readUInt8(at + 3),
      flags: sent.readUInt8(at + 4),
      streamId: sent.readUInt32BE(at + 5),
      payload: sent.subarray(at + 9, at + 9 + length),
    });
    at += 9 + length;
  }
  return frames.slice(from);
}

const dataBytes = (rig: SessionRig, streamId: number): number =>
  framesOf(rig)
    .filter((each) => each.type === 0 && each.streamId === streamId)
    .reduce((sum, each) => sum + each.payload.length, 0);

const failureOf = (result: StreamResult | undefined): string =>
  result?.kind === 'lost' || result?.kind === 'failed' ? `${result.kind} ${result.failure.message.en}` : '';

describe('what leaves', () => {
  it('is one write for a new connection: preface, settings, request and body, without waiting for the server', async () => {
    const rig = await openSessionRig(null);
    rig.ask('hello');
    let writes = 0;
    rig.server.on('data', () => (writes += 1));
    await rig.settle();
    expect(framesOf(rig).map(({ type, flags, streamId }) => [type, flags, streamId])).toEqual([
      [4, 0, 0],
      [1, 4, 1],
      [0, 1, 1],
    ]);
    expect(framesOf(rig)[2]?.payload.toString()).toBe('hello');
    expect(writes).toBeLessThanOrEqual(1);
  });

  it('has no DATA frame for a request without a body', async () => {
    const rig = await openSessionRig();
    rig.ask('', { ':method': 'GET', ':path': '/1/apps/com.example/all-channels' });
    await rig.settle();
    const request = framesOf(rig).filter(({ streamId }) => streamId === 1);
    expect(request.map(({ type, flags }) => [type, flags])).toEqual([[1, 5]]);
  });

  it('is cut into CONTINUATION frames when the headers are larger than a frame', async () => {
    const rig = await openSessionRig();
    rig.ask('x', { ':method': 'POST', ':path': '/', 'x-long': 'y'.repeat(40_000) });
    await rig.settle();
    const request = framesOf(rig).filter(({ streamId }) => streamId === 1);
    expect(request.map(({ type, flags }) => [type, flags])).toEqual([
      [1, 0],
      [9, 0],
      [9, 4],
      [0, 1],
    ]);
  });

  it('obeys the window of a stream and of the connection, and the frame size', async () => {
    const rig = await openSessionRig([
      [3, 100],
      [4, 20_000],
    ]);
    rig.ask(Buffer.alloc(30_000));
    rig.ask(Buffer.alloc(70_000));
    await rig.settle();
    expect([dataBytes(rig, 1), dataBytes(rig, 3)]).toEqual([20_000, 0]);
    expect(rig.session.canTake(1)).toBe(false);
    rig.server.write(frame(8, 0, 1, uint32(10_000)));
    await rig.settle();
    // The next may begin now.
    expect([dataBytes(rig, 1), dataBytes(rig, 3)]).toEqual([30_000, 20_000]);
    rig.server.write(settingsFrame([[4, 1_000_000]]));
    await rig.settle();
    // What the connection still takes.
    expect(dataBytes(rig, 3)).toBe(65_535 - 30_000);
    rig.server.write(frame(8, 0, 0, uint32(1_000_000)));
    await rig.settle();
    expect(dataBytes(rig, 3)).toBe(70_000);
    expect(rig.session.canTake(1)).toBe(true);
    expect(Math.max(...framesOf(rig).map(({ payload }) => payload.length))).toBe(16_384);
  });

  it('is no body any more once the answer came', async () => {
    const rig = await openSessionRig([[4, 10]]);
    rig.ask(Buffer.alloc(1000));
    await rig.settle();
    rig.server.write(frame(1, 5, 1, STATUS_400));
    rig.server.write(settingsFrame([[4, 10_000]]));
    await rig.settle();
    expect(rig.results).toMatchObject([{ kind: 'answer', status: 400 }]);
    expect(dataBytes(rig, 1)).toBe(10);
    expect(framesOf(rig).find(({ type }) => type === 3)).toMatchObject({ streamId: 1, payload: uint32(0) });
  });
});

describe('what comes', () => {
  it('is an answer with its headers and body, past interim answers and trailers', async () => {
    const rig = await openSessionRig();
    rig.ask();
    await rig.settle();
    rig.server.write(frame(1, 4, 1, Buffer.concat([Buffer.of(0x48, 3), Buffer.from('103')])));
    rig.server.write(
      frame(
        1,
        4,
        1,
        Buffer.concat([STATUS_400, Buffer.of(0, 7), Buffer.from('apns-id'), Buffer.of(1, 0x41)]),
      ),
    );
    rig.server.write(frame(0, 0, 1, '{"reason":"BadTopic"}'));
    rig.server.write(frame(1, 5, 1, Buffer.concat([Buffer.of(0, 1), Buffer.from('t'), Buffer.of(1, 0x42)])));
    await rig.settle();
    expect(rig.results).toEqual([
      { kind: 'answer', status: 400, headers: { 'apns-id': 'A' }, body: '{"reason":"BadTopic"}' },
    ]);
  });

  it('gives the window back, so that many answers can follow', async () => {
    const rig = await openSessionRig();
    for (let index = 0; index < 10; index += 1) rig.ask();
    await rig.settle();
    for (let index = 0; index < 10; index += 1) {
      rig.server.write(frame(1, 4, index * 2 + 1, STATUS_200));
      rig.server.write(frame(0, 1, index * 2 + 1, Buffer.alloc(16_000)));
    }
    await rig.settle();
    expect(rig.results).toHaveLength(10);
    const given = framesOf(rig)
      .filter(({ type }) => type === 8)
      .reduce((sum, { payload }) => sum + payload.readUInt32BE(0), 0);
    expect(given).toBeGreaterThan(160_000 - 32_768);
    expect(given).toBeLessThanOrEqual(160_000);
  });

  it('is read to a bound: of an endless body the beginning is the answer', async () => {
    const rig = await openSessionRig();
    rig.ask();
    await rig.settle();
    rig.server.write(frame(1, 4, 1, STATUS_400));
    for (let index = 0; index < 4; index += 1) rig.server.write(frame(0, 0, 1, 'x'.repeat(10_000)));
    await rig.settle();
    expect(rig.results).toMatchObject([{ kind: 'answer', status: 400 }]);
    expect(framesOf(rig).find(({ type }) => type === 3)).toMatchObject({ streamId: 1, payload: uint32(8) });
    expect(rig.session.state).toBe('open');
  });

  it('is followed for a stream that was cancelled: later answers still decode', async () => {
    const rig = await openSessionRig();
    const cancelled: StreamResult = { kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' };
    rig.ask().cancel(cancelled);
    rig.ask();
    await rig.settle();
    const named = (value: string): Buffer => Buffer.concat([STATUS_200, Buffer.from(value, 'hex')]);
    // The first, which nobody reads any more, puts `a: b` into the table that the second refers to.
    rig.server.write(frame(1, 5, 1, named('4001610162')));
    rig.server.write(frame(1, 5, 3, named('be')));
    await rig.settle();
    expect(rig.results).toEqual([cancelled, { kind: 'answer', status: 200, headers: { a: 'b' }, body: '' }]);
  });
});

describe('GOAWAY', () => {
  it('lets those below go on, gives back those above, and a second one may lower it', async () => {
    const rig = await openSessionRig();
    for (let index = 0; index < 3; index += 1) rig.ask();
    await rig.settle();
    const goaway = (last: number, text: string): Buffer =>
      frame(7, 0, 0, Buffer.concat([uint32(last), uint32(0), Buffer.from(text)]));
    rig.server.write(goaway(3, '{"reason":"Shutdown"}'));
    await rig.settle();
    const givenBack = { kind: 'unprocessed', cause: 'goaway', reason: 'Shutdown' };
    expect(rig.results).toMatchObject([{ ...givenBack, detail: 'GOAWAY NO_ERROR: Shutdown' }]);
    expect(rig.session.state).toBe('retiring');
    expect(rig.session.canTake(1)).toBe(false);
    rig.server.write(goaway(1, ''));
    await rig.settle();
    expect(rig.results).toMatchObject([givenBack, givenBack]);
    rig.server.write(frame(1, 5, 1, STATUS_200));
    await rig.settle();
    expect(rig.results[2]).toMatchObject({ kind: 'answer', status: 200 });
    expect(rig.session.state).toBe('ended');
    expect(rig.goaways).toHaveLength(2);
  });
});

describe('a server that breaks the protocol', () => {
  const flood = (each: Buffer, count: number): Buffer =>
    Buffer.concat(Array.from({ length: count }, () => each));
  it.each<[what: string, detail: RegExp, bytes: Buffer]>([
    ['an answer for a stream that was never opened', /no stream of ours/, frame(1, 5, 99, STATUS_200)],
    ['an answer for a stream of the server', /no stream of ours/, frame(1, 5, 2, STATUS_200)],
    ['a window that grows by nothing', /increment of 0/, frame(8, 0, 0, uint32(0))],
    ['a window beyond 2^31', /exceeds its maximum/, frame(8, 0, 0, uint32(0x7fff_ffff))],
    ['an initial window beyond 2^31', /exceeds its maximum/, settingsFrame([[4, 0x8000_0000]])],
    ['a frame size that is not allowed', /MAX_FRAME_SIZE/, settingsFrame([[5, 100]])],
    [
      'a header table that changes its size too late',
      /follows a header/,
      frame(1, 5, 1, Buffer.of(0x88, 0x20)),
    ],
    ['headers that do not decode', /missing table entry/, frame(1, 5, 1, Buffer.of(0xfe))],
    [
      'an answer in HTTP/1.1 in the middle',
      /larger than allowed/,
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ],
  ])('%s: ends the connection with a GOAWAY, and the request is unknown', async (_, detail, bytes) => {
    const rig = await openSessionRig();
    rig.ask();
    await rig.settle();
    rig.server.write(bytes);
    await rig.settle();
    expect(rig.results).toHaveLength(1);
    expect(rig.results[0]?.kind).toBe('lost');
    expect(failureOf(rig.results[0])).toMatch(detail);
    expect(rig.session.state).toBe('ended');
    expect(framesOf(rig).at(-1)?.type).toBe(7);
  });

  it('hears why, although it is slow to read what came before', async () => {
    const rig = await openSessionRig();
    rig.server.pause();
    // More than a paused reader takes: the next bytes wait in the socket.
    for (let count = 0; count < 3; count += 1) {
      rig.ask('x'.repeat(20_000));
      await rig.settle();
    }
    await rig.settle();
    rig.server.write(Buffer.concat([frame(6, 0, 0, '12345678'), frame(8, 0, 0, uint32(0))]));
    await rig.settle();
    expect(rig.session.state).toBe('ended');
    rig.server.resume();
    await rig.settle();
    expect(framesOf(rig).at(-1)).toMatchObject({ type: 7, payload: Buffer.concat([uint32(0), uint32(1)]) });
  });

  it.each([
    ['beyond 2^31', 0x7fff_ffff, 3],
    ['by nothing', 0, 1],
  ])('a stream window that grows %s ends that stream alone', async (_, increment, errorCode) => {
    const rig = await openSessionRig();
    rig.ask();
    rig.ask();
    await rig.settle();
    rig.server.write(frame(8, 0, 1, uint32(increment)));
    rig.server.write(frame(1, 5, 3, STATUS_200));
    await rig.settle();
    expect(rig.results).toMatchObject([
      { kind: 'lost', failure: { code: 'stream-reset' } },
      { kind: 'answer', status: 200 },
    ]);
    expect(framesOf(rig).find(({ type }) => type === 3)).toMatchObject({
      streamId: 1,
      payload: uint32(errorCode),
    });
    expect(rig.session.state).toBe('open');
  });

  it.each([
    ['PING', frame(6, 0, 0, '12345678')],
    ['SETTINGS', settingsFrame([[3, 10]])],
  ])('asks by %s without reading the answers: is left before they fill the memory', async (_, each) => {
    const rig = await openSessionRig();
    rig.server.pause();
    rig.server.removeAllListeners('data');
    rig.ask();
    for (let round = 0; round < 400 && rig.session.state === 'open'; round += 1) {
      rig.server.write(flood(each, 1000));
      await rig.settle();
    }
    expect(rig.session.state).toBe('ended');
    expect(failureOf(rig.results[0])).toMatch(/asks faster than it reads/);
  });

  it('with any frames at all: every request gets one result, and no error leaves the session', async () => {
    const anyFrame = fc
      .tuple(
        fc.integer({ min: 0, max: 10 }),
        fc.constantFrom(0, 1, 4, 5, 8, 0x20, 0x2d),
        fc.integer({ min: 0, max: 9 }),
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.constantFrom(STATUS_200, uint32(7), Buffer.alloc(8), Buffer.from('88be', 'hex')),
        ),
      )
      .map(([type, flags, streamId, payload]) => frame(type, flags, streamId, Buffer.from(payload)));
    await fc.assert(
      fc.asyncProperty(fc.array(anyFrame, { maxLength: 12 }), async (frames) => {
        const rig = await openSessionRig();
        for (let index = 0; index < 4; index += 1) rig.ask();
        await rig.settle();
        for (const each of frames) rig.server.write(each);
        await rig.settle();
        rig.server.end();
        await rig.settle();
        expect(rig.results).toHaveLength(4);
        expect(rig.session.state).toBe('ended');
        expect(rig.ends).toHaveLength(1);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('an end', () => {
  it('waits for what is in flight when the connection retires, and leaves no socket behind', async () => {
    const rig = await openSessionRig();
    rig.ask();
    await rig.settle();
    rig.session.retire();
    expect(rig.session.state).toBe('retiring');
    rig.server.write(frame(1, 5, 1, STATUS_200));
    await rig.settle();
    expect(rig.results).toMatchObject([{ kind: 'answer', status: 200 }]);
    expect(rig.session.state).toBe('ended');
    expect(framesOf(rig).at(-1)?.type).toBe(7);
  });

  it('answers a PING with no for everybody who waits for one', async () => {
    const rig = await openSessionRig();
    const asked = rig.session.ping(60_000);
    await rig.settle();
    rig.server.end();
    await expect(asked).resolves.toBe(false);
    await expect(rig.session.ping(60_000)).resolves.toBe(false);
  });

  it('takes no request any more: it says so, instead of losing it', async () => {
    const rig = await openSessionRig();
    rig.session.destroy();
    rig.ask();
    expect(rig.results).toEqual([{ kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' }]);
  });
});
