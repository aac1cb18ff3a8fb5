import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Clock } from '#core/ports/ports';
import { AppError } from '#shared/errors';
import type { SignedKey } from './authority/certificate.js';
import { readClientCertificate } from './authority/client-certificate.js';
import { ClientConnection, FULL_STREAM_LIMIT } from './client-connection.js';
import { type ServerEvents, ServerSession } from './http2/server-session.js';
import type { ServerStream } from './http2/server-stream.js';

/** Timeout of the TLS handshake, and again of the client's first SETTINGS. Unit: milliseconds. */
const HANDSHAKE_MS = 10_000;
const MAX_CONNECTIONS = 4096;

export interface ListenerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly server: SignedKey;
  /** Initial stream limit of a connection without a client certificate. */
  readonly initialStreams: () => number;
  readonly clock: Clock;
  /** Called once the client has started HTTP/2. */
  readonly onReady: (connection: ClientConnection) => void;
  readonly onStream: (connection: ClientConnection, stream: ServerStream) => void;
  /** Called for a request that was reset as malformed. */
  readonly onRefused: ServerEvents['onRefused'];
}

export interface Listener {
  readonly port: number;
  readonly connections: ReadonlySet<ClientConnection>;
  /** Stops accepting connections. The caller must close the open ones. */
  close(): Promise<void>;
}

/**
 * Listens for HTTP/2 over TLS as APNs does: ALPN is supported but not required, a client certificate is requested
 * but not required, and a client that insists on HTTP/1.1 gets HTTP/2 frames nonetheless.
 *
 * @throws AppError `port-in-use`.
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const connections = new Set<ClientConnection>();
  const server = createServer({
    key: options.server.keyPem,
    cert: options.server.certificatePem,
    minVersion: 'TLSv1.2',
    ALPNCallback: ({ protocols }) => (protocols.includes('h2') ? 'h2' : protocols[0]),
    requestCert: true,
    // The issuer does not matter, so that real push certificates work, too. Their contents are checked per request.
    rejectUnauthorized: false,
    handshakeTimeout: HANDSHAKE_MS,
    noDelay: true,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.on('secureConnection', (socket) => {
    const connection = acceptConnection(socket, options);
    if (connection === null) return;
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  server.on('error', () => undefined);
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function acceptConnection(socket: TLSSocket, options: ListenerOptions): ClientConnection | null {
  socket.on('error', () => undefined);
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  const read = raw === undefined ? null : readClientCertificate(raw);
  const nowMs = options.clock.now();
  // Node cannot fail a handshake because of the contents of a certificate; closing at once comes closest.
  if (raw !== undefined && (read === null || nowMs < read.notBeforeMs || nowMs > read.notAfterMs)) {
    socket.destroy();
    return null;
  }
  const certificate = read?.facts ?? null;
  const session = new ServerSession({
    socket,
    streamLimit: certificate === null ? options.initialStreams() : FULL_STREAM_LIMIT,
    elapsed: () => options.clock.elapsed(),
    events: {
      onReady() {
        clearTimeout(deadline);
        options.onReady(connection);
      },
      onStream: (stream) => options.onStream(connection, stream),
      onRefused: options.onRefused,
    },
  });
  const connection = new ClientConnection(session, certificate, nowMs);
  const deadline = setTimeout(() => session.destroy(), HANDSHAKE_MS).unref();
  socket.once('close', () => clearTimeout(deadline));
  return connection;
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ListenerOptions): AppError {
  return new AppError(
    'port-in-use',
    {
      en: `The simulator cannot listen on ${host}:${port} (${error.code ?? error.message}).`,
      zh: `模拟器无法监听 ${host}:${port}（${error.code ?? error.message}）。`,
    },
    {
      en: 'Stop the program that uses the port, or choose another one with --port.',
      zh: '请停止占用该端口的程序，或使用 --port 选择其他端口。',
    },
    { cause: error },
  );
}
