import {
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { afterAll } from 'vitest';
import type { Environment } from '#shared/apns/push';
import { frame } from './http2-frames.js';
import type { TestAuthority } from './test-identity.js';

/** One request as it reached the server, with what a test needs to misbehave. */
export interface ReceivedRequest {
  readonly stream: ServerHttp2Stream;
  readonly session: ServerHttp2Session;
  /** Destroying it is what a crash looks like. */
  readonly socket: TLSSocket;
  /** Sends GOAWAY in every form; `session.goaway` does not name a last stream of 0. */
  readonly goaway: (code: number, lastStreamId: number, debugData: string) => void;
  /** Half open: the server is there no more, and nothing says so. */
  readonly fallSilent: () => void;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** From 1, over all connections. */
  readonly number: number;
}

/** A bare `node:http2` server that is no APNs and does what a test says. */
export interface H2Server {
  readonly environment: Environment;
  readonly url: string;
  readonly requests: ReceivedRequest[];
  connections: number;
  /** Called with each whole request; the default answers 200. */
  onRequest: (request: ReceivedRequest) => void;
  /** Called with each stream before its body is there. */
  onStream: (stream: ServerHttp2Stream, socket: TLSSocket) => void;
  close(): Promise<void>;
}

export async function openH2Server(authority: TestAuthority, options: TlsOptions = {}): Promise<H2Server> {
  const { certificatePem, keyPem } = authority.server;
  const h2 = createServer({ settings: { maxConcurrentStreams: MAX_STREAMS } });
  const tls = createTlsServer({ cert: certificatePem, key: keyPem, ALPNProtocols: ['h2'], ...options });
  const sockets = new Set<TLSSocket>();
  const self: H2Server = {
    environment: { kind: 'simulator' },
    url: '',
    requests: [],
    connections: 0,
    onRequest: ({ stream }) => answer(stream, 200),
    onStream: () => undefined,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        tls.close(() => resolve());
      }),
  };
  tls.on('tlsClientError', () => undefined);
  tls.on('secureConnection', (socket) => {
    self.connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const toClient = new PassThrough();
    toClient.pipe(socket);
    const goaway: ReceivedRequest['goaway'] = (code, lastStreamId, debugData) => {
      const numbers = Buffer.alloc(8);
      numbers.writeUInt32BE(lastStreamId, 0);
      numbers.writeUInt32BE(code, 4);
      // Frames of node:http2 are written whole, so it fits between.
      toClient.write(frame(7, 0, 0, Buffer.concat([numbers, Buffer.from(debugData)])));
    };
    const fallSilent = (): void => void toClient.unpipe(socket);
    const wire = Duplex.from({ readable: socket, writable: toClient });
    wire.on('error', () => undefined);
    h2.once('session', (session) => {
      session.on('error', () => undefined);
      session.on('stream', (stream, headers) => {
        let body = '';
        stream.on('error', () => undefined);
        stream.setEncoding('utf8');
        stream.on('data', (chunk: string) => (body += chunk));
        self.onStream(stream, socket);
        stream.on('end', () => {
          const number = self.requests.length + 1;
          const request = { stream, session, socket, goaway, fallSilent, headers, body, number };
          self.requests.push(request);
          self.onRequest(request);
        });
      });
    });
    h2.emit('connection', wire);
  });
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  const { port } = tls.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}`;
  Object.assign(self, { url, environment: { kind: 'custom', url, caPem: authority.caPem } });
  afterAll(() => self.close());
  return self;
}

const MAX_STREAMS = 1000;

/** Answers as APNs does. @param reason - Makes the JSON body of an error. */
export function answer(
  stream: ServerHttp2Stream,
  status: number,
  reason?: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (stream.destroyed) return;
  if (reason === undefined) {
    stream.respond({ ':status': status, ...headers }, { endStream: true });
    return;
  }
  stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
  stream.end(JSON.stringify({ reason }));
}
