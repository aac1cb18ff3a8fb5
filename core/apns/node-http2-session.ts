import { connect, constants } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, Settings } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { ConnectionStep, DeliveryFailure } from '#shared/apns/push';
import type { Clock } from '../ports.js';
import type { Goaway, Http2Session, SessionEvents, StreamResult, WireHeaders } from './http2-session.js';

/** More streams than this on one connection bring nothing, whatever a server allows. */
const STREAM_CAP = 2000;
/** An error body is a line of JSON; a server that sends more is not APNs. Unit: characters. */
const BODY_LIMIT = 64 * 1024;
/** Room for a thousand bodies waiting for the flow-control window. Unit: MiB. */
const SESSION_MEMORY_MIB = 64;

const { NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_FLAG_END_STREAM } = constants;

export interface NodeSessionOptions {
  readonly id: string;
  /** `https://host:port`. */
  readonly origin: string;
  /** A finished TLS handshake. */
  readonly socket: TLSSocket;
  readonly clock: Clock;
  readonly events: SessionEvents;
}

/** Starts HTTP/2 on a TLS connection with `node:http2`. Requests may be sent at once: no round trip is waited for. */
export function openNodeSession(options: NodeSessionOptions): Http2Session {
  return new NodeHttp2Session(options);
}

interface InFlight {
  readonly stream: ClientHttp2Stream;
  readonly settle: (result: StreamResult) => void;
}

class NodeHttp2Session implements Http2Session {
  readonly id: string;
  readonly #options: NodeSessionOptions;
  readonly #session: ClientHttp2Session;
  readonly #inFlight = new Set<InFlight>();
  readonly #openedAt: number;
  readonly #host: string;
  readonly #port: number;
  #limit = 1;
  #ready = false;
  #state: Http2Session['state'] = 'open';
  #goaway: Goaway | null = null;
  #cause: Error | null = null;
  /** Why we ended it ourselves. */
  #verdict: DeliveryFailure | null = null;
  #lastHeardAt: number;

  constructor(options: NodeSessionOptions) {
    this.#options = options;
    this.id = options.id;
    const url = new URL(options.origin);
    this.#host = url.hostname;
    this.#port = Number(url.port === '' ? 443 : url.port);
    this.#openedAt = options.clock.elapsed();
    this.#lastHeardAt = this.#openedAt;
    this.#session = connect(options.origin, {
      createConnection: () => options.socket,
      settings: { enablePush: false },
      maxSessionMemory: SESSION_MEMORY_MIB,
      peerMaxConcurrentStreams: STREAM_CAP,
    });
    this.#listen();
  }

  get limit(): number {
    return this.#limit;
  }

  get active(): number {
    return this.#inFlight.size;
  }

  get state(): Http2Session['state'] {
    return this.#state;
  }

  get lastHeardAt(): number {
    return this.#lastHeardAt;
  }

  get goaway(): Goaway | null {
    return this.#goaway;
  }

  request(
    headers: WireHeaders,
    body: Buffer | string,
    settle: (result: StreamResult) => void,
  ): (cancelled: StreamResult) => void {
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(headers as Record<string, string | string[]>, { endStream: false });
    } catch (error) {
      settle(this.#refusalOf(error));
      return () => undefined;
    }
    const entry: InFlight = { stream, settle };
    this.#inFlight.add(entry);
    let status = 0;
    let received: Readonly<Record<string, string | string[] | undefined>> = {};
    let text = '';
    stream.on('response', (head, flags) => {
      this.#lastHeardAt = this.#options.clock.elapsed();
      status = head[':status'] ?? 0;
      received = head;
      if ((flags & NGHTTP2_FLAG_END_STREAM) !== 0) {
        stream.resume();
        this.#settle(entry, { kind: 'answer', status, headers: head, body: '' });
        return;
      }
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        if (text.length < BODY_LIMIT) text += chunk;
      });
      stream.on('end', () => {
        this.#settle(entry, { kind: 'answer', status, headers: received, body: text });
      });
    });
    stream.on('error', (error) => {
      // A stream above LastStreamID and a refused one are closed with REFUSED_STREAM: never processed.
      if (stream.rstCode === NGHTTP2_REFUSED_STREAM) {
        this.#settle(entry, this.#unprocessed());
      } else if (status !== 0 && stream.rstCode === NGHTTP2_NO_ERROR && !stream.destroyed) {
        this.#settle(entry, { kind: 'answer', status, headers: received, body: text });
      } else {
        this.#cause ??= error;
      }
    });
    stream.on('close', () => {
      this.#settleClosed(entry, status, received, text);
    });
    stream.end(body);
    return (cancelled) => {
      if (!this.#inFlight.has(entry)) return;
      this.#settle(entry, cancelled);
      stream.close(NGHTTP2_CANCEL);
    };
  }

  async ping(timeoutMs: number): Promise<boolean> {
    if (this.#session.destroyed || this.#session.closed) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      const sent = this.#session.ping((error) => {
        clearTimeout(timer);
        if (error === null) this.#lastHeardAt = this.#options.clock.elapsed();
        resolve(error === null);
      });
      if (!sent) {
        clearTimeout(timer);
        resolve(false);
      }
    });
  }

  retire(): void {
    if (this.#state !== 'open') return;
    this.#state = 'retiring';
    this.#session.close();
  }

  destroy(failure?: DeliveryFailure): void {
    if (this.#state === 'ended') return;
    this.#verdict = failure ?? null;
    this.#end(null);
  }

  #listen(): void {
    const { socket, events, clock } = this.#options;
    const session = this.#session;
    session.on('remoteSettings', ({ maxConcurrentStreams }: Settings) => {
      this.#lastHeardAt = clock.elapsed();
      this.#limit = Math.min(maxConcurrentStreams ?? STREAM_CAP, STREAM_CAP);
      if (!this.#ready) {
        this.#ready = true;
        events.onReady(this.#lastHeardAt - this.#openedAt);
      }
      events.onCapacity();
    });
    session.on('goaway', (code: number, lastStreamId: number, data?: Buffer) => {
      this.#lastHeardAt = clock.elapsed();
      this.#state = 'retiring';
      this.#goaway = parseGoaway(code, lastStreamId, data);
      this.#settleAbove(lastStreamId);
      events.onGoaway(this.#goaway);
    });
    session.on('error', (error: Error) => {
      this.#cause ??= error;
    });
    session.on('close', () => this.#end(this.#cause));
    // With TLS 1.3 a refused client certificate arrives after the handshake, and node:http2 then neither
    // errs nor closes when no stream is open: the socket is the only one that tells.
    socket.on('error', (error: Error) => {
      this.#cause = error;
      this.#end(error);
    });
    socket.on('close', () => this.#end(this.#cause));
  }

  /** Streams above LastStreamID were not processed; a node session would only say so for a clean GOAWAY. */
  #settleAbove(lastStreamId: number): void {
    for (const entry of [...this.#inFlight]) {
      const { id } = entry.stream;
      if (id !== undefined && id <= lastStreamId) continue;
      this.#settle(entry, this.#unprocessed());
    }
  }

  #settleClosed(
    entry: InFlight,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body: string,
  ): void {
    if (!this.#inFlight.has(entry)) return;
    const { stream } = entry;
    if (status !== 0) {
      this.#settle(entry, { kind: 'answer', status, headers, body });
    } else if (stream.rstCode === NGHTTP2_REFUSED_STREAM) {
      this.#settle(entry, this.#unprocessed());
    } else if (stream.id === undefined) {
      this.#settle(entry, { kind: 'unprocessed', cause: 'not-sent', reason: null });
    } else if (this.#session.destroyed || this.#session.closed) {
      // What ended the connection may still be on its way up from the socket.
      setImmediate(() => this.#settle(entry, this.#lossOf(this.#cause)));
    } else {
      const failure = this.#describe('request', { code: 'RST_STREAM', detail: resetName(stream.rstCode) });
      this.#settle(entry, { kind: 'lost', failure });
    }
  }

  #settle(entry: InFlight, result: StreamResult): void {
    if (!this.#inFlight.delete(entry)) return;
    entry.settle(result);
    if (this.#state === 'open') this.#options.events.onCapacity();
  }

  #end(cause: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    const loss = this.#lossOf(cause);
    for (const entry of [...this.#inFlight]) this.#settle(entry, loss);
    if (!this.#session.destroyed) this.#session.destroy();
    this.#options.socket.destroy();
    this.#options.events.onEnd(loss.kind === 'lost' || loss.kind === 'failed' ? loss.failure : null);
  }

  /** What the end of the connection means for a request on it. */
  #lossOf(cause: Error | null): StreamResult {
    if (this.#verdict !== null) return { kind: 'lost', failure: this.#verdict };
    const code = cause !== null && 'code' in cause ? String(cause.code) : '';
    const detail = cause?.message ?? 'closed by the server';
    // A TLS alert or bytes that are no HTTP/2: the server never read a request.
    if (!this.#ready && /SSL|TLS|CERT/.test(code)) {
      return { kind: 'failed', failure: this.#describe('tls', { code, detail }) };
    }
    if (!this.#ready && (code.startsWith('ERR_HTTP2') || this.#hasNoAlpn())) {
      const words = this.#hasNoAlpn() ? 'ALPN' : detail;
      return { kind: 'failed', failure: this.#describe('http2', { code, detail: words }) };
    }
    return { kind: 'lost', failure: this.#describe(this.#ready ? 'request' : 'http2', { code, detail }) };
  }

  #unprocessed(): StreamResult {
    return this.#goaway === null
      ? { kind: 'unprocessed', cause: 'refused', reason: null }
      : { kind: 'unprocessed', cause: 'goaway', reason: this.#goaway.reason };
  }

  #refusalOf(error: unknown): StreamResult {
    const words = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (this.#session.destroyed || this.#session.closed || code === 'ERR_HTTP2_OUT_OF_STREAMS') {
      this.retire();
      return { kind: 'unprocessed', cause: 'not-sent', reason: null };
    }
    return { kind: 'failed', failure: this.#describe('request', { code, detail: words }) };
  }

  #hasNoAlpn(): boolean {
    return this.#options.socket.alpnProtocol !== 'h2';
  }

  #describe(
    step: ConnectionStep,
    words: { readonly code: string; readonly detail: string },
  ): DeliveryFailure {
    return describeConnectionFailure({ step, host: this.#host, port: this.#port, ...words });
  }
}

function parseGoaway(code: number, lastStreamId: number, data: Buffer | undefined): Goaway {
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

/** The name of an HTTP/2 error code (RFC 9113 §7). */
function resetName(code: number): string {
  const names = ['NO_ERROR', 'PROTOCOL_ERROR', 'INTERNAL_ERROR', 'FLOW_CONTROL_ERROR', 'SETTINGS_TIMEOUT'];
  names.push('STREAM_CLOSED', 'FRAME_SIZE_ERROR', 'REFUSED_STREAM', 'CANCEL', 'COMPRESSION_ERROR');
  names.push('CONNECT_ERROR', 'ENHANCE_YOUR_CALM', 'INADEQUATE_SECURITY', 'HTTP_1_1_REQUIRED');
  return names[code] ?? `error ${code}`;
}
