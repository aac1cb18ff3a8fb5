import type { Duplex } from 'node:stream';
import type { FrameWriter } from './frame-writer.js';

/** Writes frames to a socket, as many as possible at once. */
export class FrameFlow {
  readonly #socket: Duplex;
  readonly #out: FrameWriter;
  #isPlanned = false;
  #isGathering = false;

  constructor(socket: Duplex, out: FrameWriter) {
    this.#socket = socket;
    this.#out = out;
  }

  /** True while incoming bytes are processed; frames written meanwhile are flushed afterwards. */
  get isGathering(): boolean {
    return this.#isGathering;
  }

  /** Bytes that are waiting in the socket. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  /** Processes incoming bytes without flushing; the caller flushes afterwards. */
  gather(work: () => void): void {
    this.#isGathering = true;
    try {
      work();
    } finally {
      this.#isGathering = false;
    }
  }

  /** Flushes in a microtask. */
  plan(): void {
    if (this.#isPlanned || this.#isGathering) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.#out.length > 0 && this.#socket.writable) this.#socket.write(this.#out.take());
  }
}
