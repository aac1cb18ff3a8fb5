import type { Duplex } from 'node:stream';
import type { FrameWriter } from './frame-writer.js';

/** Writes frames to a socket, as many as possible at once. */
export class FrameFlusher {
  readonly #socket: Duplex;
  readonly #out: FrameWriter;
  #isScheduled = false;
  #isBatching = false;

  constructor(socket: Duplex, out: FrameWriter) {
    this.#socket = socket;
    this.#out = out;
  }

  /** True while incoming bytes are processed; frames written meanwhile are flushed afterwards. */
  get isBatching(): boolean {
    return this.#isBatching;
  }

  /** Bytes that are waiting in the socket. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  /** Processes incoming bytes without flushing; the caller flushes afterwards. */
  batch(work: () => void): void {
    this.#isBatching = true;
    try {
      work();
    } finally {
      this.#isBatching = false;
    }
  }

  /** Flushes in a microtask. */
  scheduleFlush(): void {
    if (this.#isScheduled || this.#isBatching) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.#out.length > 0 && this.#socket.writable) this.#socket.write(this.#out.take());
  }
}
