import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';
import type { SettingPair } from './peer-settings.js';

/** The types of frames (RFC 9113 §6). */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const FLAG = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** The largest payload that we accept, which is the default of HTTP/2. Unit: bytes. */
export const MAX_FRAME_BYTES = 16_384;
/** The largest header block that may be spread over CONTINUATION frames. Unit: bytes. */
const MAX_BLOCK_BYTES = 64 * 1024;
const HEADER_BYTES = 9;

/** Receives the frames of a reader. Header blocks are reassembled. */
export interface FrameHandler {
  onData(streamId: number, payload: Buffer, flowBytes: number, endStream: boolean): void;
  onHeaders(streamId: number, block: Buffer, endStream: boolean): void;
  onReset(streamId: number, errorCode: number): void;
  onSettings(pairs: readonly SettingPair[]): void;
  onSettingsAck(): void;
  onPing(payload: Buffer, isAck: boolean): void;
  onGoaway(lastStreamId: number, errorCode: number, debug: Buffer): void;
  onWindowUpdate(streamId: number, increment: number): void;
}

/** Parses the bytes of a connection into frames and checks their format (RFC 9113 §4, §6). */
export class FrameReader {
  readonly #handler: FrameHandler;
  #rest: Buffer | null = null;
  /** A header block that waits for more CONTINUATION frames. */
  #partialBlock: { readonly streamId: number; readonly endStream: boolean; readonly parts: Buffer[] } | null =
    null;
  #hasSettings = false;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** @throws Http2ProtocolError for a connection error. */
  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const length = bytes.readUIntBE(at, 3);
      const type = bytes[at + 3] ?? 0;
      if (!this.#hasSettings && type !== FRAME.settings) {
        throw protocolError(
          type > FRAME.continuation ? 'the data is not HTTP/2 frames' : 'the first frame is not SETTINGS',
        );
      }
      if (length > MAX_FRAME_BYTES) {
        throw new Http2ProtocolError(ERROR_CODE.frameSizeError, 'a frame is larger than allowed');
      }
      const end = at + HEADER_BYTES + length;
      if (end > bytes.length) break;
      this.#hasSettings = true;
      const streamId = bytes.readUInt32BE(at + 5) & 0x7fff_ffff;
      this.#dispatch(type, bytes[at + 4] ?? 0, streamId, bytes.subarray(at + HEADER_BYTES, end));
      at = end;
    }
    this.#rest = at === bytes.length ? null : bytes.subarray(at);
  }

  #dispatch(type: number, flags: number, streamId: number, payload: Buffer): void {
    if (this.#partialBlock !== null && type !== FRAME.continuation)
      throw protocolError('a header block was interrupted');
    switch (type) {
      case FRAME.data:
        requireStream(streamId);
        this.#handler.onData(streamId, unpad(flags, payload), payload.length, (flags & FLAG.endStream) !== 0);
        return;
      case FRAME.headers:
        this.#headers(flags, streamId, payload);
        return;
      case FRAME.continuation:
        this.#continuation(flags, streamId, payload);
        return;
      case FRAME.rstStream:
        requireStream(streamId);
        requireLength(payload, 4);
        this.#handler.onReset(streamId, payload.readUInt32BE(0));
        return;
      case FRAME.settings:
        this.#settings(flags, streamId, payload);
        return;
      case FRAME.ping:
        requireConnection(streamId);
        requireLength(payload, 8);
        this.#handler.onPing(payload, (flags & FLAG.ack) !== 0);
        return;
      case FRAME.goaway:
        requireConnection(streamId);
        if (payload.length < 8) throw sizeError();
        this.#handler.onGoaway(
          payload.readUInt32BE(0) & 0x7fff_ffff,
          payload.readUInt32BE(4),
          payload.subarray(8),
        );
        return;
      case FRAME.windowUpdate:
        requireLength(payload, 4);
        this.#handler.onWindowUpdate(streamId, payload.readUInt32BE(0) & 0x7fff_ffff);
        return;
      case FRAME.pushPromise:
        throw protocolError('PUSH_PROMISE is not allowed');
      case FRAME.priority:
        // PRIORITY is deprecated, but its format is still checked (RFC 9113 §6.3).
        requireStream(streamId);
        requireLength(payload, 5);
        return;
      default:
        // Unknown frame types must be ignored (RFC 9113 §5.5).
        return;
    }
  }

  #headers(flags: number, streamId: number, payload: Buffer): void {
    requireStream(streamId);
    const whole = unpad(flags, payload);
    const priorityBytes = (flags & FLAG.priority) === 0 ? 0 : 5;
    if (whole.length < priorityBytes) throw sizeError();
    const block = whole.subarray(priorityBytes);
    const endStream = (flags & FLAG.endStream) !== 0;
    if ((flags & FLAG.endHeaders) !== 0) this.#handler.onHeaders(streamId, block, endStream);
    else this.#partialBlock = { streamId, endStream, parts: [Buffer.from(block)] };
  }

  #continuation(flags: number, streamId: number, payload: Buffer): void {
    const open = this.#partialBlock;
    if (open?.streamId !== streamId) throw protocolError('CONTINUATION without a header block');
    open.parts.push(Buffer.from(payload));
    const bytes = open.parts.reduce((sum, part) => sum + part.length, 0);
    // Guards against the CONTINUATION flood attack.
    if (bytes > MAX_BLOCK_BYTES || open.parts.length > 64) {
      throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'a header block is too large');
    }
    if ((flags & FLAG.endHeaders) === 0) return;
    this.#partialBlock = null;
    this.#handler.onHeaders(streamId, Buffer.concat(open.parts), open.endStream);
  }

  #settings(flags: number, streamId: number, payload: Buffer): void {
    requireConnection(streamId);
    if ((flags & FLAG.ack) !== 0) {
      requireLength(payload, 0);
      this.#handler.onSettingsAck();
      return;
    }
    if (payload.length % 6 !== 0) throw sizeError();
    const pairs: SettingPair[] = [];
    for (let at = 0; at < payload.length; at += 6) {
      pairs.push([payload.readUInt16BE(at), payload.readUInt32BE(at + 2)]);
    }
    this.#handler.onSettings(pairs);
  }
}

function unpad(flags: number, payload: Buffer): Buffer {
  if ((flags & FLAG.padded) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined || padding >= payload.length)
    throw protocolError('the padding is longer than the frame');
  return payload.subarray(1, payload.length - padding);
}

function requireStream(streamId: number): void {
  if (streamId === 0) throw protocolError('a stream frame without a stream ID');
}

function requireConnection(streamId: number): void {
  if (streamId !== 0) throw protocolError('a connection frame with a stream ID');
}

function requireLength(payload: Buffer, length: number): void {
  if (payload.length !== length) throw sizeError();
}

function protocolError(detail: string): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.protocolError, detail);
}

function sizeError(): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.frameSizeError, 'a frame has the wrong length');
}
