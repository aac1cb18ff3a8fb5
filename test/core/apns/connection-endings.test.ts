import type { Server } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSenderOn } from '#core/apns/sender';
import { systemRandomness } from '#core/ports/system-ports';
import type { Delivery } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { openEngineRig } from '../../support/engine-rig.js';
import { frame, settingsFrame } from '../../support/http2-frames.js';
import { listen, rawHttp2, type RawRequest, rawTcp } from '../../support/raw-servers.js';
import { makeTestAuthority } from '../../support/test-identity.js';

/**
 * Every way in which a connection or a request can end, each provoked by a server that does just that, and what is
 * said about it: nothing may contradict what happened.
 */

const authority = await makeTestAuthority();
// Pauses are drawn at their shortest, so that the tests need not wait.
const random = { uuid: () => systemRandomness.uuid(), bytes: (count: number) => Buffer.alloc(count) };
const rig = await openEngineRig({ random });

/** No sample of the simulator: those are not sent to any host but this one. */
const NOBODY = { credentialId: null, target: { kind: 'device', token: 'ab'.repeat(32) } } as const;

interface Way {
  readonly event: string;
  readonly server: Server | null;
  /** Instead of the address of the server. */
  readonly url?: string;
  /** The server is a proxy, and the push goes to a host behind it. */
  readonly asProxy?: boolean;
  readonly caPem?: string | null;
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  readonly outcome: Delivery['outcome'];
  readonly step?: string;
  readonly code?: string;
  readonly title?: string;
  readonly says?: RegExp;
}

/** For what must not time out on a busy machine. Unit: milliseconds. */
const AMPLE_MS = 20_000;
/** Each waits for most of its time, so several share the machine well. */
const AT_ONCE = 8;

const UNKNOWN = 'Sent, but no answer arrived: it may have been delivered';
const UNREADABLE = 'Sent, but the answer is invalid: it may have been delivered';
const NO_TLS = 'The secure connection could not be established';
const NO_HTTP2 = 'HTTP/2 could not be set up';
const NO_PROXY = 'The proxy did not open a tunnel';
const TOO_LONG = 'The connection took too long';

const HTTP_1 = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
const uint32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
  return bytes;
};
const goaway = (last: number, code: number, debug = ''): Buffer =>
  frame(7, 0, 0, Buffer.concat([uint32(last, code), Buffer.from(debug)]));
const reset = (streamId: number, code: number): Buffer => frame(3, 0, streamId, uint32(code));
/** HEADERS with `:status` as a literal (RFC 7541 §6.2.2), or as entry 8, 200. */
const answer = (streamId: number, status: string | 200, flags = 5): Buffer =>
  frame(
    1,
    flags,
    streamId,
    status === 200 ? Buffer.of(0x88) : Buffer.concat([Buffer.of(0x08, status.length), Buffer.from(status)]),
  );

const http2 = (onRequest: (request: RawRequest) => void, greeting?: Buffer | null): Server =>
  rawHttp2(authority, { onRequest, ...omitUndefined({ greeting }) });
const replies = (bytes: (streamId: number) => Buffer): Server =>
  http2(({ socket, streamId }) => void socket.write(bytes(streamId)));

const CODES = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
  'error 14',
];
/** How APNs and others fill the debug data of a GOAWAY, and what of it is shown. */
const NO_DEBUG = { debug: '', shown: '' };
const DEBUG_FORMS = [
  NO_DEBUG,
  { debug: 'too_many_pings', shown: ': too_many_pings' },
  { debug: '{"reason":"Shutdown"}', shown: ': Shutdown' },
];

/** A TLS alert in place of the ServerHello (RFC 8446 §6). */
const ALERTS: readonly (readonly [alert: number, says: RegExp])[] = [
  [40, /Could not establish a secure connection/],
  [42, /does not accept this certificate/],
  [43, /does not accept this certificate/],
  [44, /refused the push certificate: it was revoked/],
  [45, /refused the push certificate: it has expired/],
  [46, /does not accept this certificate/],
  [48, /does not accept this certificate/],
  [49, /Could not establish a secure connection/],
  [70, /Could not establish a secure connection/],
  [71, /Could not establish a secure connection/],
  [80, /Could not establish a secure connection/],
  [112, /Could not establish a secure connection/],
  [116, /requires a client certificate/],
];
const alerts = (alert: number): Server =>
  rawTcp((socket) => socket.write(Buffer.of(0x15, 3, 3, 0, 2, 2, alert)));

const failedAt = { outcome: 'failed' } as const;
const lost = { outcome: 'unknown', step: 'request', code: 'connection-lost', title: UNKNOWN } as const;
const PROXIED = 'https://push.example:443';

const WAYS: readonly Way[] = [
  {
    event: 'a name that nobody has',
    server: null,
    url: 'https://nowhere.invalid:443',
    ...failedAt,
    step: 'dns',
    code: 'dns-failed',
    title: 'The name of the server could not be looked up',
  },
  {
    event: 'a port where nothing listens',
    server: null,
    url: 'https://127.0.0.1:1',
    ...failedAt,
    step: 'tcp',
    code: 'tcp-failed',
    title: 'The server cannot be reached',
    says: /^127\.0\.0\.1 refused the connection to port 1: nothing is listening there\.$/,
  },
  ...ALERTS.map(([alert, says]) => ({
    event: `TLS alert ${alert}`,
    server: alerts(alert),
    ...failedAt,
    step: 'tls',
    code: 'tls-failed',
    title: NO_TLS,
    says,
  })),
  ...[
    { event: 'TLS alert no_application_protocol', server: alerts(120), step: 'tls' },
    {
      event: 'a server that has never heard of ALPN',
      server: rawHttp2(authority, { greeting: HTTP_1, tls: { ALPNProtocols: [] } }),
      step: 'http2',
    },
  ].map((way) => ({
    ...way,
    ...failedAt,
    code: 'http2-failed',
    title: NO_HTTP2,
    says: /does not offer HTTP\/2\.$/,
  })),
  {
    event: 'no TLS at all',
    server: rawTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ...failedAt,
    step: 'tls',
    code: 'tls-failed',
    title: NO_TLS,
    says: /does not use TLS/,
  },
  ...[
    { event: 'FIN during the handshake', server: rawTcp((socket) => socket.end()) },
    { event: 'RST during the handshake', server: rawTcp((socket) => socket.resetAndDestroy()) },
  ].map((way) => ({
    ...way,
    ...failedAt,
    step: 'tls',
    code: 'tls-failed',
    title: NO_TLS,
    says: /Could not establish a secure connection/,
  })),
  {
    event: 'an authority that is not trusted',
    server: rawHttp2(authority, {}),
    caPem: null,
    ...failedAt,
    step: 'tls',
    code: 'tls-failed',
    title: NO_TLS,
    says: /does not trust/,
  },
  {
    event: 'silence during the handshake',
    server: rawTcp(() => undefined),
    connectTimeoutMs: 300,
    ...failedAt,
    step: 'tls',
    code: 'connect-timeout',
    title: TOO_LONG,
    says: /^No answer from 127\.0\.0\.1 port \d+ within 0\.3 s during the TLS handshake\.$/,
  },
  {
    event: 'a proxy where nothing listens',
    server: null,
    url: PROXIED,
    asProxy: true,
    ...failedAt,
    step: 'tcp',
    code: 'tcp-failed',
    title: 'The proxy cannot be reached',
    says: /^127\.0\.0\.1 refused .* on the way to https:\/\/push\.example:443\.$/,
  },
  ...(
    [
      [
        'a proxy that wants a password',
        '407 Proxy Authentication Required',
        /requires a user name and password/,
      ],
      ['a proxy that forbids', '403 Forbidden', /does not allow a tunnel to push\.example port 443/],
      ['a proxy that fails', '502 Bad Gateway', /did not open a tunnel to push\.example \(502 Bad Gateway\)/],
    ] as const
  ).map(([event, status, says]) => ({
    event,
    server: rawTcp((socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`)),
    url: PROXIED,
    asProxy: true,
    ...failedAt,
    step: 'proxy',
    code: 'proxy-failed',
    title: NO_PROXY,
    says,
  })),
  ...[
    { event: 'a proxy that closes', server: rawTcp((socket) => socket.end()) },
    { event: 'a proxy that resets', server: rawTcp((socket) => socket.resetAndDestroy()) },
    { event: 'a proxy that is none', server: rawTcp((socket) => socket.end('220 mail ready\r\n')) },
  ].map((way) => ({
    ...way,
    url: PROXIED,
    asProxy: true,
    ...failedAt,
    step: 'proxy',
    code: 'proxy-failed',
    title: NO_PROXY,
    says: /did not open a tunnel to push\.example/,
  })),
  {
    event: 'a proxy that is silent',
    server: rawTcp(() => undefined),
    url: PROXIED,
    asProxy: true,
    connectTimeoutMs: 300,
    ...failedAt,
    step: 'proxy',
    code: 'connect-timeout',
    title: TOO_LONG,
    says: /^No answer from the proxy 127\.0\.0\.1:\d+ within 0\.3 s after a tunnel was requested\./,
  },
  {
    event: 'bytes that are no HTTP/2',
    server: rawHttp2(authority, { greeting: HTTP_1 }),
    ...failedAt,
    step: 'http2',
    code: 'http2-failed',
    title: NO_HTTP2,
    says: /does not speak HTTP\/2 \(the data is not HTTP\/2 frames\)/,
  },
  {
    event: 'a first frame that is not SETTINGS',
    server: rawHttp2(authority, { greeting: goaway(0, 11) }),
    ...failedAt,
    step: 'http2',
    code: 'http2-failed',
    title: NO_HTTP2,
    says: /the first frame is not SETTINGS/,
  },
  {
    event: 'no SETTINGS in time',
    server: rawHttp2(authority, { greeting: null }),
    connectTimeoutMs: 2500,
    outcome: 'unknown',
    step: 'request',
    code: 'request-timeout',
    title: UNKNOWN,
    says: /^127\.0\.0\.1 did not answer within 2\.5 s; the request had been sent\.$/,
  },
  {
    event: 'a connection that closes before SETTINGS',
    server: http2(({ socket }) => socket.destroy(), null),
    ...failedAt,
    step: 'http2',
    code: 'http2-failed',
    title: NO_HTTP2,
    says: /^127\.0\.0\.1 closed the connection before HTTP\/2 began/,
  },
  {
    event: 'a reset before SETTINGS',
    server: http2(({ tcp }) => void tcp.resetAndDestroy(), null),
    ...failedAt,
    step: 'http2',
    code: 'http2-failed',
    title: NO_HTTP2,
    says: /before HTTP\/2 began \(read ECONNRESET\)/,
  },
  {
    event: 'close_notify after the request',
    server: http2(({ socket }) => void socket.end()),
    ...lost,
    says: /^The connection to 127\.0\.0\.1 was lost before an answer arrived \(closed by the server\)\.$/,
  },
  {
    event: 'FIN after the request',
    server: http2(({ tcp }) => void tcp.end()),
    ...lost,
    says: /was lost before an answer arrived/,
  },
  {
    event: 'RST after the request',
    server: http2(({ tcp }) => void tcp.resetAndDestroy()),
    ...lost,
    says: /^The connection to 127\.0\.0\.1 was lost before an answer arrived \(read ECONNRESET\)\.$/,
  },
  {
    event: 'GOAWAY that allows the request, and then the end',
    server: http2(({ socket, streamId }) => {
      socket.end(goaway(streamId, 2, 'overload'));
    }),
    ...lost,
    says: /\(GOAWAY INTERNAL_ERROR: overload; closed by the server\)/,
  },
  {
    event: 'silence after the request',
    server: http2(() => undefined),
    requestTimeoutMs: 300,
    outcome: 'unknown',
    step: 'request',
    code: 'request-timeout',
    title: UNKNOWN,
    says: /^127\.0\.0\.1 did not answer within 0\.3 s; the request had been sent\.$/,
  },
  ...CODES.map((name, code) => ({ name, code }))
    .filter(({ name }) => name !== 'REFUSED_STREAM')
    .map(({ name, code }) => ({
      event: `RST_STREAM ${name}`,
      server: replies((streamId) => reset(streamId, code)),
      outcome: 'unknown' as const,
      step: 'request',
      code: 'stream-reset',
      title: UNKNOWN,
      says: new RegExp(`^127\\.0\\.0\\.1 reset this request \\(${name}\\)\\.$`),
    })),
  {
    event: 'RST_STREAM REFUSED_STREAM',
    server: replies((streamId) => reset(streamId, 7)),
    ...failedAt,
    step: 'request',
    code: 'stream-refused',
    title: 'Not processed: the server refused the request',
    says: /^127\.0\.0\.1 refused this request without processing it \(REFUSED_STREAM\)\.$/,
  },
  ...CODES.map((name, code) => {
    const { debug, shown } = DEBUG_FORMS[code % DEBUG_FORMS.length] ?? NO_DEBUG;
    return {
      event: `GOAWAY ${name} ${debug}`,
      server: replies(() => goaway(0, code, debug)),
      ...failedAt,
      step: 'http2',
      code: 'goaway',
      title: 'Not processed: the server closed the connection',
      says: new RegExp(
        `^127\\.0\\.0\\.1 closed the connection before processing this push \\(GOAWAY ${name}${shown}\\)\\.$`,
      ),
    };
  }),
  ...(
    [
      [
        'a :status that is a word',
        (id: number) => answer(id, 'abc'),
        /without a valid status \(:status abc\)/,
      ],
      ['a :status that is no plain number', (id: number) => answer(id, '2e2'), /\(:status 2e2\)/],
      ['a :status of two digits', (id: number) => answer(id, '42'), /\(:status 42\)/],
      ['a :status of four digits', (id: number) => answer(id, '2000'), /\(:status 2000\)/],
      ['no :status', (id: number) => frame(1, 5, id, Buffer.of(0x09, 1, 0x61)), /without a valid status/],
      ['an empty header block', (id: number) => frame(1, 5, id, ''), /without a valid status\.$/],
      [
        'an interim answer that ends the stream',
        (id: number) => answer(id, '100'),
        /without a valid status\.$/,
      ],
    ] as const
  ).map(([event, bytes, says]) => ({
    event,
    server: replies(bytes),
    outcome: 'unknown' as const,
    step: 'request',
    code: 'bad-answer',
    title: UNREADABLE,
    says,
  })),
  ...(
    [
      ['PUSH_PROMISE', (id: number) => frame(5, 4, id, uint32(2)), /PUSH_PROMISE/],
      ['headers that do not decode', (id: number) => frame(1, 5, id, Buffer.of(0xfe)), /missing table entry/],
      ['a frame of the wrong length', (id: number) => frame(3, 0, id, Buffer.alloc(3)), /wrong length/],
      ['a frame that is too large', () => Buffer.of(0xff, 0, 0, 0, 0, 0, 0, 0, 1), /larger than allowed/],
      ['an answer to nobody', () => answer(99, 200), /belongs to no stream/],
      ['a window beyond 2^31', () => frame(8, 0, 0, uint32(0x7fff_ffff)), /exceeds its maximum/],
    ] as const
  ).map(([event, bytes, says]) => ({
    event,
    server: replies(bytes),
    ...lost,
    says: new RegExp(
      `^127\\.0\\.0\\.1 violated the HTTP/2 protocol, so the connection was closed .*${says.source}`,
    ),
  })),
  ...(
    [
      ['RST_STREAM REFUSED_STREAM', (id: number) => reset(id, 7)],
      ['RST_STREAM INTERNAL_ERROR', (id: number) => reset(id, 2)],
    ] as const
  ).map(([event, bytes]) => ({
    event: `200, and then ${event}`,
    server: replies((streamId) => Buffer.concat([answer(streamId, 200, 4), bytes(streamId)])),
    outcome: 'accepted' as const,
  })),
  {
    event: '200, and then GOAWAY that takes it back',
    server: http2(({ socket, streamId }) => {
      socket.end(Buffer.concat([answer(streamId, 200, 4), goaway(0, 0)]));
    }),
    outcome: 'accepted',
  },
  {
    event: 'interim answers before the real one',
    server: replies((id) => Buffer.concat([answer(id, '100', 4), answer(id, '103', 4), answer(id, 200)])),
    outcome: 'accepted',
  },
];

async function provoke(way: Way): Promise<{ readonly delivery: Delivery; readonly requests: number }> {
  const port = way.server === null ? 1 : await listen(way.server);
  const url = way.url ?? `https://127.0.0.1:${port}`;
  const caPem = way.caPem === null ? {} : { caPem: authority.caPem };
  const delivery = await createSenderOn(rig.another()).send(
    rig.push({ environment: { kind: 'custom', url, ...caPem }, ...NOBODY }),
    {
      proxyUrl: way.asProxy === true ? `http://127.0.0.1:${port}` : 'direct',
      connectTimeoutMs: way.connectTimeoutMs ?? AMPLE_MS,
      requestTimeoutMs: way.requestTimeoutMs ?? AMPLE_MS,
    },
  );
  return { delivery, requests: delivery.attempts.length };
}

const ended = new Map<string, Awaited<ReturnType<typeof provoke>>>();
beforeAll(async () => {
  const left = [...WAYS];
  const work = async (): Promise<void> => {
    for (let way = left.shift(); way !== undefined; way = left.shift())
      ended.set(way.event, await provoke(way));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 120_000);

const times = (text: string, part: string): number => text.split(part).length - 1;

describe('a way to end', () => {
  it.each(WAYS)('$event: $outcome', ({ event, outcome, step, code, title, says }) => {
    const { delivery, requests } = ended.get(event) ?? {};
    expect(delivery?.outcome).toBe(outcome);
    if (outcome === 'accepted') {
      expect(requests).toBe(1);
      return;
    }
    expect(delivery?.failure).toMatchObject({ step, code });
    expect(delivery?.explanation?.title.en).toBe(title);
    if (says !== undefined) expect(delivery?.explanation?.cause.en).toMatch(says);
    // Only what was certainly not processed may have been sent more than once.
    if (outcome === 'unknown') expect(requests).toBe(1);
  });

  it.each(WAYS.filter(({ outcome }) => outcome !== 'accepted'))(
    '$event: nothing said contradicts it',
    (way) => {
      const { delivery } = ended.get(way.event) ?? {};
      const explanation = delivery?.explanation;
      const texts = [explanation?.title, explanation?.cause, explanation?.fix, delivery?.failure?.hint];
      const english = texts.map((text) => text?.en ?? '').join(' ');
      for (const text of texts) {
        expect(text?.zh).toMatch(/[一-鿿]/);
        for (const words of [text?.en ?? '', text?.zh ?? '']) {
          expect(times(words, '127.0.0.1')).toBeLessThanOrEqual(1);
          expect(times(words, 'push.example')).toBeLessThanOrEqual(1);
        }
      }
      if (way.outcome === 'unknown')
        expect(english).not.toMatch(/was not delivered|before it looked|without looking/);
      else expect(english).not.toMatch(/may have been delivered|had been sent|no answer came/);
      if (way.code !== 'http2-failed')
        expect(english).not.toMatch(/speak HTTP|offer HTTP|HTTP\/2 could not be/);
      if (way.code !== 'stream-reset') expect(english).not.toMatch(/this one request\b.*cut|cut off/);
    },
  );

  it('has one name for each code', () => {
    const titles = new Map<string, Set<string | undefined>>();
    for (const { delivery } of ended.values()) {
      if (delivery.outcome !== 'failed') continue;
      // A proxy that is not reached is no server that is not reached.
      const key = `${delivery.failure?.code} ${delivery.request.origin === PROXIED}`;
      titles.set(key, (titles.get(key) ?? new Set()).add(delivery.explanation?.title.en));
    }
    for (const names of titles.values()) expect(names.size).toBe(1);
  });
});

describe('a server that breaks the protocol', () => {
  it.each([
    ['a window beyond 2^31', frame(8, 0, 0, uint32(0x7fff_ffff)), 3],
    ['headers that do not decode', frame(1, 5, 1, Buffer.of(0xfe)), 9],
    ['a frame of the wrong length', frame(6, 0, 0, Buffer.alloc(3)), 6],
  ])(
    '%s: is told so by GOAWAY before the connection ends',
    async (_, bytes, errorCode) => {
      const heard: Buffer[] = [];
      let isOver: () => void = () => undefined;
      const over = new Promise<void>((resolve) => (isOver = resolve));
      const port = await listen(
        http2(({ socket }) => {
          socket.on('data', (chunk: Buffer) => heard.push(chunk));
          socket.once('close', isOver);
          // In two records that arrive together: the answer to the PING is still leaving when the GOAWAY is written.
          socket.write(frame(6, 0, 0, Buffer.alloc(8)));
          socket.write(bytes);
        }),
      );
      const environment = {
        kind: 'custom',
        url: `https://127.0.0.1:${port}`,
        caPem: authority.caPem,
      } as const;
      await createSenderOn(rig.another()).send(rig.push({ environment, ...NOBODY }));
      await over;
      const last = Buffer.concat(heard).subarray(-17);
      expect(last).toEqual(goaway(0, errorCode));
    },
    15_000,
  );
});

describe('a PING that is not answered', () => {
  it('ends the others on that connection as lost', async () => {
    const port = await listen(http2(() => undefined, settingsFrame([[3, 100]])));
    const environment = { kind: 'custom', url: `https://127.0.0.1:${port}`, caPem: authority.caPem } as const;
    const sender = createSenderOn(rig.another());
    const first = sender.send(rig.push({ environment }), { requestTimeoutMs: 200 });
    const second = sender.send(rig.push({ environment }), { requestTimeoutMs: 20_000 });
    expect((await first).failure?.code).toBe('request-timeout');
    const { failure, outcome } = await second;
    expect({ code: failure?.code, outcome }).toEqual({ code: 'connection-lost', outcome: 'unknown' });
    expect(failure?.message.en).toBe(
      'The connection to 127.0.0.1 was lost before an answer arrived (a PING was not answered).',
    );
  }, 15_000);
});
