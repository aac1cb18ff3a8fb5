import { describe, expect, it } from 'vitest';
import { classifySessionEnd, parseGoaway, type SessionEnd, unprocessedResult } from '#core/apns/session-end';
import { ERROR_CODE, Http2ProtocolError } from '#core/http2/http2-error';
import type { DeliveryFailure } from '#shared/apns/push';

const end = (change: Partial<SessionEnd> = {}): SessionEnd => ({
  host: 'push.example',
  port: 443,
  ready: false,
  alpn: 'h2',
  cause: null,
  goaway: null,
  localFailure: null,
  ...change,
});
const system = (code: string): Error => Object.assign(new Error(`read ${code}`), { code });
const told = (change: Partial<SessionEnd>): readonly unknown[] => {
  const { result, failure } = classifySessionEnd(end(change));
  return [result.kind, result.failure.step, result.failure.code, failure.step];
};

describe('the end of a connection before SETTINGS', () => {
  it.each([
    ['closed', null],
    ['reset', system('ECONNRESET')],
    ['a broken pipe', system('EPIPE')],
  ])('%s: the server has read nothing', (_, cause) => {
    expect(told({ cause })).toEqual(['failed', 'http2', 'http2-failed', 'http2']);
  });

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ENETRESET', 'EHOSTDOWN'])(
    '%s: the way broke off, and what the server did is not known',
    (code) => {
      expect(told({ cause: system(code) })).toEqual(['lost', 'request', 'connection-lost', 'http2']);
    },
  );

  it('by a TLS alert is a refusal of the handshake', () => {
    const cause = system('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
    expect(told({ cause })).toEqual(['failed', 'tls', 'tls-failed', 'tls']);
  });

  it('of a server that agreed on something else, or speaks something else', () => {
    expect(told({ alpn: false })).toEqual(['failed', 'http2', 'http2-failed', 'http2']);
    const cause = new Http2ProtocolError(ERROR_CODE.protocolError, 'the data is not HTTP/2 frames');
    expect(classifySessionEnd(end({ cause })).failure.message.en).toContain(
      'does not speak HTTP/2 (the data is not HTTP/2 frames)',
    );
  });
});

describe('the end of a connection after SETTINGS', () => {
  it('leaves in doubt what was on it', () => {
    for (const cause of [null, system('ECONNRESET'), system('ERR_SSL_BAD')]) {
      expect(told({ ready: true, cause })).toEqual(['lost', 'request', 'connection-lost', 'request']);
    }
  });

  it('says that the server broke the protocol, where it did', () => {
    const cause = new Http2ProtocolError(ERROR_CODE.protocolError, 'a frame too many');
    expect(classifySessionEnd(end({ ready: true, cause })).failure.message.en).toContain(
      'violated the HTTP/2 protocol',
    );
  });

  it('quotes the GOAWAY that came before', () => {
    const goaway = parseGoaway(2, 1, Buffer.from('overload'));
    expect(classifySessionEnd(end({ ready: true, goaway })).failure.message.en).toContain(
      '(GOAWAY INTERNAL_ERROR: overload; closed by the server)',
    );
  });
});

it('an end that we chose says why, to all', () => {
  const verdict: DeliveryFailure = {
    step: 'request',
    code: 'request-timeout',
    message: { en: 'late', zh: '迟' },
    hint: { en: '', zh: '' },
  };
  for (const ready of [true, false]) {
    expect(classifySessionEnd(end({ ready, localFailure: verdict, cause: system('ECONNRESET') }))).toEqual({
      result: { kind: 'lost', failure: verdict },
      failure: verdict,
    });
  }
});

describe('a GOAWAY', () => {
  it.each([
    ['{"reason":"Shutdown"}', 'Shutdown'],
    ['{"reason":7}', null],
    ['null', null],
    ['too_many_pings', null],
    ['', null],
  ])('of %s has the reason %s', (debug, reason) => {
    expect(parseGoaway(0, 3, Buffer.from(debug))).toEqual({ code: 0, lastStreamId: 3, debug, reason });
  });

  it('or a refused stream says that a request was not read', () => {
    expect(unprocessedResult(null)).toMatchObject({ kind: 'unprocessed', cause: 'refused', reason: null });
    expect(unprocessedResult(parseGoaway(0, 0, Buffer.from('{"reason":"Shutdown"}')))).toEqual({
      kind: 'unprocessed',
      cause: 'goaway',
      reason: 'Shutdown',
      detail: 'GOAWAY NO_ERROR: Shutdown',
    });
  });
});
