import type { TLSSocket } from 'node:tls';
import { BodyQueue } from '#core/http2/body-queue';
import { FrameFlusher } from '#core/http2/frame-flusher';
import { type FrameHandler, FrameReader, MAX_FRAME_BYTES } from '#core/http2/frame-reader';
import { FrameWriter, PREFACE } from '#core/http2/frame-writer';
import { HpackDecoder, TABLE_BYTES } from '#core/http2/hpack-decoder';
import { ERROR_CODE, Http2ProtocolError } from '#core/http2/http2-error';
import { applyPeerSetting, SETTING, type SettingPair } from '#core/http2/peer-settings';
import type { LocalizedText } from '#shared/text/localized-text';
import { AbandonedStreams } from './abandoned-streams.js';
import { headersTooLarge, malformed, otherLength, type Refusal, tooManyStreams } from './refusal.js';
import { readRequestFields, type RequestFields } from './request-fields.js';
import { type AnswerFields, ServerStream } from './server-stream.js';
import { TokenBucket } from './token-bucket.js';

/** The value that the real service announces. Unit: bytes. */
const HEADER_LIST_BYTES = 8000;
const WINDOW_BYTES = 65_535;
/** WINDOW_UPDATE is sent once this much of the connection's window is used. Unit: bytes. */
const WINDOW_STEP_BYTES = 32_768;
/** Stream limit until the client has acknowledged our SETTINGS. */
const OPEN_STREAM_CAP = 4000;
/** Reading from the client pauses while this much is unsent. Unit: bytes. */
const MAX_BACKLOG_BYTES = 1024 * 1024;
/** Resets that a client may cause: enough for any mishap, too few for an attack. */
const RESET_BURST = 1000;
const RESETS_PER_SECOND = 33;
/** Time for a client to read the last bytes. Unit: milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;
/** Delay between an answer and the RST_STREAM that stops the rest of the request. Unit: milliseconds. */
const STOP_SENDING_DELAY_MS = 50;
const NOTHING = Buffer.alloc(0);

/** Callbacks of a session. */
export interface ServerEvents {
  /** The client's first SETTINGS frame arrived. */
  readonly onReady: () => void;
  /** A request has started; its body goes to the stream's receiver, unless it is already complete. */
  readonly onStream: (stream: ServerStream) => void;
  /** A request was reset as malformed or as one too many, without an `onStream` call. */
  readonly onRefused: (rawHeaders: readonly string[], because: LocalizedText) => void;
}

export interface ServerSessionOptions {
  readonly socket: TLSSocket;
  /** Initial stream limit of the client. */
  readonly streamLimit: number;
  /** A monotonic clock. Unit: milliseconds. */
  readonly elapsed: () => number;
  readonly events: ServerEvents;
}

/**
 * The server side of HTTP/2 on one TLS connection, with control over every frame: it can announce other limits than
 * it enforces, send a GOAWAY for requests it has already read, or a second GOAWAY. Answers are written together,
 * and a client that does not read them is not read from.
 *
 * @see RFC 9113 (HTTP/2), RFC 7541 (HPACK)
 */
export class ServerSession implements FrameHandler {
  readonly #socket: TLSSocket;
  readonly #events: ServerEvents;
  readonly #out = new FrameWriter();
  readonly #flow: FrameFlusher;
  readonly #reader = new FrameReader(this);
  readonly #decoder = new HpackDecoder();
  readonly #bodies = new BodyQueue(this.#out);
  readonly #streams = new Map<number, ServerStream>();
  /** Streams whose answer waits for flow-control window. */
  readonly #pendingAnswers = new Set<ServerStream>();
  readonly #abandoned = new AbandonedStreams();
  readonly #resets: TokenBucket;
  #streamLimit: number;
  /** Number of SETTINGS frames that the client has not acknowledged. */
  #unacknowledged = 0;
  #highestStreamId = 0;
  #receivedBytes = 0;
  /** The part of the preface that has arrived; `null` once it is complete. */
  #preface: Buffer | null = NOTHING;
  #isReady = false;
  #isEnding = false;

  constructor(options: ServerSessionOptions) {
    const { socket } = options;
    this.#socket = socket;
    this.#events = options.events;
    this.#streamLimit = options.streamLimit;
    this.#flow = new FrameFlusher(socket, this.#out);
    this.#resets = new TokenBucket(RESET_BURST, RESETS_PER_SECOND, options.elapsed);
    this.#sendSettings([
      [SETTING.headerTableSize, TABLE_BYTES],
      [SETTING.maxStreams, options.streamLimit],
      [SETTING.initialWindow, WINDOW_BYTES],
      [SETTING.maxFrame, MAX_FRAME_BYTES],
      [SETTING.maxHeaderList, HEADER_LIST_BYTES],
    ]);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => socket.resume());
    socket.on('close', () => this.#end());
  }

  /** The highest stream ID that was opened. */
  get highestStreamId(): number {
    return this.#highestStreamId;
  }

  /** True once nothing more is read from the client. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Changes the stream limit; enforced once the client has acknowledged it. */
  limitStreams(limit: number): void {
    if (this.#isEnding || limit === this.#streamLimit) return;
    this.#streamLimit = limit;
    this.#sendSettings([[SETTING.maxStreams, limit]]);
  }

  /** Sends GOAWAY without closing the connection. */
  sendGoaway(errorCode: number, lastStreamId: number, debugData: string): void {
    this.#out.goaway(errorCode, lastStreamId, debugData);
    this.#flow.scheduleFlush();
  }

  /** Closes the socket after pending writes, or after a timeout. */
  closeGracefully(): void {
    this.#isEnding = true;
    this.#flow.flush();
    this.#socket.destroySoon();
    setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS).unref();
  }

  /** Destroys the socket; pending writes may be lost. */
  destroy(): void {
    this.#socket.destroy();
    this.#end();
  }

  /** Called by the stream. */
  answer(stream: ServerStream, status: number, fields: AnswerFields, body: string): void {
    if (stream.isClosed || stream.rest !== null) return;
    const out = this.#out;
    out.beginHeaders();
    out.field(':status', String(status));
    for (const [name, value] of fields) out.field(name, value);
    out.endHeaders(stream.id, body === '');
    if (body !== '') {
      stream.rest = Buffer.from(body);
      this.#bodies.add(stream);
    }
    if (stream.rest === null) this.#finish(stream);
    else this.#pendingAnswers.add(stream);
    this.#flow.scheduleFlush();
  }

  /** Called by the stream. */
  reset(stream: ServerStream, errorCode: number): void {
    if (stream.isClosed) return;
    this.#out.reset(stream.id, errorCode);
    this.#close(stream);
    this.#flow.scheduleFlush();
  }

  onHeaders(streamId: number, block: Buffer, endStream: boolean): void {
    if (this.#isEnding) return;
    // Always decoded, since later header blocks refer to its entries.
    const entries = this.#decoder.decode(block);
    const known = this.#streams.get(streamId);
    if (known !== undefined) {
      // Trailers, which are ignored.
      if (endStream) this.#receive(known, NOTHING, true);
      else this.#resetForError(known, ERROR_CODE.protocolError);
      return;
    }
    if (streamId % 2 === 0) throw protocolError('a client opens a stream with an even ID');
    if (streamId <= this.#highestStreamId) {
      this.#expectAbandoned(streamId, endStream);
      return;
    }
    this.#highestStreamId = streamId;
    const fields = readRequestFields(entries);
    const refusal = this.#refusalOf(fields, endStream);
    if (refusal !== null) {
      this.#spendReset();
      this.#out.reset(streamId, refusal.errorCode);
      if (!endStream) this.#abandoned.add(streamId);
      this.#events.onRefused(fields.raw, refusal.because);
      return;
    }
    const stream = new ServerStream(streamId, this, fields, this.#bodies.initialWindow);
    stream.isComplete = endStream;
    this.#streams.set(streamId, stream);
    this.#events.onStream(stream);
  }

  onData(streamId: number, payload: Buffer, flowBytes: number, endStream: boolean): void {
    if (this.#isEnding) return;
    this.#receivedBytes += flowBytes;
    // Only the connection's window is replenished: a body that fills its stream's window was refused before.
    if (this.#receivedBytes >= WINDOW_STEP_BYTES) {
      this.#out.windowUpdate(this.#receivedBytes);
      this.#receivedBytes = 0;
    }
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) this.#receive(stream, payload, endStream);
    else this.#expectAbandoned(streamId, endStream);
  }

  onReset(streamId: number): void {
    this.#expectOpened(streamId);
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) {
      this.#spendReset();
      this.#close(stream);
    }
    this.#abandoned.end(streamId);
  }

  onSettings(pairs: readonly SettingPair[]): void {
    for (const pair of pairs) applyPeerSetting(pair, this.#out, this.#bodies, this.#streams.values());
    this.#out.settingsAck();
    this.#resumeBodies();
    if (this.#isReady) return;
    this.#isReady = true;
    this.#events.onReady();
  }

  onSettingsAck(): void {
    if (this.#unacknowledged === 0)
      throw protocolError('an acknowledgement of SETTINGS that were never sent');
    this.#unacknowledged -= 1;
  }

  onPing(payload: Buffer, isAck: boolean): void {
    if (!isAck) this.#out.ping(payload, true);
  }

  onGoaway(): void {
    // The client opens no more streams and closes the connection once it has its answers.
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      this.#bodies.growWindow(increment);
    } else {
      this.#expectOpened(streamId);
      const stream = this.#streams.get(streamId);
      if (stream === undefined) return;
      const errorCode = this.#bodies.growStreamWindow(stream, increment);
      if (errorCode !== null) this.#resetForError(stream, errorCode);
    }
    this.#resumeBodies();
  }

  #sendSettings(pairs: readonly SettingPair[]): void {
    this.#unacknowledged += 1;
    this.#out.settings(pairs);
    this.#flow.scheduleFlush();
  }

  #read(chunk: Buffer): void {
    if (this.#isEnding) return;
    try {
      this.#flow.batch(() => {
        const bytes = this.#preface === null ? chunk : this.#afterPreface(this.#preface, chunk);
        if (bytes.length > 0) this.#reader.push(bytes);
      });
    } catch (error) {
      if (!(error instanceof Http2ProtocolError)) throw error;
      if (this.isEnding) return;
      this.sendGoaway(error.errorCode, this.#highestStreamId, error.message);
      this.closeGracefully();
      return;
    }
    this.#flow.flush();
    if (this.#flow.backlog > MAX_BACKLOG_BYTES) this.#socket.pause();
  }

  /** @returns the bytes after the preface; empty until it is complete. */
  #afterPreface(before: Buffer, chunk: Buffer): Buffer {
    const bytes = Buffer.concat([before, chunk]);
    const length = Math.min(bytes.length, PREFACE.length);
    if (bytes.toString('latin1', 0, length) !== PREFACE.slice(0, length)) {
      throw protocolError('the connection preface is missing');
    }
    this.#preface = length < PREFACE.length ? bytes : null;
    return bytes.subarray(length);
  }

  #receive(stream: ServerStream, part: Buffer, isLast: boolean): void {
    if (stream.isComplete) {
      this.#resetForError(stream, ERROR_CODE.streamClosed);
      return;
    }
    stream.isComplete = isLast;
    const promised = stream.contentLength;
    stream.bodyBytes += part.length;
    if (promised !== null && (isLast ? stream.bodyBytes !== promised : stream.bodyBytes > promised)) {
      const { errorCode, because } = otherLength(promised);
      this.#resetForError(stream, errorCode);
      this.#events.onRefused(stream.rawHeaders, because);
      return;
    }
    stream.receiver?.onData(part, isLast);
  }

  /** Why a stream must be refused without an `onStream` call; `null` if it is accepted. */
  #refusalOf({ problem, bytes, contentLength }: RequestFields, endStream: boolean): Refusal | null {
    const limit = this.#unacknowledged === 0 ? this.#streamLimit : OPEN_STREAM_CAP;
    if (this.#streams.size >= limit) return tooManyStreams(limit);
    if (problem !== null) return malformed(problem);
    if (endStream && (contentLength ?? 0) > 0) return otherLength(contentLength ?? 0);
    return bytes > HEADER_LIST_BYTES ? headersTooLarge(bytes, HEADER_LIST_BYTES) : null;
  }

  /** Resets a stream because of an error of the client. */
  #resetForError(stream: ServerStream, errorCode: number): void {
    this.#spendReset();
    this.reset(stream, errorCode);
  }

  #spendReset(): void {
    if (this.#resets.spend()) return;
    throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'the client causes too many resets');
  }

  #finish(stream: ServerStream): void {
    this.#close(stream);
    if (stream.isComplete) return;
    // RFC 9113 §8.1: tells the client not to send the rest of the request. Node's client never closes a stream that
    // gets this together with the answer.
    setTimeout(() => {
      if (this.#isEnding || !this.#abandoned.has(stream.id)) return;
      this.#out.reset(stream.id, ERROR_CODE.noError);
      this.#flow.scheduleFlush();
    }, STOP_SENDING_DELAY_MS).unref();
  }

  #close(stream: ServerStream): void {
    if (!stream.isComplete) this.#abandoned.add(stream.id);
    this.#streams.delete(stream.id);
    this.#pendingAnswers.delete(stream);
    this.#bodies.drop(stream);
    stream.isClosed = true;
    stream.receiver?.onClose();
    stream.receiver = null;
  }

  /** A frame for a closed stream, which is allowed only if the stream was closed by this side. */
  #expectAbandoned(streamId: number, endStream: boolean): void {
    this.#expectOpened(streamId);
    if (!this.#abandoned.has(streamId)) {
      throw new Http2ProtocolError(ERROR_CODE.streamClosed, 'a frame for a closed stream');
    }
    if (endStream) this.#abandoned.end(streamId);
  }

  #expectOpened(streamId: number): void {
    if (streamId % 2 === 1 && streamId <= this.#highestStreamId) return;
    throw protocolError('a frame for a stream that was never opened');
  }

  #resumeBodies(): void {
    this.#bodies.resume();
    for (const stream of this.#pendingAnswers) if (stream.rest === null) this.#finish(stream);
  }

  #end(): void {
    this.#isEnding = true;
    for (const stream of [...this.#streams.values()]) this.#close(stream);
  }
}

function protocolError(detail: string): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.protocolError, detail);
}
