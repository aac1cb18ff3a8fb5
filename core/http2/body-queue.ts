import type { FrameWriter } from './frame-writer.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';

/** The initial size of flow-control windows (RFC 9113 §6.9.2). Unit: bytes. */
const DEFAULT_WINDOW_BYTES = 65_535;
const MAX_WINDOW_BYTES = 0x7fff_ffff;

/** A stream with a body to send. */
export interface BodySource {
  readonly id: number;
  /** The peer's flow-control window for this stream. Unit: bytes. */
  sendWindow: number;
  /** The part of the body that was not sent yet; `null` when all was. */
  rest: Buffer | null;
}

/**
 * Sends bodies within the flow-control windows of the peer (RFC 9113 §5.2). The body that has waited longest goes
 * first, so that none starves behind newer ones.
 */
export class BodyQueue {
  readonly #out: FrameWriter;
  #blocked: BodySource[] = [];
  /** The peer's window for the connection. Unit: bytes. */
  #window = DEFAULT_WINDOW_BYTES;
  /** The peer's initial window for new streams. Unit: bytes. */
  #initialWindow = DEFAULT_WINDOW_BYTES;

  constructor(out: FrameWriter) {
    this.#out = out;
  }

  get initialWindow(): number {
    return this.#initialWindow;
  }

  /** True when a body of this length could start to be sent at once. */
  canTake(bytes: number): boolean {
    return this.#blocked.length === 0 && (bytes === 0 || this.#window > 0);
  }

  /** Sends the body of a new stream as far as the windows allow, and queues the rest. */
  add(stream: BodySource): void {
    if (this.#blocked.length > 0 || !this.#write(stream)) this.#blocked.push(stream);
  }

  /** Discards the rest of a body. */
  drop(stream: BodySource): void {
    if (stream.rest === null) return;
    stream.rest = null;
    this.#blocked = this.#blocked.filter((other) => other !== stream);
  }

  /**
   * Applies WINDOW_UPDATE to the connection.
   *
   * @throws Http2ProtocolError for an invalid increment.
   */
  growWindow(increment: number): void {
    if (increment === 0) {
      throw new Http2ProtocolError(ERROR_CODE.protocolError, 'WINDOW_UPDATE with an increment of 0');
    }
    this.#window = enlarge(this.#window, increment);
  }

  /**
   * Applies WINDOW_UPDATE to a stream. An invalid increment ends that stream only (RFC 9113 §6.9, §6.9.1).
   *
   * @returns the error code to reset the stream with; `null` when there is no error.
   */
  growStreamWindow(stream: BodySource, increment: number): number | null {
    if (increment === 0) return ERROR_CODE.protocolError;
    if (stream.sendWindow + increment > MAX_WINDOW_BYTES) return ERROR_CODE.flowControlError;
    stream.sendWindow += increment;
    return null;
  }

  /** Applies SETTINGS_INITIAL_WINDOW_SIZE, also to open streams, whose windows may become negative. */
  setInitialWindow(bytes: number, open: Iterable<BodySource>): void {
    if (bytes > MAX_WINDOW_BYTES) throw windowOverflow();
    const change = bytes - this.#initialWindow;
    this.#initialWindow = bytes;
    for (const stream of open) stream.sendWindow = enlarge(stream.sendWindow, change);
  }

  /** Sends what the windows allow now. @returns true when the queue was not empty before and is empty now. */
  resume(): boolean {
    if (this.#blocked.length === 0) return false;
    this.#blocked = this.#blocked.filter((stream) => !this.#write(stream));
    return this.#blocked.length === 0;
  }

  /** @returns true when the whole body was sent. */
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

function enlarge(window: number, change: number): number {
  if (window + change > MAX_WINDOW_BYTES) throw windowOverflow();
  return window + change;
}

function windowOverflow(): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.flowControlError, 'a flow-control window exceeds its maximum');
}
