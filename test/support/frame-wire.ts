import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

const GOAWAY = 7;

/**
 * Stands between a `node:http2` server and its TLS socket, so that a test can say with a frame of its own what the
 * server's interface cannot: GOAWAY with any LastStreamID, and bytes that are no HTTP/2 at all.
 */
export class FrameWire extends Duplex {
  readonly #socket: TLSSocket;

  constructor(socket: TLSSocket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) socket.pause();
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (error: Error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  sendGoaway(errorCode: number, lastStreamId: number, debug: string): void {
    const data = Buffer.from(debug);
    const payload = Buffer.alloc(8 + data.length);
    payload.writeUInt32BE(lastStreamId, 0);
    payload.writeUInt32BE(errorCode, 4);
    data.copy(payload, 8);
    this.sendFrame(GOAWAY, 0, 0, payload);
  }

  /** Writes a frame as it is (RFC 9113 §4.1). */
  sendFrame(type: number, flags: number, streamId: number, payload: Buffer): void {
    const header = Buffer.alloc(9);
    header.writeUIntBE(payload.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(streamId, 5);
    this.#socket.write(Buffer.concat([header, payload]));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
