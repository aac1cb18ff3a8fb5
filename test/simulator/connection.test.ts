import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { makePushCertificate } from './support/push-certificate.js';
import { FLAG, FRAME, type Frame, openRawConnection } from './support/raw-connection.js';
import {
  goodHeaders,
  HELLO,
  openTestSimulator,
  type TestSimulator,
  without,
} from './support/test-simulator.js';

let apns: TestSimulator;
beforeAll(async () => {
  apns = await openTestSimulator();
}, 60_000);
afterAll(() => apns.close());

/** The first frame that the server says by itself. */
async function firstFrame(identity: { readonly cert?: string; readonly key?: string } = {}): Promise<Frame> {
  const raw = await openRawConnection(apns.address, identity);
  await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
  raw.socket.destroy();
  const [first] = raw.frames();
  if (first === undefined) throw new Error('No frame came');
  return first;
}

function readSettings({ payload }: Frame): Readonly<Record<number, number>> {
  const settings: Record<number, number> = {};
  for (let at = 0; at < payload.length; at += 6) {
    settings[payload.readUInt16BE(at)] = payload.readUInt32BE(at + 2);
  }
  return settings;
}

describe('the SETTINGS of a connection', () => {
  it('are those of the real service, with one stream before the first accepted provider token', async () => {
    const frame = await firstFrame();
    expect(frame.type).toBe(FRAME.settings);
    expect(readSettings(frame)).toEqual({ 1: 4096, 3: 1, 4: 65_535, 5: 16_384, 6: 8000 });
  });

  it('allow 1000 streams at once with a certificate', async () => {
    expect(readSettings(await firstFrame(apns.identity))).toMatchObject({ 3: 1000 });
  });

  it('rise to 1000 with the first accepted provider token, whatever becomes of the push', async () => {
    const client = await apns.connect();
    await client.ask(goodHeaders('abc'), HELLO);
    expect(client.streamLimits).toEqual([1]);
    const headers = { ...goodHeaders(apns.providerToken()), ':path': `/3/device/${'0'.repeat(64)}` };
    expect((await client.ask(headers, HELLO)).reason).toBe('BadDeviceToken');
    expect(client.streamLimits).toEqual([1, 1000]);
  });

  it('fall to 1 after an error and rise after the next accepted push, when the switch says so', async () => {
    await apns.simulator.setSwitches({ throttleAfterErrors: true });
    const client = await apns.connect();
    const good = goodHeaders(apns.providerToken());
    await client.ask(good, HELLO);
    await client.ask({ ...good, ':path': `/3/device/${'0'.repeat(64)}` }, HELLO);
    await client.ask(good, HELLO);
    const gone = SAMPLE_DEVICES.find(({ state }) => state === 'unregistered')?.token ?? '';
    await client.ask({ ...good, ':path': `/3/device/${gone}` }, HELLO);
    expect(client.streamLimits).toEqual([1, 1000, 1, 1000]);
    await apns.simulator.setSwitches({ throttleAfterErrors: false });
  });
});

describe('the stream limit', () => {
  it('does not refuse what a client sent before it could read the limit', async () => {
    const client = await apns.connect();
    const good = goodHeaders(apns.providerToken());
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.ask(good, HELLO)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
  });

  it('refuses streams above it once the client has confirmed it', async () => {
    const raw = await openRawConnection(apns.address);
    await expect.poll(() => raw.frames().length).toBeGreaterThan(0);
    raw.send(FRAME.settings, FLAG.ack, 0);
    for (const id of [1, 3, 5])
      raw.headers(id, { ...goodHeaders('x'), ':scheme': 'https', ':authority': 'x' });
    const resets = () =>
      raw
        .frames()
        .filter(({ type }) => type === FRAME.reset)
        .map(({ streamId, payload }) => [streamId, payload.readUInt32BE(0)]);
    await expect.poll(resets).toEqual([
      [3, 7],
      [5, 7],
    ]);
    raw.socket.destroy();
  });
});

describe('TLS', () => {
  it('works without ALPN', async () => {
    const client = await apns.connect({ alpn: [] });
    expect((await client.ask(goodHeaders(apns.providerToken()), HELLO)).status).toBe(200);
  });

  it('answers a client of HTTP/1.1 with HTTP/2 frames, as the real service does', async () => {
    const { port } = new URL(apns.address.url);
    const socket = connectTls({
      port: Number(port),
      host: '127.0.0.1',
      ca: apns.address.caPem,
      ALPNProtocols: ['http/1.1'],
    });
    await once(socket, 'secureConnect');
    socket.write('POST /3/device/x HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first[3]).toBe(4);
    await once(socket, 'close');
  });

  it('asks for a certificate and does without one', async () => {
    const client = await apns.connect();
    expect((await client.ask(goodHeaders('x'), HELLO)).reason).toBe('InvalidProviderToken');
  });

  it('takes a certificate that somebody else signed', async () => {
    const { certificatePem: cert, keyPem: key } = await makePushCertificate({
      environments: ['sandbox', 'production'],
      topics: [
        { topic: 'com.somebody.app', label: 'topic' },
        { topic: 'com.somebody.app.voip', label: 'voip' },
      ],
      bundleId: 'com.somebody.app',
    });
    const token = 'ab'.repeat(32);
    await apns.simulator.saveDevice({
      token,
      name: 'Theirs',
      topics: ['com.somebody.app'],
      state: 'active',
      goneAtMs: null,
    });
    const client = await apns.connect({ cert, key });
    const headers = { ':method': 'POST', ':path': `/3/device/${token}`, 'apns-topic': 'com.somebody.app' };
    expect((await client.ask(headers, HELLO)).status).toBe(200);
  });
});

describe('an answer', () => {
  it('echoes the ID of the request and has neither a body nor a date when it is 200', async () => {
    const client = await apns.connect();
    const id = '5f0a1c7e-6a53-4f0b-9a5d-9a4f1b1c2d3e';
    const answer = await client.ask({ ...goodHeaders(apns.providerToken()), 'apns-id': id }, HELLO);
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(Object.keys(answer.headers)).toEqual([':status', 'apns-id', 'apns-unique-id']);
    expect(answer.headers['apns-id']).toBe(id);
  });

  it('has no apns-unique-id in production, and a sandbox key is refused there', async () => {
    const production = await openTestSimulator({ environment: 'production' });
    const client = await production.connect();
    const answer = await client.ask(goodHeaders(production.providerToken()), HELLO);
    expect(answer.status).toBe(200);
    expect(answer.headers['apns-unique-id']).toBeUndefined();
    await production.close();
  });

  it('takes tokens in capitals and pushes without a type', async () => {
    const client = await apns.connect();
    const headers = without('apns-push-type', goodHeaders(apns.providerToken()));
    const path = headers[':path'] ?? '';
    const capitals = `/3/device/${path.slice('/3/device/'.length).toUpperCase()}`;
    expect((await client.ask({ ...headers, ':path': capitals }, HELLO)).status).toBe(200);
  });
});

describe('a connection', () => {
  it('stays wedged after an expired provider token, when the switch says so', async () => {
    await apns.simulator.setSwitches({ wedgeAfterExpiredToken: true });
    const client = await apns.connect();
    const expired = goodHeaders(apns.providerToken({ ageS: 4000 }));
    expect((await client.ask(expired, HELLO)).reason).toBe('ExpiredProviderToken');
    const good = goodHeaders(apns.providerToken());
    expect((await client.ask(good, HELLO)).reason).toBe('ExpiredProviderToken');
    const fresh = await apns.connect();
    expect((await fresh.ask(good, HELLO)).status).toBe(200);
    await apns.simulator.setSwitches({ wedgeAfterExpiredToken: false });
    // Whoever switches it off wants to go on, not to look for the connection that is still stuck.
    expect((await client.ask(good, HELLO)).status).toBe(200);
  });

  it('ends with GOAWAY when its budget of errors is spent', async () => {
    await apns.simulator.setSwitches({ errorBudget: 2 });
    const client = await apns.connect();
    const bad = { ...goodHeaders(apns.providerToken()), 'apns-priority': '2' };
    for (let n = 0; n < 2; n++) expect((await client.ask(bad, HELLO)).reason).toBe('BadPriority');
    await client.closed();
    expect(client.goaways).toEqual([{ code: 0, lastStreamId: 3, debug: '' }]);
    await apns.simulator.setSwitches({ errorBudget: null });
  });

  it('ends with GOAWAY IdleTimeout when it idles, where that is switched on', async () => {
    const other = await openTestSimulator({ switches: { connectionIdleMs: 10 } });
    const client = await other.connect();
    other.advance(1000);
    await client.closed();
    expect(client.goaways[0]?.debug).toBe('{"reason":"IdleTimeout"}');
    await other.close();
  });

  it('hears GOAWAY when the simulator stops, which then starts again on the same port', async () => {
    const other = await openTestSimulator();
    const client = await other.connect();
    await client.ask(goodHeaders(other.providerToken()), HELLO);
    await other.simulator.stop();
    await client.closed();
    expect(client.goaways).toEqual([{ code: 0, lastStreamId: 1, debug: '' }]);
    expect(other.simulator.state()).toMatchObject({ running: false, url: null });
    expect((await other.simulator.start()).url).toBe(other.address.url);
    await other.close();
  });

  it('names the port when it is taken', async () => {
    const port = Number(new URL(apns.address.url).port);
    await expect(openTestSimulator({ port })).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(String(port)) as unknown,
    });
  });

  it('is not offered to other machines', async () => {
    const addresses = Object.values((await import('node:os')).networkInterfaces()).flat();
    const outside = addresses.find((address) => address?.family === 'IPv4' && !address.internal)?.address;
    if (outside === undefined) return;
    const socket = connectTcp({ host: outside, port: Number(new URL(apns.address.url).port) });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});

describe('per-type sizes', () => {
  const voip = SAMPLE_DEVICES.find(({ name }) => name.includes('VoIP'))?.token ?? '';
  it.each([
    ['alert', '', 4096],
    ['voip', '.voip', 5120],
  ] as const)('%s takes %s to %d bytes and no more', async (pushType, suffix, limit) => {
    const client = await apns.connect();
    const base = goodHeaders(apns.providerToken());
    const headers = {
      ...base,
      ':path': pushType === 'voip' ? `/3/device/${voip}` : (base[':path'] ?? ''),
      'apns-topic': SAMPLE_TOPIC + suffix,
      'apns-push-type': pushType,
    };
    expect((await client.ask(headers, 'x'.repeat(limit))).status).toBe(200);
    expect(await client.ask(headers, 'x'.repeat(limit + 1))).toMatchObject({
      status: 413,
      reason: 'PayloadTooLarge',
    });
  });
});
