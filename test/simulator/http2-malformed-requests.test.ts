import { describe, expect, it } from 'vitest';
import { bytes, CODE, startHttp2Talk, uint32, WHOLE } from './support/http2-talk.js';
import { encodeHeaders, FLAG, FRAME } from './support/raw-connection.js';

const talk = startHttp2Talk();

describe('a request that is malformed is reset and explained, and the connection goes on', () => {
  const over = (fields: () => Readonly<Record<string, string>>) => () => talk.push(1, fields());
  it.each<readonly [what: string, code: number, because: RegExp, misbehave: () => void]>([
    ['no :method', CODE.protocol, /^:method is missing/, over(() => talk.without(':method'))],
    ['no :path', CODE.protocol, /^:path is missing/, over(() => talk.without(':path'))],
    ['no :scheme', CODE.protocol, /^:scheme is missing/, over(() => talk.without(':scheme'))],
    ['an empty :path', CODE.protocol, /^:path is empty/, over(() => ({ ...talk.good, ':path': '' }))],
    [
      'a pseudo-header of an answer',
      CODE.protocol,
      /^:status is not a pseudo-header of a request/,
      over(() => ({ ...talk.good, ':status': '200' })),
    ],
    [
      'a pseudo-header after another header',
      CODE.protocol,
      /^:path follows an ordinary header/,
      () => {
        const late = [encodeHeaders(talk.without(':path')), encodeHeaders({ ':path': '/3/device/x' })];
        talk.raw.send(FRAME.headers, WHOLE, 1, Buffer.concat(late));
      },
    ],
    [
      'a pseudo-header twice',
      CODE.protocol,
      /^:path occurs twice/,
      () => {
        const twice = [encodeHeaders({ ':path': '/' }), encodeHeaders(talk.good)];
        talk.raw.send(FRAME.headers, WHOLE, 1, Buffer.concat(twice));
      },
    ],
    [
      'capitals in a name',
      CODE.protocol,
      /^“Apns-Topic” is not a valid header name/,
      over(() => ({ ...talk.good, 'Apns-Topic': 'x' })),
    ],
    [
      'a space in a name',
      CODE.protocol,
      /^“apns topic” is not a valid header name/,
      over(() => ({ ...talk.good, 'apns topic': 'x' })),
    ],
    [
      'a line break in a value',
      CODE.protocol,
      /^The value of x-own contains a line break/,
      over(() => ({ ...talk.good, 'x-own': 'a\r\nb' })),
    ],
    ['a zero in a value', CODE.protocol, /zero byte/, over(() => ({ ...talk.good, 'x-own': 'a\0b' }))],
    [
      'a header of HTTP/1.1',
      CODE.protocol,
      /^The header connection: close belongs to HTTP\/1\.1/,
      over(() => ({ ...talk.good, connection: 'close' })),
    ],
    [
      'transfer-encoding',
      CODE.protocol,
      /^The header transfer-encoding: chunked/,
      over(() => ({ ...talk.good, 'transfer-encoding': 'chunked' })),
    ],
    [
      'te other than trailers',
      CODE.protocol,
      /^The header te: gzip/,
      over(() => ({ ...talk.good, te: 'gzip' })),
    ],
    [
      'a content-length that is no number',
      CODE.protocol,
      /^content-length is “many”/,
      over(() => ({ ...talk.good, 'content-length': 'many' })),
    ],
    [
      'two content-lengths',
      CODE.protocol,
      /^content-length occurs twice/,
      () => {
        const lengths = ['5', '6'].map((length) => encodeHeaders({ 'content-length': length }));
        talk.raw.send(
          FRAME.headers,
          FLAG.endHeaders,
          1,
          Buffer.concat([encodeHeaders(talk.good), ...lengths]),
        );
      },
    ],
    [
      'a content-length above the body',
      CODE.protocol,
      /is 1000 bytes/,
      over(() => ({ ...talk.good, 'content-length': '1000' })),
    ],
    [
      'a content-length below the body',
      CODE.protocol,
      /is 1 bytes/,
      over(() => ({ ...talk.good, 'content-length': '1' })),
    ],
    [
      'a content-length without a body',
      CODE.protocol,
      /is 1 bytes/,
      () => talk.raw.headers(1, { ...talk.good, 'content-length': '1' }, WHOLE),
    ],
    [
      'headers above 8000 bytes',
      CODE.calm,
      /^The headers have 8\d{3} bytes; SETTINGS allow 8000/,
      over(() => ({ ...talk.good, 'x-filler': 'x'.repeat(8000) })),
    ],
  ])('%s', async (_, code, because, misbehave) => {
    await talk.open();
    misbehave();
    await expect.poll(() => talk.resets()).toEqual([[1, code]]);
    const [newest] = talk.apns.simulator.state().requests;
    expect(newest).toMatchObject({ status: null, reason: null, ruleId: null });
    expect(newest?.because.en).toMatch(because);
    expect(newest?.because.en).toMatch(/The stream was reset with [A-Z_]+\.$/);
    await talk.expectService(3);
    expect(talk.goaways()).toEqual([]);
  });

  it('keeps its secrets, however its headers are spelled', async () => {
    await talk.open();
    talk.push(1, { ...talk.without('authorization'), Authorization: talk.good['authorization'] ?? '' });
    await expect.poll(() => talk.resets()).toEqual([[1, CODE.protocol]]);
    const shown = JSON.stringify(talk.apns.simulator.state().requests[0]);
    expect(shown).toContain('Authorization');
    expect(shown).not.toContain(talk.good['authorization']?.slice(20, 60));
  });

  it('one stream more than confirmed is refused, and the list says so', async () => {
    await talk.open();
    await expect.poll(() => talk.raw.frames().length).toBeGreaterThan(0);
    talk.raw.send(FRAME.settings, FLAG.ack, 0);
    talk.raw.headers(1, talk.good);
    talk.raw.headers(3, talk.good);
    await expect.poll(() => talk.resets()).toEqual([[3, CODE.refused]]);
    expect(talk.apns.simulator.state().requests[0]?.because.en).toBe(
      'The client may open 1 streams at a time on this connection, and this was one more. The stream was reset with REFUSED_STREAM.',
    );
  });

  it.each<readonly [what: string, misbehave: () => void]>([
    ['trailers that do not end the request', () => talk.raw.headers(1, { 'x-own': 'y' })],
    ['a window grown by 0', () => talk.raw.send(FRAME.window, 0, 1, uint32(0))],
  ])('%s: reset too', async (_, misbehave) => {
    await talk.open();
    talk.raw.headers(1, talk.good);
    misbehave();
    await expect.poll(() => talk.resets()).toEqual([[1, CODE.protocol]]);
    await talk.expectService(3);
    expect(talk.goaways()).toEqual([]);
  });

  it('what was under way for a stream that we reset is not held against the client', async () => {
    await talk.open();
    talk.raw.headers(1, { ...talk.good, connection: 'close' });
    talk.raw.send(FRAME.data, 0, 1, bytes(1));
    talk.raw.send(FRAME.window, 0, 1, uint32(1));
    talk.raw.headers(1, { 'x-trailer': 'y' }, WHOLE);
    await talk.expectService(3);
    expect(talk.resets()).toEqual([[1, CODE.protocol]]);
  });
});
