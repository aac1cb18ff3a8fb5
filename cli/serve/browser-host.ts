import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { findPageFile } from '#core/files/page-files';
import { serveContract } from '#core/link/serve-contract';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { PushdeckRouter } from '#core/router';
import { PAGE_SECURITY_HEADERS } from '#shared/contract/content-security-policy';
import { ENTRY_KEYS, SESSION_PATH } from '#shared/contract/host-session';
import { MESSAGE_LIMITS } from '#shared/contract/message-limits';
import { AppError } from '#shared/errors';
import { newHostKey } from './last-address.js';
import { type HostIdentity, isAllowed, isOwnHost, isOwnOrigin, type RequestClaims } from './request-guard.js';
import { createSessionGrants, type SessionGrants } from './session-grants.js';
import { readSessionRequest } from './session-request.js';
import { closeForFault, linkWebSocket } from './web-socket-link.js';

/** Where the page opens its WebSocket. */
export const RPC_PATH = '/rpc';

/** Lines to pages at once, many times what a person has open. */
const LINE_LIMIT = 64;
/** Sockets of any kind at once: those that ask for nothing must not use up the file handles of the process. */
const SOCKET_LIMIT = 1024;
/** A local browser sends a request in one go. Unit: milliseconds. */
const HEADERS_LIMIT_MS = 5_000;
/** How often half-open requests are looked for. Unit: milliseconds. */
const CHECK_INTERVAL_MS = 1_000;
/** How long pages have to say goodbye at the end. Unit: milliseconds. */
const GOODBYE_MS = 300;

export interface BrowserHost {
  /** For the browser: the token rides in the fragment, which browsers do not send and logs do not show. */
  readonly url: string;
  readonly port: number;
  /** An address that other programs may see, in the process list for example: it lets one page in, once. */
  readonly newOneTimeUrl: () => string;
  close(): Promise<void>;
}

export interface BrowserHostOptions {
  readonly router: PushdeckRouter;
  readonly rendererDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Of this run. */
  readonly token: string;
  /** Proves to tabs of an earlier run that this is the same Pushdeck; a new one knows none of them. */
  readonly key?: Uint8Array;
}

/**
 * Serves the built page and the contract on 127.0.0.1.
 *
 * Any web page can address this port from the user's browser. Therefore: random tokens for each run,
 * `Host` and `Origin` checked before anything else, no CORS header, a strict content security policy.
 *
 * @throws {@link AppError} `port-in-use` when another program listens there.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { rendererDir, token } = options;
  const tokens = new WeakMap<WebSocket, string | null>();
  const doors = createSessionGrants({
    runToken: token,
    masterKey: options.key ?? newHostKey(systemRandomness),
    port: () => identity.port,
    clock: systemClock,
    random: systemRandomness,
    onRevoked: (revoked) => {
      for (const socket of sockets.clients) {
        if (tokens.get(socket) === revoked) closeForFault(socket, 'entered-twice');
      }
    },
  });
  const server = createServer({ connectionsCheckingInterval: CHECK_INTERVAL_MS }, (request, response) => {
    if (pathOf(request) === SESSION_PATH) void answerEntry(request, response, identity, doors);
    else void answerPage(request, response, identity, rendererDir);
  });
  server.maxConnections = SOCKET_LIMIT;
  server.headersTimeout = HEADERS_LIMIT_MS;
  server.requestTimeout = HEADERS_LIMIT_MS;
  const identity: HostIdentity = {
    get port() {
      return (server.address() as AddressInfo).port;
    },
    isToken: doors.isToken,
  };

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMITS.partBytes + 1 });
  const answerLine = serveContract(options.router, systemClock);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // What goes wrong below the WebSocket ends this one socket.
    socket.on('error', () => socket.destroy());
    const claims = claimsOf(request);
    if (pathOf(request) !== RPC_PATH || !isAllowed(claims, identity)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      tokens.set(webSocket, claims.token);
      linkWebSocket(webSocket, answerLine);
      if (sockets.clients.size > LINE_LIMIT) closeForFault(webSocket, 'too-many-windows');
    });
  });

  await listen(server, options.port);
  const { port } = identity;
  const address = (key: string, secret: string): string => `http://127.0.0.1:${port}/#${key}=${secret}`;
  return {
    port,
    url: address(ENTRY_KEYS.token, token),
    newOneTimeUrl: () => address(ENTRY_KEYS.code, doors.newCode()),
    close: () => closeAll(server, sockets),
  };
}

function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const webSocket of sockets.clients) webSocket.terminate();
    }, GOODBYE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeAllConnections();
    for (const webSocket of sockets.clients) closeForFault(webSocket, 'ending');
  });
}

/** Lets a page in. Whoever is refused learns nothing. */
async function answerEntry(
  request: IncomingMessage,
  response: ServerResponse,
  identity: HostIdentity,
  doors: SessionGrants,
): Promise<void> {
  const claims = claimsOf(request);
  const isOurs = isOwnHost(claims.host, identity) && isOwnOrigin(claims.origin, identity);
  const asked = isOurs && request.method === 'POST' ? await readSessionRequest(request) : null;
  const answer = asked === null ? null : doors.answer(asked);
  if (answer === null) {
    response.writeHead(403, { 'content-length': 0, connection: 'close' }).end();
    return;
  }
  response
    .writeHead(200, {
      ...PAGE_SECURITY_HEADERS,
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
    .end(JSON.stringify(answer));
}

async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  identity: HostIdentity,
  rendererDir: string,
): Promise<void> {
  const claims = claimsOf(request);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isOurs = isOwnHost(claims.host, identity) && isOwnOrigin(claims.origin, identity);
  const file = isRead && isOurs ? await findPageFile(rendererDir, pathOf(request)) : null;
  if (file === null) {
    // One answer for everything that is not the page: a stranger learns nothing about what exists here.
    response.writeHead(isAllowed(claims, identity) ? 404 : 403, { 'content-length': 0 }).end();
    return;
  }
  response
    .writeHead(200, {
      ...PAGE_SECURITY_HEADERS,
      'content-type': file.contentType,
      'content-length': file.body.byteLength,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
    })
    .end(request.method === 'HEAD' ? undefined : file.body);
}

function claimsOf(request: IncomingMessage): RequestClaims {
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  return { host: request.headers.host, origin: request.headers.origin, token: query.get('token') };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new AppError(
              'port-in-use',
              { en: `Port ${port} is in use by another program.`, zh: `端口 ${port} 已被其他程序占用。` },
              {
                en: 'Choose another with --port, or leave --port out to take a free one.',
                zh: '用 --port 指定其他端口，或省略 --port 以使用空闲端口。',
              },
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
