import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { FLAG, FRAME, openRawConnection, type RawConnection } from './support/raw-connection.js';
import { goodHeaders, HELLO, openTestSimulator, type TestSimulator } from './support/test-simulator.js';

let apns: TestSimulator;
let good: Readonly<Record<string, string>>;
let fields: Readonly<Record<string, string>>;

beforeAll(async () => {
  apns = await openTestSimulator();
  good = goodHeaders(apns.providerToken());
  fields = { ...good, ':scheme': 'https', ':authority': 'localhost' };
}, 60_000);
afterAll(() => apns.close());

/** Whatever was done to it, an honest client is served, and soon. */
afterEach(async () => {
  const client = await apns.connect();
  expect((await client.ask({ ...good }, HELLO)).status).toBe(200);
  client.destroy();
});

const port = () => Number(new URL(apns.address.url).port);

/** Ends within the time or is cut by the test, which then fails. */
async function endsSoon(raw: RawConnection): Promise<void> {
  const ended = await Promise.race([raw.closed().then(() => true), wait(5000, false)]);
  raw.socket.destroy();
  expect(ended).toBe(true);
}

describe('what does not follow the protocol', () => {
  it('is cut off: no TLS at all', async () => {
    const socket = connectTcp(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
  });

  it.each([
    ['a bad preface', 'PRI * HTTP/3.0\r\n\r\nXX\r\n\r\n'],
    ['an old protocol', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['zeros', '\0'.repeat(1000)],
  ])('is cut off: %s', async (_, bytes) => {
    const raw = await openRawConnection(apns.address, { preface: false });
    raw.socket.write(bytes);
    await endsSoon(raw);
  });

  it.each<readonly [string, (raw: RawConnection) => void]>([
    ['a frame above the announced size', (raw) => raw.send(FRAME.data, 0, 1, Buffer.alloc(20_000))],
    ['DATA on stream 0', (raw) => raw.send(FRAME.data, 0, 0, Buffer.from('x'))],
    ['an even stream', (raw) => raw.headers(2, fields)],
    [
      'HEADERS that are no HPACK',
      (raw) => raw.send(FRAME.headers, FLAG.endHeaders, 1, Buffer.alloc(50, 0xff)),
    ],
    ['a PING of the wrong length', (raw) => raw.send(FRAME.ping, 0, 0, Buffer.alloc(3))],
    ['an ACK nobody waits for', (raw) => [1, 2, 3].forEach(() => raw.send(FRAME.settings, FLAG.ack, 0))],
  ])('is cut off: %s', async (_, misbehave) => {
    const raw = await openRawConnection(apns.address);
    misbehave(raw);
    await endsSoon(raw);
  });

  it('is survived: random bytes after a good preface', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const raw = await openRawConnection(apns.address);
        raw.socket.end(bytes);
        raw.socket.resume();
        await Promise.race([raw.closed(), wait(2000)]);
        raw.socket.destroy();
      }),
      { numRuns: 15 },
    );
  });

  it('is survived: random frames on good streams', async () => {
    const frame = fc.record({
      type: fc.integer({ min: 0, max: 12 }),
      flags: fc.integer({ min: 0, max: 255 }),
      streamId: fc.integer({ min: 0, max: 9 }),
      payload: fc.uint8Array({ maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 20 }), async (frames) => {
        const raw = await openRawConnection(apns.address);
        raw.headers(1, fields);
        for (const { type, flags, streamId, payload } of frames) raw.send(type, flags, streamId, payload);
        raw.socket.end();
        await Promise.race([raw.closed(), wait(2000)]);
        raw.socket.destroy();
      }),
      { numRuns: 15 },
    );
  });
});

describe('what is too much', () => {
  it('headers above 8000 bytes get no 200', async () => {
    const raw = await openRawConnection(apns.address);
    await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    raw.send(FRAME.settings, FLAG.ack, 0);
    raw.headers(1, { ...fields, 'x-filler': 'x'.repeat(12_000) }, FLAG.endHeaders | FLAG.endStream);
    await expect
      .poll(() => raw.frames().some(({ type }) => type === FRAME.reset || type === FRAME.goaway))
      .toBe(true);
    raw.socket.destroy();
  });

  it('a body without end is answered 413 and not kept', async () => {
    const client = await apns.connect();
    const answer = await client.ask({ ...good }, 'x'.repeat(1_000_000)).catch((error: unknown) => error);
    expect(answer).toMatchObject({ status: 413, reason: 'PayloadTooLarge' });
    expect(apns.simulator.state().requests[0]?.payload.length).toBeLessThanOrEqual(8192);
  });

  it('1000 streams at once, again and again, are all answered', async () => {
    const client = await apns.connect();
    await client.ask({ ...good }, HELLO);
    const statuses = new Set<number>();
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(Array.from({ length: 1000 }, () => client.ask({ ...good }, HELLO)));
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses]).toEqual([200]);
  });

  it('10,000 streams opened without regard to the limit are answered or refused', async () => {
    const raw = await openRawConnection(apns.address);
    for (let id = 1; id < 20_000; id += 2) raw.headers(id, fields);
    await Promise.race([raw.closed(), wait(3000)]);
    const answered = raw.frames().filter(({ type }) => type === FRAME.reset || type === FRAME.goaway);
    expect(answered.length).toBeGreaterThan(0);
    raw.socket.destroy();
  });

  it('streams that are opened and reset at once end the connection, not the simulator', async () => {
    const raw = await openRawConnection(apns.address);
    for (let id = 1; id < 40_000; id += 2) {
      raw.headers(id, fields);
      raw.send(FRAME.reset, 0, id, Buffer.from([0, 0, 0, 8]));
    }
    await Promise.race([raw.closed(), wait(3000)]);
    raw.socket.destroy();
  });

  it('requests that never end are refused once they take 64 MB together, and their memory is given back', async () => {
    const part = Buffer.alloc(8000, 0x20);
    const connections = await Promise.all([1, 2, 3].map(() => openRawConnection(apns.address)));
    for (const raw of connections) {
      for (let id = 1; id < 7000; id += 2) {
        raw.headers(id, fields);
        raw.send(FRAME.data, 0, id, part);
      }
    }
    const refused = () =>
      connections
        .flatMap((raw) => raw.frames())
        .filter(({ type, payload }) => type === FRAME.reset && payload.readUInt32BE(0) === 11).length;
    await expect.poll(refused, { timeout: 15_000, interval: 500 }).toBeGreaterThan(1000);
    for (const raw of connections) raw.socket.destroy();
    const raw = await openRawConnection(apns.address);
    for (let id = 1; id < 7000; id += 2) {
      raw.headers(id, fields);
      raw.send(FRAME.data, 0, id, part);
    }
    await wait(1000);
    expect(raw.frames().filter(({ type }) => type === FRAME.reset)).toEqual([]);
    raw.socket.destroy();
  });

  it('300 connections that say nothing leave room for others', async () => {
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connectTcp(port(), '127.0.0.1');
      socket.on('error', () => undefined);
      return socket;
    });
    const client = await apns.connect();
    expect((await client.ask({ ...good }, HELLO)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it('a client that never reads its answers is not waited for', async () => {
    const raw = await openRawConnection(apns.address);
    raw.socket.pause();
    for (let id = 1; id < 2000; id += 2) {
      raw.headers(id, { ...fields, ':path': '/3/device/x' }, FLAG.endHeaders | FLAG.endStream);
    }
    const client = await apns.connect();
    expect((await client.ask({ ...good }, HELLO)).status).toBe(200);
    raw.socket.destroy();
  });
});

describe('what is kept', () => {
  it('is bounded: requests, inbox items and provider tokens', async () => {
    const client = await apns.connect();
    for (let round = 0; round < 12; round++) {
      await Promise.all(
        Array.from({ length: 100 }, (_, n) =>
          client.ask({ ...good, authorization: `bearer ${round}.${n}.x` }, HELLO),
        ),
      );
    }
    await Promise.all(Array.from({ length: 200 }, () => client.ask({ ...good }, HELLO)));
    const { requests } = apns.simulator.state();
    expect(requests).toHaveLength(500);
    expect(requests.map(({ id }) => id)).toEqual([...requests.map(({ id }) => id)].sort((a, b) => b - a));
    expect(apns.simulator.inboxOf(SAMPLE_TOKEN)?.items).toHaveLength(50);
  });

  it('is bounded: devices made up for unknown tokens', async () => {
    const any = await openTestSimulator({ acceptAny: true });
    const client = await any.connect();
    const headers = goodHeaders(any.providerToken());
    await client.ask(headers, HELLO);
    const before = any.simulator.state().inboxes.length;
    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        client.ask(
          {
            ...headers,
            ':path': `/3/device/${n.toString(16).padStart(64, '0')}`,
            'apns-topic': 'com.any.app',
          },
          HELLO,
        ),
      ),
    );
    expect(any.simulator.state().inboxes.length).toBe(before + 200);
    await any.close();
  });
});
