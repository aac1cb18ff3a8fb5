import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { afterAll } from 'vitest';
import { frame, settingsFrame } from './http2-frames.js';
import type { TestAuthority } from './test-identity.js';

/** A connection on which a whole request has arrived. */
export interface RawRequest {
  readonly socket: TLSSocket;
  /** Below TLS: destroying it sends no close_notify, resetting it sends RST. */
  readonly tcp: Socket;
  readonly streamId: number;
}

const PREFACE_BYTES = 24;

/** Listens on a free port until the tests of the file are over. @returns The port. */
export async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A server of bytes below TLS. @param act - Called once the client has said something. */
export function rawTcp(act: (socket: Socket, first: Buffer) => void): Server {
  return createTcpServer((socket) => socket.once('data', (first: Buffer) => act(socket, first)));
}

/** A server that writes frames by hand. */
export function rawHttp2(
  authority: TestAuthority,
  options: {
    /** What it says first, SETTINGS as a rule; `null`: nothing. */
    readonly greeting?: Buffer | null;
    /** Called with each request that has come as a whole, once the client has confirmed our SETTINGS. */
    readonly onRequest?: (request: RawRequest) => void;
    readonly tls?: TlsOptions;
    /** Answers PING, as a server does that lives. */
    readonly answersPings?: boolean;
  },
): Server {
  const { greeting = settingsFrame([[3, 100]]), onRequest, tls, answersPings = false } = options;
  const { certificatePem: cert, keyPem: key } = authority.server;
  const carriers = new Map<number | undefined, Socket>();
  const server = createTlsServer({ cert, key, ALPNProtocols: ['h2'], ...tls });
  server.on('connection', (tcp: Socket) => carriers.set(tcp.remotePort, tcp));
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    const tcp = carriers.get(socket.remotePort);
    socket.on('error', () => undefined);
    if (greeting !== null) socket.write(greeting);
    let bytes: Buffer = Buffer.alloc(0);
    let seen = PREFACE_BYTES;
    let isConfirmed = greeting === null;
    const waiting: number[] = [];
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (seen + 9 <= bytes.length && seen + 9 + bytes.readUIntBE(seen, 3) <= bytes.length) {
        const [type, flags] = [bytes.readUInt8(seen + 3), bytes.readUInt8(seen + 4)];
        const streamId = bytes.readUInt32BE(seen + 5);
        const end = seen + 9 + bytes.readUIntBE(seen, 3);
        const payload = bytes.subarray(seen + 9, end);
        seen = end;
        // PING without ACK (RFC 9113 §6.7).
        if (answersPings && type === 6 && (flags & 1) === 0) socket.write(frame(6, 1, 0, payload));
        // DATA or HEADERS that ends its stream (RFC 9113 §6.1, §6.2).
        if (type <= 1 && (flags & 1) !== 0) waiting.push(streamId);
        // SETTINGS with ACK (RFC 9113 §6.5).
        if (type === 4 && (flags & 1) !== 0) isConfirmed = true;
      }
      if (!isConfirmed || tcp === undefined) return;
      for (const streamId of waiting.splice(0)) onRequest?.({ socket, tcp, streamId });
    });
  });
  return server;
}
