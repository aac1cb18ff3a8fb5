import type { ConnectionStep } from './push.js';

/**
 * How HTTP/2 ended a connection or a request:
 *
 * - `no-alpn`: TLS agreed on another protocol
 * - `not-http2`: what came is no HTTP/2
 * - `no-settings`: the server closed the connection before it began HTTP/2
 * - `lost-early`: the way to the server broke off before HTTP/2 began, with a request on it
 * - `violation`: the server broke the protocol, and we closed the connection
 * - `goaway`: GOAWAY says that this request was not looked at
 * - `not-sent`: the connection closed before the request left
 * - `useless`: several connections in a row ended before a push was answered as it should be
 * - `no-stream-free`: no stream was free in time
 * - `refused-stream`: RST_STREAM with REFUSED_STREAM: this request was not looked at
 * - `reset`: RST_STREAM with any other code
 * - `stream-violation`: the server broke the protocol for this request alone, and we ended it
 * - `bad-answer`: an answer came whose `:status` is none
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

/** What is known of a connection that failed. */
export interface ConnectionFacts {
  /** Where it broke. */
  readonly step: ConnectionStep;
  /** Of the server; of the proxy while it was being reached. */
  readonly host: string;
  readonly port: number;
  /** `host:port` of the proxy between, without its password. */
  readonly proxy?: string;
  /** Set where HTTP/2 says how it ended: code and detail then only illustrate it. */
  readonly end?: Http2End;
  /** The system's or OpenSSL's code and words; only matched and quoted, never trusted to be stable. */
  readonly code?: string;
  readonly detail?: string;
  /** How long was waited, when a timer ended it. Unit: milliseconds. */
  readonly timeoutMs?: number;
}

/** A foreign message in brackets behind our own words, on one line, short, and without the address: we name that. */
export function quotedDetail({ detail = '', host, port }: ConnectionFacts): string {
  const line = [`${host}:${port}`, `[${host}]:${port}`, host]
    .reduce((words, address) => words.replaceAll(address, ''), detail)
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return '';
  return ` (${line.length > 160 ? `${line.slice(0, 160)}…` : line})`;
}

/** True while the way to the proxy itself was being opened: what failed is not the server. */
export function isOnWayToProxy({ step, proxy }: Pick<ConnectionFacts, 'step' | 'proxy'>): boolean {
  return proxy !== undefined && (step === 'dns' || step === 'tcp');
}

/** How long was waited, to a tenth. Unit: seconds. */
export function inSeconds({ timeoutMs = 0 }: Pick<ConnectionFacts, 'timeoutMs'>): number {
  return Math.round(timeoutMs / 100) / 10;
}
