import { describeConnectionFailure, type Http2End } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import { BodyQueue } from '../http2/body-queue.js';
import { FrameFlusher } from '../http2/frame-flusher.js';
import { type FrameHandler, FrameReader } from '../http2/frame-reader.js';
import { FrameWriter } from '../http2/frame-writer.js';
import { HpackDecoder } from '../http2/hpack-decoder.js';
import { ERROR_CODE, errorCodeName, Http2ProtocolError } from '../http2/http2-error.js';
import { applyPeerSetting, SETTING, type SettingPair } from '../http2/peer-settings.js';
import { ClientStream } from './client-stream.js';
import type {
  Goaway,
  Http2Session,
  SessionOptions,
  StreamHandle,
  StreamReceiver,
  StreamResult,
  WireHeaders,
} from './http2-session.js';
import { classifySessionEnd, parseGoaway, unprocessedResult } from './session-end.js';

/** More streams per connection bring no further throughput, whatever a server allows. */
const STREAM_CAP = 2000;
const LAST_STREAM_ID = 0x7fff_ffff;
/** The last stream ID of our GOAWAY: a server opens no streams. */
const NO_STREAM = 0;
/** WINDOW_UPDATE is sent once this much of our window is used. Unit: bytes. */
const WINDOW_STEP_BYTES = 32_768;
/** An error body is a line of JSON; only the beginning of a longer one is read. Unit: bytes. */
const ANSWER_LIMIT_BYTES = 32_768;
/** Limit for unsent acknowledgements of PING and SETTINGS. Unit: bytes. */
const CONTROL_LIMIT_BYTES = 1024 * 1024;

/** How long a server may take to read our GOAWAY. Unit: milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

const SETTLED_STREAM: StreamHandle = { cancel: () => undefined };

/**
 * Starts HTTP/2 on a TLS connection. The implementation has only what an APNs client needs: it writes many frames
 * at once and keeps little state per stream. It costs a fraction of `node:http2`, reports which requests a GOAWAY
 * with an error left unprocessed, and never lets a body starve behind newer ones.
 *
 * @see RFC 9113 (HTTP/2), RFC 7541 (HPACK)
 */
export function openClientSession(options: SessionOptions): Http2Session {
  return new ClientSession(options);
}

class ClientSession implements Http2Session, FrameHandler {
  readonly id: string;
  readonly #options: SessionOptions;
  readonly #host: string;
  readonly #port: number;
  readonly #authority: string;
  readonly #out = new FrameWriter();
  readonly #flow: FrameFlusher;
  readonly #reader: FrameReader;
  readonly #decoder = new HpackDecoder();
  readonly #streams = new Map<number, ClientStream>();
  readonly #bodies = new BodyQueue(this.#out);
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
  #localFailure: DeliveryFailure | null = null;
  #lastHeardAt: number;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.id = options.id;
    const url = new URL(options.origin);
    this.#authority = url.host;
    this.#flow = new FrameFlusher(options.socket, this.#out);
    this.#host = url.hostname;
    this.#port = Number(url.port === '' ? 443 : url.port);
    this.#openedAt = options.clock.elapsed();
    this.#lastHeardAt = this.#openedAt;
    this.#reader = new FrameReader(this);
    this.#out.preface();
    this.#out.settings([[SETTING.enablePush, 0]]);
    this.#flow.scheduleFlush();
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

  request(headers: WireHeaders, body: Buffer, receiver: StreamReceiver): StreamHandle {
    if (this.#state !== 'open' || this.#nextId > LAST_STREAM_ID) {
      this.retire();
      receiver.onResult({ kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' });
      return SETTLED_STREAM;
    }
    const stream = new ClientStream(this.#nextId, this, receiver, this.#bodies.initialWindow);
    this.#nextId += 2;
    this.#streams.set(stream.id, stream);
    this.#writeHeaders(stream.id, headers, body.length === 0);
    if (body.length > 0) {
      stream.rest = body;
      this.#bodies.add(stream);
    }
    this.#flow.scheduleFlush();
    return stream;
  }

  canTake(bodyBytes: number): boolean {
    if (this.#state !== 'open' || this.#streams.size >= this.#limit) return false;
    return this.#bodies.canTake(bodyBytes);
  }

  async ping(timeoutMs: number): Promise<boolean> {
    if (this.#state === 'ended') return false;
    this.#pingCount += 1;
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(this.#pingCount, 4);
    return new Promise((resolve) => {
      const key = payload.toString('hex');
      const stopTimer = this.#options.clock.after(timeoutMs, () => this.#pings.get(key)?.(false));
      this.#pings.set(key, (alive) => {
        stopTimer();
        this.#pings.delete(key);
        resolve(alive);
      });
      this.#out.ping(payload, false);
      this.#flow.scheduleFlush();
    });
  }

  retire(): void {
    if (this.#state !== 'open') return;
    this.#state = 'retiring';
    this.#closeIfIdle();
  }

  destroy(failure?: DeliveryFailure): void {
    if (this.#state === 'ended') return;
    this.#localFailure = failure ?? null;
    this.#end(null);
  }

  /** Called by a stream to cancel itself. */
  cancelStream(stream: ClientStream, result: StreamResult): void {
    this.#settleStream(stream, stream.status === 0 ? result : stream.answer());
    if (this.#state !== 'ended') this.#resetStream(stream.id, ERROR_CODE.cancel);
    this.#notifyCapacity();
  }

  onHeaders(streamId: number, block: Buffer, endStream: boolean): void {
    // Always decoded, since later header blocks refer to its entries.
    const entries = this.#decoder.decode(block);
    const stream = this.#findStream(streamId);
    if (stream === null) return;
    stream.addHeaders(entries);
    if (stream.badStatus !== null) {
      this.#failStream(stream, 'bad-answer', formatBadStatus(stream.badStatus), ERROR_CODE.protocolError);
    } else if (endStream) this.#completeStream(stream);
  }

  onData(streamId: number, payload: Buffer, flowBytes: number, endStream: boolean): void {
    this.#receivedBytes += flowBytes;
    if (this.#receivedBytes >= WINDOW_STEP_BYTES) {
      this.#out.windowUpdate(this.#receivedBytes);
      this.#receivedBytes = 0;
    }
    const stream = this.#findStream(streamId);
    if (stream === null) return;
    stream.addBody(payload);
    if (endStream) this.#completeStream(stream);
    else if (stream.bodyBytes >= ANSWER_LIMIT_BYTES) {
      this.#settleStream(stream, stream.answer());
      this.#resetStream(streamId, ERROR_CODE.cancel);
    }
  }

  onReset(streamId: number, errorCode: number): void {
    const stream = this.#findStream(streamId);
    if (stream === null) return;
    // Once a status arrived there is an answer, whatever the server says afterwards.
    if (stream.status !== 0) this.#settleStream(stream, stream.answer());
    else if (errorCode === ERROR_CODE.refusedStream)
      this.#settleStream(stream, unprocessedResult(this.#goaway));
    else this.#settleStream(stream, this.#lostResult('reset', errorCodeName(errorCode)));
  }

  onSettings(pairs: readonly SettingPair[]): void {
    // Without SETTINGS_MAX_CONCURRENT_STREAMS there is no limit (RFC 9113 §6.5.2).
    if (!this.#ready) this.#limit = STREAM_CAP;
    for (const pair of pairs) {
      const [id, value] = pair;
      if (id === SETTING.maxStreams) this.#limit = Math.min(value, STREAM_CAP);
      else applyPeerSetting(pair, this.#out, this.#bodies, this.#streams.values());
    }
    this.#resumeBodies();
    this.#checkBacklog();
    this.#out.settingsAck();
    this.#flow.scheduleFlush();
    if (this.#ready) return;
    this.#ready = true;
    this.#options.events.onReady(this.#lastHeardAt - this.#openedAt);
  }

  onSettingsAck(): void {
    // Our settings need no acknowledgement before they are relied on.
  }

  onPing(payload: Buffer, isAck: boolean): void {
    if (isAck) {
      this.#pings.get(payload.toString('hex'))?.(true);
      return;
    }
    this.#checkBacklog();
    this.#out.ping(payload, true);
    this.#flow.scheduleFlush();
  }

  onGoaway(lastStreamId: number, errorCode: number, debug: Buffer): void {
    if (this.#state === 'open') this.#state = 'retiring';
    // A second GOAWAY may only lower the last stream ID, so the reason of the first is kept.
    const goaway = parseGoaway(errorCode, lastStreamId, debug);
    this.#goaway = this.#goaway?.reason ? { ...goaway, reason: this.#goaway.reason } : goaway;
    for (const stream of [...this.#streams.values()]) {
      // A stream with a status was processed, and the rest of its answer may still arrive.
      if (stream.id > lastStreamId && stream.status === 0)
        this.#settleStream(stream, unprocessedResult(this.#goaway));
    }
    this.#options.events.onGoaway(this.#goaway);
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      this.#bodies.growWindow(increment);
    } else {
      const stream = this.#findStream(streamId);
      if (stream === null) return;
      const errorCode = this.#bodies.growStreamWindow(stream, increment);
      if (errorCode !== null) {
        const detail = increment === 0 ? 'its window grows by nothing' : 'its window grows too large';
        this.#failStream(stream, 'stream-violation', detail, errorCode);
      }
    }
    this.#resumeBodies();
  }

  #read(chunk: Buffer): void {
    if (this.#state === 'ended') return;
    this.#lastHeardAt = this.#options.clock.elapsed();
    try {
      this.#flow.batch(() => this.#reader.push(chunk));
    } catch (error) {
      if (!(error instanceof Http2ProtocolError)) throw error;
      this.#out.goaway(error.errorCode, NO_STREAM);
      this.#flow.flush();
      this.#closeAfterError();
      this.#end(error);
      return;
    }
    this.#notifyCapacity();
    this.#closeIfIdle();
    this.#flow.flush();
  }

  /** `null` for a stream that has settled. Throws for one that was never opened, which is a protocol error. */
  #findStream(streamId: number): ClientStream | null {
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) return stream;
    if (streamId % 2 === 1 && streamId < this.#nextId) return null;
    throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a frame belongs to no stream of ours');
  }

  /** The result of a stream that ended without an answer while the connection stays open. */
  #lostResult(end: Http2End, detail: string): StreamResult {
    const where = { step: 'request', host: this.#host, port: this.#port } as const;
    return { kind: 'lost', failure: describeConnectionFailure({ ...where, end, detail }) };
  }

  /** Settles and resets a stream after a stream error of the server. */
  #failStream(stream: ClientStream, end: Http2End, detail: string, errorCode: number): void {
    this.#settleStream(stream, stream.status === 0 ? this.#lostResult(end, detail) : stream.answer());
    this.#resetStream(stream.id, errorCode);
  }

  #completeStream(stream: ClientStream): void {
    // The server answered before it had read the whole body: the rest need not be sent.
    if (stream.rest !== null) this.#resetStream(stream.id, ERROR_CODE.noError);
    this.#settleStream(stream, stream.status === 0 ? this.#lostResult('bad-answer', '') : stream.answer());
  }

  #settleStream(stream: ClientStream, result: StreamResult): void {
    if (!this.#streams.delete(stream.id)) return;
    this.#bodies.drop(stream);
    stream.finish(result);
  }

  #notifyCapacity(): void {
    if (this.#state === 'open' && !this.#flow.isBatching) this.#options.events.onCapacity();
  }

  #closeIfIdle(): void {
    if (this.#state !== 'retiring' || this.#streams.size > 0) return;
    this.#out.goaway(ERROR_CODE.noError, NO_STREAM);
    this.#flow.flush();
    const { socket } = this.#options;
    // Do not wait for a server that never closes its side.
    socket.end(() => socket.destroy());
    this.#end(null);
  }

  /** Ends our side and destroys the socket a little later: destroyed at once, the GOAWAY would be lost. */
  #closeAfterError(): void {
    const { socket } = this.#options;
    socket.end();
    const stopTimer = this.#options.clock.after(CLOSE_TIMEOUT_MS, () => socket.destroy(), {
      keepsProcessAlive: false,
    });
    socket.once('close', stopTimer);
  }

  #end(cause: Error | null): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#cause = cause;
    const { socket, events } = this.#options;
    const loss = classifySessionEnd({
      host: this.#host,
      port: this.#port,
      ready: this.#ready,
      alpn: socket.alpnProtocol,
      goaway: this.#goaway,
      cause,
      localFailure: this.#localFailure,
    });
    for (const stream of [...this.#streams.values()]) {
      // Once a status arrived there is an answer, even if its body is incomplete.
      this.#settleStream(stream, stream.status === 0 ? loss.result : stream.answer());
    }
    for (const settlePing of [...this.#pings.values()]) settlePing(false);
    if (!socket.writableEnded) socket.destroy();
    events.onEnd(loss.failure);
  }

  #writeHeaders(streamId: number, headers: WireHeaders, endStream: boolean): void {
    const out = this.#out;
    out.beginHeaders();
    out.field(':method', String(headers[':method'] ?? 'POST'));
    out.field(':scheme', 'https');
    out.field(':authority', this.#authority);
    out.field(':path', String(headers[':path'] ?? '/'));
    for (const name in headers) {
      if (name.startsWith(':')) continue;
      const value = headers[name];
      if (typeof value === 'string') out.field(name, value);
      else for (const each of value ?? []) out.field(name, each);
    }
    out.endHeaders(streamId, endStream);
  }

  #resumeBodies(): void {
    if (this.#bodies.resume()) this.#notifyCapacity();
    this.#flow.scheduleFlush();
  }

  /**
   * Called before acknowledging PING or SETTINGS, so that a server that does not read cannot make us buffer without
   * end.
   */
  #checkBacklog(): void {
    if (this.#flow.backlog <= CONTROL_LIMIT_BYTES) return;
    throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'the server asks faster than it reads');
  }

  #resetStream(streamId: number, errorCode: number): void {
    this.#out.reset(streamId, errorCode);
    this.#flow.scheduleFlush();
  }
}

function formatBadStatus(status: string): string {
  return status === '' ? '' : `:status ${status}`;
}
