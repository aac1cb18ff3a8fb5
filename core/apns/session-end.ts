import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { ConnectionStep, DeliveryFailure } from '#shared/apns/push';
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
  /** Why we ended it ourselves. */
  readonly verdict: DeliveryFailure | null;
}

/** What the end of a connection means for a request that was on it and had no answer. */
export function lossOf(end: SessionEnd): Extract<StreamResult, { kind: 'lost' | 'failed' }> {
  const { verdict, cause, ready, alpn, host, port } = end;
  if (verdict !== null) return { kind: 'lost', failure: verdict };
  const code = cause !== null && 'code' in cause ? String(cause.code) : '';
  const detail = cause?.message ?? 'closed by the server';
  const describe = (step: ConnectionStep, words: string): DeliveryFailure =>
    describeConnectionFailure({ step, host, port, code, detail: words });
  // A TLS alert or bytes that are no HTTP/2: the server never read a request.
  if (!ready && /SSL|TLS|CERT/.test(code)) return { kind: 'failed', failure: describe('tls', detail) };
  const noAlpn = alpn !== 'h2';
  if (!ready && (code.startsWith('ERR_HTTP2') || noAlpn)) {
    return { kind: 'failed', failure: describe('http2', noAlpn ? 'ALPN' : detail) };
  }
  return { kind: 'lost', failure: describe(ready ? 'request' : 'http2', detail) };
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

/** The result of a stream that the server says it did not process. */
export function unprocessedBy(goaway: Goaway | null): StreamResult {
  return goaway === null
    ? { kind: 'unprocessed', cause: 'refused', reason: null }
    : { kind: 'unprocessed', cause: 'goaway', reason: goaway.reason };
}
