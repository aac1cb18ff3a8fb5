import type { WireHeaders } from '../http2-session.js';
import { ByteWriter } from './byte-writer.js';
import { FLAG, FRAME, MAX_FRAME_BYTES } from './frame-reader.js';
import { HpackEncoder } from './hpack-encoder.js';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEADER_BYTES = 9;

/** Writes the frames of one connection into one buffer, until somebody takes it. */
export class FrameWriter {
  readonly #out = new ByteWriter();
  readonly #encoder = new HpackEncoder();
  readonly #authority: string;
  /** The largest payload that the server takes. Unit: bytes. */
  maxFrame = MAX_FRAME_BYTES;

  /** @param authority - `host:port` for every request. */
  constructor(authority: string) {
    this.#authority = authority;
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#out.length;
  }

  take(): Buffer {
    return this.#out.take();
  }

  /** What a client sends first (RFC 9113 §3.4). */
  preface(settings: readonly (readonly [id: number, value: number])[]): void {
    this.#out.latin1(PREFACE);
    this.#out.frameHeader(settings.length * 6, FRAME.settings, 0, 0);
    for (const [id, value] of settings) {
      this.#out.byte(0);
      this.#out.byte(id);
      this.#out.uint32(value);
    }
  }

  /** What the server allows for the table of headers. Unit: bytes. */
  resizeTable(bytes: number): void {
    this.#encoder.resize(bytes);
  }

  headers(streamId: number, headers: WireHeaders, endStream: boolean): void {
    const out = this.#out;
    const at = out.reserve(HEADER_BYTES);
    this.#encoder.begin(out);
    this.#encoder.field(out, ':method', String(headers[':method'] ?? 'POST'));
    this.#encoder.field(out, ':scheme', 'https');
    this.#encoder.field(out, ':authority', this.#authority);
    this.#encoder.field(out, ':path', String(headers[':path'] ?? '/'));
    for (const name in headers) {
      if (name.startsWith(':')) continue;
      const value = headers[name];
      if (typeof value === 'string') this.#encoder.field(out, name, value);
      else for (const each of value ?? []) this.#encoder.field(out, name, each);
    }
    const flags = endStream ? FLAG.endStream : 0;
    const length = out.length - at - HEADER_BYTES;
    if (length <= this.maxFrame) {
      out.patchFrameHeader(at, length, FRAME.headers, flags | FLAG.endHeaders, streamId);
    } else this.#inPieces(out.cut(at).subarray(HEADER_BYTES), streamId, flags);
  }

  /** One frame of a body. */
  data(streamId: number, bytes: Buffer, size: number, endStream: boolean): void {
    this.#out.frameHeader(size, FRAME.data, endStream ? FLAG.endStream : 0, streamId);
    this.#out.copy(bytes, 0, size);
  }

  ping(payload: Buffer, isAck: boolean): void {
    this.#out.frameHeader(payload.length, FRAME.ping, isAck ? FLAG.ack : 0, 0);
    this.#out.copy(payload, 0, payload.length);
  }

  settingsAck(): void {
    this.#out.frameHeader(0, FRAME.settings, FLAG.ack, 0);
  }

  reset(streamId: number, errorCode: number): void {
    this.#out.frameHeader(4, FRAME.rstStream, 0, streamId);
    this.#out.uint32(errorCode);
  }

  /** Gives the connection's window back to the server. */
  windowUpdate(increment: number): void {
    this.#out.frameHeader(4, FRAME.windowUpdate, 0, 0);
    this.#out.uint32(increment);
  }

  goaway(errorCode: number): void {
    this.#out.frameHeader(8, FRAME.goaway, 0, 0);
    this.#out.uint32(0);
    this.#out.uint32(errorCode);
  }

  #inPieces(block: Buffer, streamId: number, flags: number): void {
    for (let from = 0; from < block.length; from += this.maxFrame) {
      const to = Math.min(block.length, from + this.maxFrame);
      const last = to === block.length ? FLAG.endHeaders : 0;
      if (from === 0) this.#out.frameHeader(to - from, FRAME.headers, flags | last, streamId);
      else this.#out.frameHeader(to - from, FRAME.continuation, last, streamId);
      this.#out.copy(block, from, to);
    }
  }
}
