import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

const FRAME_HEADER_BYTES = 9;
const SETTINGS_FRAME = 4;
const GOAWAY_FRAME = 7;
const MAX_CONCURRENT_STREAMS = 3;

/**
 * Stands between `node:http2` and its TLS socket, for two things that its interface cannot say: a first
 * SETTINGS frame whose stream limit is lower than what we go on to serve (streams that a client opened before
 * it read the limit are answered, as the real service does), and GOAWAY with LastStreamID 0 after requests
 * have been seen.
 */
export class Wire extends Duplex {
  readonly #socket: TLSSocket;
  /** What the first SETTINGS frame shall say; `null` once it has been sent. */
  #announcedStreams: number | null;
  /** The first frame of a server must be SETTINGS. */
  #hasGreeted = false;
  readonly #afterGreeting: Buffer[] = [];

  constructor(socket: TLSSocket, announcedStreams: number) {
    super();
    this.#socket = socket;
    this.#announcedStreams = announcedStreams;
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

  #send(chunk: Buffer, done: (error?: Error | null) => void): void {
    if (this.#hasGreeted) {
      this.#socket.write(chunk, done);
      return;
    }
    this.#hasGreeted = true;
    this.#socket.write(Buffer.concat([this.#announce(chunk), ...this.#afterGreeting]), done);
  }

  #announce(chunk: Buffer): Buffer {
    const streams = this.#announcedStreams;
    if (streams === null || chunk[3] !== SETTINGS_FRAME) return chunk;
    const end = FRAME_HEADER_BYTES + chunk.readUIntBE(0, 3);
    for (let at = FRAME_HEADER_BYTES; at + 6 <= end; at += 6) {
      if (chunk.readUInt16BE(at) === MAX_CONCURRENT_STREAMS) {
        chunk.writeUInt32BE(streams, at + 2);
        this.#announcedStreams = null;
      }
    }
    return chunk;
  }
}
