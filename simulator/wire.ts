import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

const FRAME_HEADER_BYTES = 9;
const SETTINGS_FRAME = 4;
const GOAWAY_FRAME = 7;
const NO_ERROR = 0;
const MAX_CONCURRENT_STREAMS = 3;

/**
 * Stands between `node:http2` and its TLS socket, for what its interface cannot say:
 *
 * - SETTINGS with a lower stream limit than what we go on to serve. Streams that a client opened before it read
 *   the limit are answered, as the real service does; and Node, which counts a stream until it has been collected,
 *   would reset the streams of a client that uses its limit fully.
 * - GOAWAY with LastStreamID 0 after requests have been seen.
 */
export class Wire extends Duplex {
  /** The stream limit that every SETTINGS frame announces. */
  announcedStreams: number;
  readonly #socket: TLSSocket;
  /** The first frame of a server must be SETTINGS. */
  #hasGreeted = false;
  readonly #afterGreeting: Buffer[] = [];

  constructor(socket: TLSSocket, announcedStreams: number) {
    super();
    this.#socket = socket;
    this.announcedStreams = announcedStreams;
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error: Error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  /** Sends a GOAWAY frame of our own; frames of `node:http2` are always written whole, so it fits between. */
  sendGoaway(errorCode: number, lastStreamId: number, debugData: string): void {
    const data = Buffer.from(debugData);
    const frame = Buffer.alloc(FRAME_HEADER_BYTES + 8 + data.length);
    frame.writeUIntBE(8 + data.length, 0, 3);
    frame.writeUInt8(GOAWAY_FRAME, 3);
    frame.writeUInt32BE(lastStreamId, FRAME_HEADER_BYTES);
    frame.writeUInt32BE(errorCode, FRAME_HEADER_BYTES + 4);
    data.copy(frame, FRAME_HEADER_BYTES + 8);
    if (this.#hasGreeted) this.#socket.write(frame);
    else this.#afterGreeting.push(frame);
  }

  /** Ends the socket once everything written has left, without a word of `node:http2`. */
  hangUp(): void {
    this.#socket.destroySoon();
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, done);
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #send(frames: Buffer, done: (error?: Error | null) => void): void {
    const endsInViolation = this.#announce(frames);
    if (!this.#hasGreeted) {
      this.#hasGreeted = true;
      this.#socket.write(Buffer.concat([frames, ...this.#afterGreeting]), done);
      return;
    }
    this.#socket.write(frames, done);
    // Having said that the protocol was violated, `node:http2` may leave the connection open for ever.
    if (endsInViolation) this.hangUp();
  }

  /**
   * Writes our stream limit into SETTINGS frames.
   *
   * @returns True when the last frame is a GOAWAY with an error. One without an error is polite: answers follow.
   */
  #announce(frames: Buffer): boolean {
    let endsInViolation = false;
    for (let at = 0; at + FRAME_HEADER_BYTES <= frames.length;) {
      const length = ((frames[at] ?? 0) << 16) | ((frames[at + 1] ?? 0) << 8) | (frames[at + 2] ?? 0);
      const type = frames[at + 3] ?? -1;
      const end = at + FRAME_HEADER_BYTES + length;
      endsInViolation =
        type === GOAWAY_FRAME && frames.readUInt32BE(at + FRAME_HEADER_BYTES + 4) !== NO_ERROR;
      if (type === SETTINGS_FRAME) this.#announceIn(frames.subarray(at + FRAME_HEADER_BYTES, end));
      at = end;
    }
    return endsInViolation;
  }

  #announceIn(settings: Buffer): void {
    for (let at = 0; at + 6 <= settings.length; at += 6) {
      if (settings.readUInt16BE(at) === MAX_CONCURRENT_STREAMS) {
        settings.writeUInt32BE(this.announcedStreams, at + 2);
      }
    }
  }
}
