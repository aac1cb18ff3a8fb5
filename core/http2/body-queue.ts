import type { FrameWriter } from './frame-writer.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

/** What a window holds before anything is said about it (RFC 9113 §6.9.2). Unit: bytes. */
const DEFAULT_WINDOW_BYTES = 65_535;
const LARGEST_WINDOW = 0x7fff_ffff;

/** A stream with a body to send. */
export interface BodySource {
  readonly id: number;
  /** What the other side's window for this stream still takes. Unit: bytes. */
  sendWindow: number;
  /** The part of the body that has not left; `null` when all has. */
  rest: Buffer | null;
}

/**
 * The bodies on their way out and the flow-control windows of the other side they must fit into (RFC 9113 §5.2). What has
 * waited longest goes first, so that none starves behind newer ones.
 */
export class BodyQueue {
  readonly #out: FrameWriter;
  #blocked: BodySource[] = [];
  /** What the other side takes over all streams. Unit: bytes. */
  #window = DEFAULT_WINDOW_BYTES;
  /** What it takes on a new stream. Unit: bytes. */
  #initialWindow = DEFAULT_WINDOW_BYTES;

  constructor(out: FrameWriter) {
    this.#out = out;
  }

  get initialWindow(): number {
    return this.#initialWindow;
  }

  /** True when a body with so many bytes would begin to leave at once. */
  takes(bytes: number): boolean {
    return this.#blocked.length === 0 && (bytes === 0 || this.#window > 0);
  }

  /** Sends what fits of a new stream's body, and the rest when there is room. */
  add(stream: BodySource): void {
    if (this.#blocked.length > 0 || !this.#write(stream)) this.#blocked.push(stream);
  }

  /** The rest of this body need not travel any more. */
  drop(stream: BodySource): void {
    if (stream.rest === null) return;
    stream.rest = null;
    this.#blocked = this.#blocked.filter((other) => other !== stream);
  }

  /**
   * The other side takes more over all streams.
   *
   * @throws Http2ProtocolError when it says so wrongly.
   */
  grow(increment: number): void {
    if (increment === 0) {
      throw new Http2ProtocolError(ERROR_CODE.protocolError, 'a window grows by nothing');
    }
    this.#window = grown(this.#window, increment);
  }

  /**
   * As {@link grow}, for one stream, which alone is to end where that goes wrong (RFC 9113 §6.9, §6.9.1).
   *
   * @returns the error code to end it with; `null` when it goes on.
   */
  growStream(stream: BodySource, increment: number): number | null {
    if (increment === 0) return ERROR_CODE.protocolError;
    if (stream.sendWindow + increment > LARGEST_WINDOW) return ERROR_CODE.flowControlError;
    stream.sendWindow += increment;
    return null;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE: counts for the open streams too, whose window may fall below nothing by it. */
  resizeAll(bytes: number, open: Iterable<BodySource>): void {
    if (bytes > LARGEST_WINDOW) throw overflow();
    const change = bytes - this.#initialWindow;
    this.#initialWindow = bytes;
    for (const stream of open) stream.sendWindow = grown(stream.sendWindow, change);
  }

  /** Sends what fits now. @returns true when something waited and nothing does any more. */
  resume(): boolean {
    if (this.#blocked.length === 0) return false;
    this.#blocked = this.#blocked.filter((stream) => !this.#write(stream));
    return this.#blocked.length === 0;
  }

  /** @returns true when the whole body has left. */
  #write(stream: BodySource): boolean {
    let { rest } = stream;
    while (rest !== null) {
      const size = Math.min(rest.length, this.#window, stream.sendWindow, this.#out.maxFrame);
      if (size <= 0) return false;
      const isLast = size === rest.length;
      this.#out.data(stream.id, rest, size, isLast);
      this.#window -= size;
      stream.sendWindow -= size;
      rest = isLast ? null : rest.subarray(size);
      stream.rest = rest;
    }
    return true;
  }
}

function grown(window: number, change: number): number {
  if (window + change > LARGEST_WINDOW) throw overflow();
  return window + change;
}

function overflow(): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.flowControlError, 'a window grows too large');
}
