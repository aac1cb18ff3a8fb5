import { type ConnectionFacts, describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { errorCodeName, Http2ProtocolError } from '../http2/http2-error.js';
import type { Goaway, StreamResult } from './http2-session.js';

/** What is known when a session ends. */
export interface SessionEnd {
  readonly host: string;
  readonly port: number;
  /** True once the server's SETTINGS came. */
  readonly ready: boolean;
  /** As TLS agreed on it. */
  readonly alpn: string | false | null;
  readonly cause: Error | null;
  /** The GOAWAY that came before, if one did. */
  readonly goaway: Goaway | null;
  /** Why we ended it ourselves. */
  readonly localFailure: DeliveryFailure | null;
}

/** What the end of a connection means. */
export interface SessionLoss {
  /** For a request that was on it and had no answer. */
  readonly result: Extract<StreamResult, { kind: 'lost' | 'failed' }>;
  /** For the connection itself. */
  readonly failure: DeliveryFailure;
}

/** The system gave up on the way there: what the server did meanwhile, and said of it, is not known. */
const NETWORK_ERRORS: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'EHOSTDOWN',
]);

/** Says what the end of a connection means, for itself and for the requests that were on it. */
export function classifySessionEnd(end: SessionEnd): SessionLoss {
  const { localFailure, cause, ready, alpn, host, port, goaway } = end;
  if (localFailure !== null)
    return { result: { kind: 'lost', failure: localFailure }, failure: localFailure };
  const code = cause !== null && 'code' in cause ? String(cause.code) : '';
  const closing = cause?.message ?? 'closed by the server';
  const detail = goaway === null ? closing : `${formatGoaway(goaway)}; ${closing}`;
  const describe = (facts: Pick<ConnectionFacts, 'step' | 'end'>): DeliveryFailure =>
    describeConnectionFailure({ host, port, code, detail, ...facts });
  const neverRead = (failure: DeliveryFailure): SessionLoss => ({
    result: { kind: 'failed', failure },
    failure,
  });
  if (!ready) {
    // A TLS alert or bytes that are no HTTP/2: the server never read a request.
    if (/SSL|TLS|CERT/.test(code)) return neverRead(describe({ step: 'tls' }));
    if (alpn !== 'h2') return neverRead(describe({ step: 'http2', end: 'no-alpn' }));
    if (code.startsWith('ERR_HTTP2')) return neverRead(describe({ step: 'http2', end: 'not-http2' }));
  }
  if (ready) {
    const end = cause instanceof Http2ProtocolError ? 'violation' : undefined;
    const failure = describe({ step: 'request', ...omitUndefined({ end }) });
    return { result: { kind: 'lost', failure }, failure };
  }
  // A server begins with SETTINGS (RFC 9113 §3.4), whatever it does then: one that closes before it has read nothing.
  if (!NETWORK_ERRORS.has(code)) return neverRead(describe({ step: 'http2', end: 'no-settings' }));
  return {
    result: { kind: 'lost', failure: describe({ step: 'request', end: 'lost-early' }) },
    failure: describe({ step: 'http2', end: 'no-settings' }),
  };
}

/** Reads the forms that APNs ends a connection in: JSON with a reason, plain text, nothing. */
export function parseGoaway(code: number, lastStreamId: number, data: Buffer | undefined): Goaway {
  const debug = data === undefined ? '' : Buffer.from(data).toString('utf8').slice(0, 4096);
  let reason: string | null = null;
  try {
    const parsed: unknown = JSON.parse(debug);
    if (typeof parsed === 'object' && parsed !== null && 'reason' in parsed) {
      reason = typeof parsed.reason === 'string' ? parsed.reason : null;
    }
  } catch {
    // Empty or plain text, as some servers send it.
  }
  return { code, lastStreamId, debug, reason };
}

/** A GOAWAY as it stands in brackets: its code, and what the server said. */
export function formatGoaway({ code, reason, debug }: Goaway): string {
  const words = reason ?? debug;
  return `GOAWAY ${errorCodeName(code)}${words === '' ? '' : `: ${words}`}`;
}

/** The result of a stream that the server says it did not process: by GOAWAY, or else by RST_STREAM. */
export function unprocessedResult(goaway: Goaway | null): StreamResult {
  return goaway === null
    ? { kind: 'unprocessed', cause: 'refused', reason: null, detail: 'REFUSED_STREAM' }
    : { kind: 'unprocessed', cause: 'goaway', reason: goaway.reason, detail: formatGoaway(goaway) };
}
