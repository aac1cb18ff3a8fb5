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
import { Allowance } from './allowance.js';
import { headersTooLarge, malformed, otherLength, type Refusal, tooManyStreams } from './refusal.js';
import { readRequestFields, type RequestFields } from './request-fields.js';
import { type AnswerFields, ServerStream } from './server-stream.js';

/** What the real service announces. Unit: bytes. */
const HEADER_LIST_BYTES = 8000;
const WINDOW_BYTES = 65_535;
/** Given back to the client once so much of the connection's window is used. Unit: bytes. */
const WINDOW_STEP_BYTES = 32_768;
/** Streams that a client may have open before it can have read our limit. */
const OPEN_STREAM_CAP = 4000;
/** With so much unread by the client nothing more is read from it. Unit: bytes. */
const BACKLOG_BYTES = 1024 * 1024;
/** Resets that a client causes: enough for any mishap, too few for an attack. */
const RESET_BURST = 1000;
const RESETS_PER_SECOND = 33;
/** Time for a client to take the last bytes. Unit: milliseconds. */
const HANG_UP_MS = 1000;
/** Time for a client to read an answer before it is told to stop sending. Unit: milliseconds. */
const NOT_WANTED_MS = 50;
const NOTHING = Buffer.alloc(0);

/** Told by a session. */
export interface ServerEvents {
  /** The client's first SETTINGS frame came: it speaks HTTP/2. */
  readonly onReady: () => void;
  /** A request begins; its body goes to the stream's receiver unless it is complete already. */
  readonly onStream: (stream: ServerStream) => void;
  /** A request was reset for its form or number, and nobody else hears of it. */
  readonly onRefused: (rawHeaders: readonly string[], because: LocalizedText) => void;
}

export interface ServerSessionOptions {
  readonly socket: TLSSocket;
  /** Streams that the client may open at first. */
  readonly streamLimit: number;
  /** A clock that never goes back. Unit: milliseconds. */
  readonly elapsed: () => number;
  readonly events: ServerEvents;
}

/**
 * HTTP/2 of a push service on one TLS connection. It says what it wants to say, frame by frame: other limits than
 * it enforces, GOAWAY that takes back requests it has seen, a second GOAWAY. Answers leave together, and a client that
 * does not fetch them is not read from.
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
  /** Streams with an answer that waits for room. */
  readonly #leaving = new Set<ServerStream>();
  readonly #abandoned = new AbandonedStreams();
  readonly #resets: Allowance;
  #streamLimit: number;
  /** SETTINGS of ours that the client has not confirmed. */
  #unconfirmed = 0;
  #highestStreamId = 0;
  #receivedBytes = 0;
  /** What has come of the preface; `null` once it is complete. */
  #preface: Buffer | null = NOTHING;
  #isReady = false;
  #isEnding = false;

  constructor(options: ServerSessionOptions) {
    const { socket } = options;
    this.#socket = socket;
    this.#events = options.events;
    this.#streamLimit = options.streamLimit;
    this.#flow = new FrameFlusher(socket, this.#out);
    this.#resets = new Allowance(RESET_BURST, RESETS_PER_SECOND, options.elapsed);
    this.#announce([
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

  /** The last stream that was opened. */
  get highestStreamId(): number {
    return this.#highestStreamId;
  }

  /** True when nothing more will be read from the client. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Tells the client how many streams it may open from now on; enforced once it has confirmed that. */
  limitStreams(limit: number): void {
    if (this.#isEnding || limit === this.#streamLimit) return;
    this.#streamLimit = limit;
    this.#announce([[SETTING.maxStreams, limit]]);
  }

  /** Sends GOAWAY; what happens to the connection then is the caller's to say. */
  sayGoaway(errorCode: number, lastStreamId: number, debugData: string): void {
    this.#out.goaway(errorCode, lastStreamId, debugData);
    this.#flow.scheduleFlush();
  }

  /** Closes the socket after what was written; a client that does not read is cut. */
  hangUp(): void {
    this.#isEnding = true;
    this.#flow.flush();
    this.#socket.destroySoon();
    setTimeout(() => this.drop(), HANG_UP_MS).unref();
  }

  /** Cuts the line: what was written may be lost. */
  drop(): void {
    this.#socket.destroy();
    this.#end();
  }

  /** For the stream itself. */
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
    else this.#leaving.add(stream);
    this.#flow.scheduleFlush();
  }

  /** For the stream itself. */
  reset(stream: ServerStream, errorCode: number): void {
    if (stream.isClosed) return;
    this.#out.reset(stream.id, errorCode);
    this.#close(stream);
    this.#flow.scheduleFlush();
  }

  onHeaders(streamId: number, block: Buffer, endStream: boolean): void {
    if (this.#isEnding) return;
    // Decoded in any case: later blocks refer to what stands in it.
    const entries = this.#decoder.decode(block);
    const known = this.#streams.get(streamId);
    if (known !== undefined) {
      // Trailers: nothing in them concerns a push service.
      if (endStream) this.#receive(known, NOTHING, true);
      else this.#punish(known, ERROR_CODE.protocolError);
      return;
    }
    if (streamId % 2 === 0) throw violation('a client opens a stream with an even number');
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
    // Only the connection's window is given back: a body that fills its stream's has been refused before.
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
    if (this.#unconfirmed === 0) throw violation('SETTINGS are confirmed that were never sent');
    this.#unconfirmed -= 1;
  }

  onPing(payload: Buffer, isAck: boolean): void {
    if (!isAck) this.#out.ping(payload, true);
  }

  onGoaway(): void {
    // It opens no more streams and closes the connection when it has its answers.
  }

  onWindowUpdate(streamId: number, increment: number): void {
    if (streamId === 0) {
      this.#bodies.growWindow(increment);
    } else {
      this.#expectOpened(streamId);
      const stream = this.#streams.get(streamId);
      if (stream === undefined) return;
      const errorCode = this.#bodies.growStreamWindow(stream, increment);
      if (errorCode !== null) this.#punish(stream, errorCode);
    }
    this.#resumeBodies();
  }

  #announce(pairs: readonly SettingPair[]): void {
    this.#unconfirmed += 1;
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
      this.sayGoaway(error.errorCode, this.#highestStreamId, error.message);
      this.hangUp();
      return;
    }
    this.#flow.flush();
    if (this.#flow.backlog > BACKLOG_BYTES) this.#socket.pause();
  }

  /** @returns What follows the preface, empty while it has not come as a whole. */
  #afterPreface(before: Buffer, chunk: Buffer): Buffer {
    const bytes = Buffer.concat([before, chunk]);
    const length = Math.min(bytes.length, PREFACE.length);
    if (bytes.toString('latin1', 0, length) !== PREFACE.slice(0, length)) {
      throw violation('a client begins without the preface');
    }
    this.#preface = length < PREFACE.length ? bytes : null;
    return bytes.subarray(length);
  }

  #receive(stream: ServerStream, part: Buffer, isLast: boolean): void {
    if (stream.isComplete) {
      this.#punish(stream, ERROR_CODE.streamClosed);
      return;
    }
    stream.isComplete = isLast;
    const promised = stream.contentLength;
    stream.bodyBytes += part.length;
    if (promised !== null && (isLast ? stream.bodyBytes !== promised : stream.bodyBytes > promised)) {
      const { errorCode, because } = otherLength(promised);
      this.#punish(stream, errorCode);
      this.#events.onRefused(stream.rawHeaders, because);
      return;
    }
    stream.receiver?.onData(part, isLast);
  }

  /** Why a stream is turned away before anybody else hears of it. */
  #refusalOf({ problem, bytes, contentLength }: RequestFields, endStream: boolean): Refusal | null {
    const limit = this.#unconfirmed === 0 ? this.#streamLimit : OPEN_STREAM_CAP;
    if (this.#streams.size >= limit) return tooManyStreams(limit);
    if (problem !== null) return malformed(problem);
    if (endStream && (contentLength ?? 0) > 0) return otherLength(contentLength ?? 0);
    return bytes > HEADER_LIST_BYTES ? headersTooLarge(bytes, HEADER_LIST_BYTES) : null;
  }

  /** Ends a stream for what its client did. */
  #punish(stream: ServerStream, errorCode: number): void {
    this.#spendReset();
    this.reset(stream, errorCode);
  }

  #spendReset(): void {
    if (this.#resets.spend()) return;
    throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'a client causes one reset after the other');
  }

  #finish(stream: ServerStream): void {
    this.#close(stream);
    if (stream.isComplete) return;
    // RFC 9113 §8.1: the rest of the request is not wanted. Node's client never closes a stream when it hears this
    // together with the answer.
    setTimeout(() => {
      if (this.#isEnding || !this.#abandoned.has(stream.id)) return;
      this.#out.reset(stream.id, ERROR_CODE.noError);
      this.#flow.scheduleFlush();
    }, NOT_WANTED_MS).unref();
  }

  #close(stream: ServerStream): void {
    if (!stream.isComplete) this.#abandoned.add(stream.id);
    this.#streams.delete(stream.id);
    this.#leaving.delete(stream);
    this.#bodies.drop(stream);
    stream.isClosed = true;
    stream.receiver?.onClose();
    stream.receiver = null;
  }

  /** A frame of a request for a stream that has ended: in order only where we ended it. */
  #expectAbandoned(streamId: number, endStream: boolean): void {
    this.#expectOpened(streamId);
    if (!this.#abandoned.has(streamId)) {
      throw new Http2ProtocolError(ERROR_CODE.streamClosed, 'a frame belongs to a stream that has ended');
    }
    if (endStream) this.#abandoned.end(streamId);
  }

  #expectOpened(streamId: number): void {
    if (streamId % 2 === 1 && streamId <= this.#highestStreamId) return;
    throw violation('a frame belongs to a stream that was never opened');
  }

  #resumeBodies(): void {
    this.#bodies.resume();
    for (const stream of this.#leaving) if (stream.rest === null) this.#finish(stream);
  }

  #end(): void {
    this.#isEnding = true;
    for (const stream of [...this.#streams.values()]) this.#close(stream);
  }
}

function violation(detail: string): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.protocolError, detail);
}
