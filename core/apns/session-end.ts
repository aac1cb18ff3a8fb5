import { type ConnectionFacts, describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { errorCodeName, Http2ProtocolError } from '../http2/http2-error.js';
import type { Goaway, StreamResult } from './http2-session.js';

/** The facts about a session that has ended. */
export interface SessionEnd {
  readonly host: string;
  readonly port: number;
  /** True once the server's SETTINGS arrived. */
  readonly ready: boolean;
  /** As negotiated by TLS. */
  readonly alpn: string | false | null;
  readonly cause: Error | null;
  /** The GOAWAY that arrived before, if any. */
  readonly goaway: Goaway | null;
  /** Why this side ended it. */
  readonly localFailure: DeliveryFailure | null;
}

/** What the end of a connection means. */
export interface SessionLoss {
  /** For a request in flight without an answer. */
  readonly result: Extract<StreamResult, { kind: 'lost' | 'failed' }>;
  /** For the connection itself. */
  readonly failure: DeliveryFailure;
}

/** The network failed, so it is not known what the server did meanwhile. */
const NETWORK_ERRORS: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'EHOSTDOWN',
]);

/** Decides what the end of a connection means for itself and for the requests in flight on it. */
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
    // After a TLS alert or bytes that are not HTTP/2, the server never read a request.
    if (/SSL|TLS|CERT/.test(code)) return neverRead(describe({ step: 'tls' }));
    if (alpn !== 'h2') return neverRead(describe({ step: 'http2', end: 'no-alpn' }));
    if (code.startsWith('ERR_HTTP2')) return neverRead(describe({ step: 'http2', end: 'not-http2' }));
  }
  if (ready) {
    const end = cause instanceof Http2ProtocolError ? 'violation' : undefined;
    const failure = describe({ step: 'request', ...omitUndefined({ end }) });
    return { result: { kind: 'lost', failure }, failure };
  }
  // A server starts with SETTINGS (RFC 9113 §3.4), so one that closes before them has read nothing.
  if (!NETWORK_ERRORS.has(code)) return neverRead(describe({ step: 'http2', end: 'no-settings' }));
  return {
    result: { kind: 'lost', failure: describe({ step: 'request', end: 'lost-early' }) },
    failure: describe({ step: 'http2', end: 'no-settings' }),
  };
}

/** Parses the debug data of a GOAWAY: JSON with a reason, plain text, or empty. */
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

/** Formats a GOAWAY: its error code, and what the server said. */
export function formatGoaway({ code, reason, debug }: Goaway): string {
  const words = reason ?? debug;
  return `GOAWAY ${errorCodeName(code)}${words === '' ? '' : `: ${words}`}`;
}

/** The result of a stream that the server did not process, according to GOAWAY or else RST_STREAM. */
export function unprocessedResult(goaway: Goaway | null): StreamResult {
  return goaway === null
    ? { kind: 'unprocessed', cause: 'refused', reason: null, detail: 'REFUSED_STREAM' }
    : { kind: 'unprocessed', cause: 'goaway', reason: goaway.reason, detail: formatGoaway(goaway) };
}
