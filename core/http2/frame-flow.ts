import type { Duplex } from 'node:stream';
import type { FrameWriter } from './frame-writer.js';

/** Lets frames leave through a socket, as many as possible in one write. */
export class FrameFlow {
  readonly #socket: Duplex;
  readonly #out: FrameWriter;
  #isPlanned = false;
  #isGathering = false;

  constructor(socket: Duplex, out: FrameWriter) {
    this.#socket = socket;
    this.#out = out;
  }

  /** True while incoming bytes are worked off: what is written then leaves at their end. */
  get isGathering(): boolean {
    return this.#isGathering;
  }

  /** Bytes that the other side has not taken. */
  get backlog(): number {
    return this.#socket.writableLength;
  }

  /** Works off incoming bytes; the caller flushes afterwards. */
  gather(work: () => void): void {
    this.#isGathering = true;
    try {
      work();
    } finally {
      this.#isGathering = false;
    }
  }

  /** Flushes when everything that is being done now is done. */
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
