import { findPageFile } from '#core/page-files';
import type { PushdeckRouter } from '#core/router';
import { CONTENT_SECURITY_POLICY } from '#shared/contract/content-security-policy';
import { AppError } from '#shared/errors';
import { RPCHandler } from '@orpc/server/ws';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { isAllowed, isOwnHost, isOwnOrigin, type HostIdentity, type RequestClaims } from './request-guard.js';

/** Where the page opens its WebSocket. */
export const RPC_PATH = '/rpc';

/** Larger than any message the page sends (a few dropped files at once). Unit: bytes. */
const MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;

export interface BrowserHost {
  /** For the browser: the token rides in the fragment, which browsers do not send and logs do not show. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the built page and the contract on 127.0.0.1.
 *
 * A web page of anybody's can address this port from the user's browser. Therefore: a random token per run,
 * `Host` and `Origin` checked before anything else, no CORS header, a strict content security policy.
 *
 * @param options - `port` 0 takes a free one.
 * @throws {@link AppError} `port-in-use` when somebody else listens there.
 */
export async function startBrowserHost(options: {
  readonly router: PushdeckRouter;
  readonly rendererDir: string;
  readonly port: number;
  readonly token: string;
}): Promise<BrowserHost> {
  const { rendererDir, token } = options;
  const server = createServer((request, response) => {
    void answer(request, response, identity(), rendererDir);
  });
  const identity = (): HostIdentity => ({ port: (server.address() as AddressInfo).port, token });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES });
  const handler = new RPCHandler(options.router);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) !== RPC_PATH || !isAllowed(claimsOf(request), identity())) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => void handler.upgrade(webSocket));
  });

  await listen(server, options.port);
  const { port } = identity();
  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const webSocket of sockets.clients) webSocket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
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
      'content-type': file.contentType,
      'content-length': file.body.byteLength,
      'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
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

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
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
