import { connect, constants, sensitiveHeaders } from 'node:http2';
import type { ClientHttp2Session, Settings } from 'node:http2';
import { describeConnectionFailure, type ConnectionFacts } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import { NEVER_INDEXED } from '../http2/header-memory.js';
import type {
  Goaway,
  Http2Session,
  SessionOptions,
  StreamReceiver,
  StreamResult,
  StreamTicket,
  WireHeaders,
} from './http2-session.js';
import { errorCodeName } from '../http2/http2-error.js';
import { LinkedList } from './linked-list.js';
import { InFlight, listenTo, type StreamOwner, type TaggedStream } from './node-http2-stream.js';
import { lossOf, parseGoaway, unprocessedBy } from './session-end.js';

/** More streams than this on one connection bring nothing, whatever a server allows. */
const STREAM_CAP = 2000;
/** A body larger than this is stopped once its answer is there. Unit: bytes. */
const LARGE_BODY_BYTES = 64 * 1024;
/** Room for a thousand bodies waiting for the flow-control window. Unit: MiB. */
const SESSION_MEMORY_MIB = 64;

const { NGHTTP2_REFUSED_STREAM, NGHTTP2_CANCEL } = constants;

/** Starts HTTP/2 on a TLS connection with `node:http2`. Requests may be sent at once: no round trip is waited for. */
export function openNodeSession(options: SessionOptions): Http2Session {
  return new NodeHttp2Session(options);
}

const REQUEST_OPTIONS = { endStream: false };
const SETTLED: StreamTicket = { cancel: () => undefined };

class NodeHttp2Session implements Http2Session, StreamOwner {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #session: ClientHttp2Session;
  readonly #inFlight = new LinkedList<InFlight>();
  readonly #openedAt: number;
  readonly #host: string;
  readonly #port: number;
  #limit = 1;
  /** Bytes of bodies handed over that have not left yet. */
  #unsent = 0;
  /** Bytes that surely fit into the server's window beside those; the truth may be more. */
  #window = 0;
  #ready = false;
  #state: Http2Session['state'] = 'open';
  #goaway: Goaway | null = null;
  #cause: Error | null = null;
  /** Why we ended it ourselves. */
  #verdict: DeliveryFailure | null = null;
  #lastHeardAt: number;

  constructor(options: SessionOptions) {
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

  request(headers: WireHeaders, body: Buffer, receiver: StreamReceiver): StreamTicket {
    let stream: TaggedStream;
    try {
      stream = this.#session.request(
        { ...(headers as Record<string, string | string[]>), [sensitiveHeaders]: [...NEVER_INDEXED] },
        REQUEST_OPTIONS,
      );
    } catch (error) {
      receiver.onResult(this.#refusalOf(error));
      return SETTLED;
    }
    const entry = new InFlight(this, stream, receiver, body.length);
    this.#inFlight.add(entry);
    this.#unsent += body.length;
    this.#window -= body.length;
    listenTo(stream, entry);
    stream.end(body);
    return entry;
  }

  canTake(bodyBytes: number): boolean {
    if (this.#state !== 'open' || this.#inFlight.size >= this.#limit) return false;
    if (this.#unsent === 0 || bodyBytes <= this.#window) return true;
    // What nghttp2 sent is off its window already, what waits is not: the rest is what may still be promised.
    this.#window = (this.#session.state.remoteWindowSize ?? 0) - this.#unsent;
    return bodyBytes <= this.#window;
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
    for (const entry of this.#all()) {
      const { id } = entry.stream;
      if (id !== undefined && id <= lastStreamId) continue;
      // One that has a status has been processed.
      if (entry.status !== 0) continue;
      this.settle(entry, unprocessedBy(this.#goaway));
    }
  }

  /** A stream is gone before its answer was complete. */
  settleClosed(entry: InFlight): void {
    const { stream } = entry;
    if (entry.status !== 0) {
      this.settle(entry, entry.answer());
    } else if (stream.rstCode === NGHTTP2_REFUSED_STREAM) {
      // So are those above LastStreamID closed: the server never processed them.
      this.settle(entry, unprocessedBy(this.#goaway));
    } else if (stream.id === undefined) {
      this.settle(entry, { kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' });
    } else if (this.#session.destroyed || this.#session.closed) {
      // What ended the connection may still be on its way up from the socket.
      setImmediate(() => this.settle(entry, this.#lossOf(this.#cause).result));
    } else {
      const failure = this.#describe({ end: 'reset', detail: errorCodeName(stream.rstCode) });
      this.settle(entry, { kind: 'lost', failure });
    }
  }

  noteError(entry: InFlight | undefined, error: Error): void {
    if (entry?.status === 0 && entry.stream.rstCode === NGHTTP2_REFUSED_STREAM) {
      this.settle(entry, unprocessedBy(this.#goaway));
    } else this.#cause ??= error;
  }

  heard(): void {
    this.#lastHeardAt = this.#options.clock.elapsed();
  }

  bodySent(entry: InFlight): void {
    this.#unsent -= entry.unsent;
    entry.unsent = 0;
    if (this.#state === 'open') this.#options.events.onCapacity();
  }

  /** Gives a stream its one result. */
  settle(entry: InFlight, result: StreamResult): void {
    if (entry.settled) return;
    entry.settled = true;
    this.#inFlight.remove(entry);
    if (entry.unsent > 0) {
      // Answered before it had read everything: the rest need not travel.
      if (result.kind === 'answer' && entry.unsent > LARGE_BODY_BYTES) entry.stream.close(NGHTTP2_CANCEL);
      this.#unsent -= entry.unsent;
      entry.unsent = 0;
    }
    entry.receiver.onResult(result);
    if (this.#state === 'open') this.#options.events.onCapacity();
  }

  #end(cause: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    const loss = this.#lossOf(cause);
    // A status that came is an answer, whatever became of the body behind it.
    for (const entry of this.#all()) this.settle(entry, entry.status === 0 ? loss.result : entry.answer());
    if (!this.#session.destroyed) this.#session.destroy();
    this.#options.socket.destroy();
    this.#options.events.onEnd(loss.failure);
  }

  /** What the end of the connection means for a request on it. */
  #lossOf(cause: Error | null): ReturnType<typeof lossOf> {
    return lossOf({
      host: this.#host,
      port: this.#port,
      ready: this.#ready,
      alpn: this.#options.socket.alpnProtocol,
      goaway: this.#goaway,
      cause,
      verdict: this.#verdict,
    });
  }

  /** A copy: settling takes them out of the list. */
  #all(): InFlight[] {
    const all: InFlight[] = [];
    for (let entry = this.#inFlight.first; entry !== null; entry = entry.next) all.push(entry);
    return all;
  }

  #refusalOf(error: unknown): StreamResult {
    const words = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (this.#session.destroyed || this.#session.closed || code === 'ERR_HTTP2_OUT_OF_STREAMS') {
      this.retire();
      return { kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' };
    }
    return { kind: 'failed', failure: this.#describe({ code, detail: words }) };
  }

  #describe(words: Pick<ConnectionFacts, 'end' | 'code' | 'detail'>): DeliveryFailure {
    return describeConnectionFailure({ step: 'request', host: this.#host, port: this.#port, ...words });
  }
}
