import type { ConnectionStep } from './push.js';

/**
 * How HTTP/2 ended a connection or a request:
 *
 * - `no-alpn`: TLS agreed on another protocol
 * - `not-http2`: the server sent something other than HTTP/2
 * - `no-settings`: the server closed the connection before sending SETTINGS
 * - `lost-early`: the connection was lost before the server's SETTINGS, after a request had been sent
 * - `violation`: the server violated the protocol, and we closed the connection
 * - `goaway`: GOAWAY says that this request was not processed
 * - `not-sent`: the connection closed before the request left
 * - `useless`: several consecutive connections ended without a proper answer to any push
 * - `no-stream-free`: no stream was free in time
 * - `refused-stream`: RST_STREAM with REFUSED_STREAM: this request was not processed
 * - `reset`: RST_STREAM with any other code
 * - `stream-violation`: the server violated the protocol on this stream, and we reset it
 * - `bad-answer`: the answer has no valid `:status`
 */
export type Http2End =
  | 'no-alpn'
  | 'not-http2'
  | 'no-settings'
  | 'lost-early'
  | 'violation'
  | 'goaway'
  | 'not-sent'
  | 'useless'
  | 'no-stream-free'
  | 'refused-stream'
  | 'reset'
  | 'stream-violation'
  | 'bad-answer';

/** What is known about a connection that failed. */
export interface ConnectionFacts {
  /** The step that failed. */
  readonly step: ConnectionStep;
  /** The server, or the proxy if the failure was in reaching it. */
  readonly host: string;
  readonly port: number;
  /** `host:port` of the proxy, without its password. */
  readonly proxy?: string;
  /** How HTTP/2 ended, if it did: code and detail are then only illustration. */
  readonly end?: Http2End;
  /** Code and message of the system or OpenSSL; matched and quoted, but not assumed to be stable. */
  readonly code?: string;
  readonly detail?: string;
  /** The timeout that expired, if any. Unit: milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * The message of the system in parentheses, to append to our own: on one line, shortened, and without the address,
 * which our message names.
 */
export function quotedDetail({ detail = '', host, port }: ConnectionFacts): string {
  const line = [`${host}:${port}`, `[${host}]:${port}`, host]
    .reduce((words, address) => words.replaceAll(address, ''), detail)
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return '';
  return ` (${line.length > 160 ? `${line.slice(0, 160)}…` : line})`;
}

/** True if the failure was in reaching the proxy itself, not the server. */
export function isConnectingToProxy({ step, proxy }: Pick<ConnectionFacts, 'step' | 'proxy'>): boolean {
  return proxy !== undefined && (step === 'dns' || step === 'tcp');
}

/** The timeout, to a tenth. Unit: seconds. */
export function inSeconds({ timeoutMs = 0 }: Pick<ConnectionFacts, 'timeoutMs'>): number {
  return Math.round(timeoutMs / 100) / 10;
}
