import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import type {
  Goaway,
  Http2Session,
  SessionOptions,
  StreamReceiver,
  StreamResult,
  StreamTicket,
  WireHeaders,
} from '../http2-session.js';
import { lossOf, parseGoaway, unprocessedBy } from '../session-end.js';
import { BodyQueue } from './body-queue.js';
import { FrameReader, MAX_FRAME_BYTES, type FrameHandler } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { HpackDecoder } from './hpack-decoder.js';
import { ERROR_CODE, errorCodeName, Http2ProtocolError } from './http2-error.js';
import { LeanStream } from './lean-stream.js';

/** More streams than this on one connection bring nothing, whatever a server allows. */
const STREAM_CAP = 2000;
const LAST_STREAM_ID = 0x7fff_ffff;
/** Given back to the server once so much of our window is used. Unit: bytes. */
const WINDOW_STEP_BYTES = 32_768;
/** An error body is a line of JSON; of what is longer, only the beginning is read. Unit: bytes. */
const ANSWER_LIMIT_BYTES = 32_768;
/** Answers to PING and SETTINGS that a server does not fetch may pile up to this. Unit: bytes. */
const CONTROL_LIMIT_BYTES = 1024 * 1024;

const SETTING = { headerTableSize: 1, enablePush: 2, maxStreams: 3, initialWindow: 4, maxFrame: 5 } as const;
const SETTLED: StreamTicket = { cancel: () => undefined };

/**
 * Starts HTTP/2 on a TLS connection with an implementation of our own: only what a client of APNs needs, many
 * frames in one write, nothing kept for each stream but its result. It costs a fraction of `node:http2`, resends
 * what a GOAWAY with an error left over, and never lets a body starve behind newer ones.
 *
 * @see RFC 9113 (HTTP/2), RFC 7541 (HPACK)
 */
export function openLeanSession(options: SessionOptions): Http2Session {
  return new LeanHttp2Session(options);
}

class LeanHttp2Session implements Http2Session, FrameHandler {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #host: string;
  readonly #port: number;
  readonly #out: FrameWriter;
  readonly #reader: FrameReader;
  readonly #decoder = new HpackDecoder();
  readonly #streams = new Map<number, LeanStream>();
  readonly #bodies: BodyQueue;
  readonly #pings = new Map<string, (alive: boolean) => void>();
  readonly #openedAt: number;
  #nextId = 1;
  #limit = 1;
  #receivedBytes = 0;
  #pingCount = 0;
  #ready = false;
  #state: Http2Session['state'] = 'open';
  #goaway: Goaway | null = null;
  #cause: Error | null = null;
  #verdict: DeliveryFailure | null = null;
  #lastHeardAt: number;
  #flushPlanned = false;
  /** While incoming bytes are worked off, what goes out is gathered. */
  #reading = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.id = options.id;
    const url = new URL(options.origin);
    this.#out = new FrameWriter(url.host);
    this.#bodies = new BodyQueue(this.#out);
    this.#host = url.hostname;
    this.#port = Number(url.port === '' ? 443 : url.port);
    this.#openedAt = options.clock.elapsed();
    this.#lastHeardAt = this.#openedAt;
    this.#reader = new FrameReader(this);
    this.#out.preface([[SETTING.enablePush, 0]]);
    this.#planFlush();
    const { socket } = options;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error: Error) => this.#end(error));
    socket.on('close', () => this.#end(this.#cause));
    socket.on('end', () => this.#end(this.#cause));
  }

  get limit(): number {
    return this.#limit;
  }

  get active(): number {
    return this.#streams.size;
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
    if (this.#state !== 'open' || this.#nextId > LAST_STREAM_ID) {
      this.retire();
      receiver.onResult({ kind: 'unprocessed', cause: 'not-sent', reason: null });
      return SETTLED;
    }
    const stream = new LeanStream(this.#nextId, this, receiver, this.#bodies.initialWindow);
    this.#nextId += 2;
    this.#streams.set(stream.id, stream);
    this.#out.headers(stream.id, headers, body.length === 0);
    if (body.length > 0) {
      stream.rest = body;
      this.#bodies.add(stream);
    }
    this.#planFlush();
    return stream;
  }

  canTake(bodyBytes: number): boolean {
    if (this.#state !== 'open' || this.#streams.size >= this.#limit) return false;
    return this.#bodies.takes(bodyBytes);
  }

  async ping(timeoutMs: number): Promise<boolean> {
    if (this.#state === 'ended') return false;
    this.#pingCount += 1;
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.#pingCount, 4);
    return new Promise((resolve) => {
      const key = payload.toString('hex');
      const timer = setTimeout(() => this.#pings.get(key)?.(false), timeoutMs);
      this.#pings.set(key, (alive) => {
        clearTimeout(timer);
        this.#pings.delete(key);
        resolve(alive);
      });
      this.#out.ping(payload, false);
      this.#planFlush();
    });
  }

  retire(): void {
    if (this.#state !== 'open') return;
    this.#state = 'retiring';
    this.#closeIfIdle();
  }

  destroy(failure?: DeliveryFailure): void {
    if (this.#state === 'ended') return;
    this.#verdict = failure ?? null;
    this.#end(null);
  }

  /** For the stream itself: its receiver has a result, whatever the server says from now on. */
  cancelStream(stream: LeanStream, result: StreamResult): void {
    this.#settle(stream, stream.status === 0 ? result : stream.answer());
    if (this.#state !== 'ended') this.#reset(stream.id, ERROR_CODE.cancel);
    this.#tellCapacity();
  }

  onHeaders(streamId: number, block: Buffer, endStream: boolean): void {
    // Decoded in any case: later blocks refer to what stands in it.
    const entries = this.#decoder.decode(block);
    const stream = this.#find(streamId);
    if (stream === null) return;
    stream.addHeaders(entries);
    if (endStream) this.#complete(stream);
  }

  onData(streamId: number, payload: Buffer, flowBytes: number, endStream: boolean): void {
    this.#receivedBytes += flowBytes;
    if (this.#receivedBytes >= WINDOW_STEP_BYTES) {
      this.#out.windowUpdate(this.#receivedBytes);
      this.#receivedBytes = 0;
    }
    const stream = this.#find(streamId);
    if (stream === null) return;
    stream.addBody(payload);
    if (endStream) this.#complete(stream);
    else if (stream.bodyBytes >= ANSWER_LIMIT_BYTES) {
      this.#settle(stream, stream.answer());
      this.#reset(streamId, ERROR_CODE.cancel);
    }
  }

  onReset(streamId: number, errorCode: number): void {
    const stream = this.#find(streamId);
    if (stream === null) return;
    if (errorCode === ERROR_CODE.refusedStream) this.#settle(stream, unprocessedBy(this.#goaway));
    else if (stream.status !== 0) this.#settle(stream, stream.answer());
    else this.#settle(stream, this.#resetResult(errorCodeName(errorCode)));
  }

  onSettings(pairs: readonly (readonly [id: number, value: number])[]): void {
    // A first frame that sets no limit sets none (RFC 9113 §6.5.2).
    if (!this.#ready) this.#limit = STREAM_CAP;
    for (const [id, value] of pairs) this.#apply(id, value);
    this.#checkBacklog();
    this.#out.settingsAck();
    this.#planFlush();
    if (this.#ready) return;
    this.#ready = true;
    this.#options.events.onReady(this.#lastHeardAt - this.#openedAt);
  }

  onSettingsAck(): void {
    // Ours change nothing that could not be relied on from the start.
  }

  onPing(payload: Buffer, isAck: boolean): void {
    if (isAck) {
      this.#pings.get(payload.toString('hex'))?.(true);
      return;
    }
    this.#checkBacklog();
    this.#out.ping(payload, true);
    this.#planFlush();
  }

  onGoaway(lastStreamId: number, errorCode: number, debug: Buffer): void {
    if (this.#state === 'open') this.#state = 'retiring';
    // A second frame may only lower the last stream; what the first one said of its reason stands.
    const goaway = parseGoaway(errorCode, lastStreamId, debug);
    this.#goaway = this.#goaway?.reason ? { ...goaway, reason: this.#goaway.reason } : goaway;
    for (const stream of [...this.#streams.values()]) {
      if (stream.id > lastStreamId) this.#settle(stream, unprocessedBy(this.#goaway));
    }
    this.#options.events.onGoaway(this.#goaway);
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      this.#bodies.grow(increment);
    } else {
      const stream = this.#find(streamId);
      if (stream === null) return;
      this.#bodies.growStream(stream, increment);
    }
    this.#resumeBodies();
  }

  #apply(id: number, value: number): void {
    switch (id) {
      case SETTING.headerTableSize:
        this.#out.resizeTable(value);
        return;
      case SETTING.maxStreams:
        this.#limit = Math.min(value, STREAM_CAP);
        return;
      case SETTING.initialWindow:
        this.#bodies.resizeAll(value, this.#streams.values());
        this.#resumeBodies();
        return;
      case SETTING.maxFrame:
        if (value < MAX_FRAME_BYTES || value > 0xff_ffff) {
          throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a frame size that is not allowed');
        }
        this.#out.maxFrame = value;
        return;
      default:
        return;
    }
  }

  #read(chunk: Buffer): void {
    if (this.#state === 'ended') return;
    this.#lastHeardAt = this.#options.clock.elapsed();
    this.#reading = true;
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof Http2ProtocolError)) throw error;
      this.#out.goaway(error.errorCode);
      this.#flush();
      this.#end(error);
      return;
    } finally {
      this.#reading = false;
    }
    this.#tellCapacity();
    this.#closeIfIdle();
    this.#flush();
  }

  /** `null` for a stream that has its result already; one that was never opened breaks the protocol. */
  #find(streamId: number): LeanStream | null {
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) return stream;
    if (streamId % 2 === 1 && streamId < this.#nextId) return null;
    throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a frame belongs to no stream of ours');
  }

  /** A stream that ended without an answer while the connection lives. */
  #resetResult(detail: string): StreamResult {
    const where = { step: 'request', host: this.#host, port: this.#port } as const;
    return { kind: 'lost', failure: describeConnectionFailure({ ...where, code: 'RST_STREAM', detail }) };
  }

  #complete(stream: LeanStream): void {
    // Answered before it had read everything: the rest need not travel.
    if (stream.rest !== null) this.#reset(stream.id, ERROR_CODE.noError);
    this.#settle(stream, stream.status === 0 ? this.#resetResult('no status') : stream.answer());
  }

  #settle(stream: LeanStream, result: StreamResult): void {
    if (!this.#streams.delete(stream.id)) return;
    this.#bodies.drop(stream);
    stream.finish(result);
  }

  #tellCapacity(): void {
    if (this.#state === 'open' && !this.#reading) this.#options.events.onCapacity();
  }

  #closeIfIdle(): void {
    if (this.#state !== 'retiring' || this.#streams.size > 0) return;
    this.#out.goaway(ERROR_CODE.noError);
    this.#flush();
    const { socket } = this.#options;
    // A server that never closes its side must not keep ours.
    socket.end(() => socket.destroy());
    this.#end(null);
  }

  #end(cause: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cause = cause;
    const { socket, events } = this.#options;
    const loss = lossOf({
      host: this.#host,
      port: this.#port,
      ready: this.#ready,
      alpn: socket.alpnProtocol,
      cause,
      verdict: this.#verdict,
    });
    for (const stream of [...this.#streams.values()]) {
      // A status that came is an answer, whatever became of the body behind it.
      this.#settle(stream, stream.status === 0 ? loss : stream.answer());
    }
    for (const settlePing of [...this.#pings.values()]) settlePing(false);
    if (!socket.writableEnded) socket.destroy();
    events.onEnd(loss.failure);
  }

  #resumeBodies(): void {
    if (this.#bodies.resume()) this.#tellCapacity();
    this.#planFlush();
  }

  /** Before an answer to PING or SETTINGS, which a server that does not read could ask for without end. */
  #checkBacklog(): void {
    if (this.#options.socket.writableLength <= CONTROL_LIMIT_BYTES) return;
    throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'the server asks faster than it reads');
  }

  #reset(streamId: number, errorCode: number): void {
    this.#out.reset(streamId, errorCode);
    this.#planFlush();
  }

  #planFlush(): void {
    if (this.#flushPlanned || this.#reading) return;
    this.#flushPlanned = true;
    queueMicrotask(() => {
      this.#flushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    const { socket } = this.#options;
    if (this.#out.length > 0 && socket.writable) socket.write(this.#out.take());
  }
}
