import { ByteWriter } from './byte-writer.js';
import { FLAG, FRAME, MAX_FRAME_BYTES } from './frame-reader.js';
import { HpackEncoder } from './hpack-encoder.js';
import type { SettingPair } from './peer-settings.js';

/** The connection preface of a client (RFC 9113 §3.4). */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEADER_BYTES = 9;

/** Serialises the frames of one connection into a buffer. */
export class FrameWriter {
  readonly #out = new ByteWriter();
  readonly #encoder = new HpackEncoder();
  /** Where the current header block starts. */
  #blockStart = 0;
  /** The largest payload that the peer accepts. Unit: bytes. */
  maxFrame = MAX_FRAME_BYTES;

  /** Number of buffered bytes. */
  get length(): number {
    return this.#out.length;
  }

  take(): Buffer {
    return this.#out.take();
  }

  /** Writes the client preface; SETTINGS must follow. */
  preface(): void {
    this.#out.latin1(PREFACE);
  }

  settings(settings: readonly SettingPair[]): void {
    this.#out.frameHeader(settings.length * 6, FRAME.settings, 0, 0);
    for (const [id, value] of settings) {
      this.#out.byte(0);
      this.#out.byte(id);
      this.#out.uint32(value);
    }
  }

  /** Applies the peer's limit for the dynamic table. Unit: bytes. */
  resizeTable(bytes: number): void {
    this.#encoder.resize(bytes);
  }

  /** Begins a header block. Only {@link field} and then {@link endHeaders} may follow. */
  beginHeaders(): void {
    this.#blockStart = this.#out.reserve(HEADER_BYTES);
    this.#encoder.begin(this.#out);
  }

  /** @param value - One character per byte. */
  field(name: string, value: string): void {
    this.#encoder.field(this.#out, name, value);
  }

  endHeaders(streamId: number, endStream: boolean): void {
    const at = this.#blockStart;
    const flags = endStream ? FLAG.endStream : 0;
    const length = this.#out.length - at - HEADER_BYTES;
    if (length <= this.maxFrame) {
      this.#out.patchFrameHeader(at, length, FRAME.headers, flags | FLAG.endHeaders, streamId);
    } else this.#writeSplit(this.#out.takeFrom(at).subarray(HEADER_BYTES), streamId, flags);
  }

  /** Writes a DATA frame. */
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

  /** Writes WINDOW_UPDATE for the connection. */
  windowUpdate(increment: number): void {
    this.#out.frameHeader(4, FRAME.windowUpdate, 0, 0);
    this.#out.uint32(increment);
  }

  goaway(errorCode: number, lastStreamId: number, debugData = ''): void {
    const debug = Buffer.from(debugData);
    this.#out.frameHeader(8 + debug.length, FRAME.goaway, 0, 0);
    this.#out.uint32(lastStreamId);
    this.#out.uint32(errorCode);
    this.#out.copy(debug, 0, debug.length);
  }

  #writeSplit(block: Buffer, streamId: number, flags: number): void {
    for (let from = 0; from < block.length; from += this.maxFrame) {
      const to = Math.min(block.length, from + this.maxFrame);
      const last = to === block.length ? FLAG.endHeaders : 0;
      if (from === 0) this.#out.frameHeader(to - from, FRAME.headers, flags | last, streamId);
      else this.#out.frameHeader(to - from, FRAME.continuation, last, streamId);
      this.#out.copy(block, from, to);
    }
  }
}
