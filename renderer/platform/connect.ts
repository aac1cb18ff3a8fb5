import { type ClientContext, createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { DESKTOP_CONNECT, type DesktopBridge } from '#shared/contract/desktop-bridge';
import type { Session } from '#shared/contract/host-session';
import type { Client } from '#shared/contract/index';
import { faultOfCloseCode } from '#shared/contract/link-faults';
import { type Connection, ConnectionLostError } from './connection.js';
import { createHostEntry, fromBase64Url, type HostEntry } from './host-entry.js';
import { assertMessageSize, splitLongMessages } from './message-parts.js';
import { type OpenTransport, ReconnectingLink, type Timers } from './reconnecting-link.js';

declare global {
  interface Window {
    readonly pushdeck?: DesktopBridge;
  }
}

const timers: Timers = {
  now: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Connects to the core with the transport of the current host. Nothing else knows which host this is. */
export function connect(window: Window & typeof globalThis): Connection {
  if (window.pushdeck !== undefined) return createConnection(desktopTransport(window), () => null);
  const { location, history, sessionStorage, crypto } = window;
  const enter = createHostEntry({
    location,
    history,
    sessionStorage,
    crypto,
    fetch: window.fetch.bind(window),
  });
  let sealKey: Uint8Array<ArrayBuffer> | null = null;
  const transport = browserTransport(window, enter, (session) => {
    sealKey = fromBase64Url(session.sealKey);
  });
  return createConnection(transport, () => sealKey);
}

function createConnection(openTransport: OpenTransport, sealKey: Connection['sealKey']): Connection {
  const link = new ReconnectingLink(openTransport, timers);
  return {
    client: createORPCClient<Client>(link),
    state: () => link.state(),
    subscribe: (listener) => link.subscribe(listener),
    retry: () => link.retry(),
    sealKey,
  };
}

function desktopTransport(window: Window): OpenTransport {
  return ({ opened, closed }) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('close', () => closed({ kind: 'silence' }));
    window.postMessage(DESKTOP_CONNECT, '/', [port2]);
    port1.start();
    queueMicrotask(opened);
    const port = {
      addEventListener: port1.addEventListener.bind(port1),
      postMessage: (message: unknown) => {
        assertMessageSize(message);
        port1.postMessage(message);
      },
    };
    return { link: new MessagePortLink({ port }), close: () => port1.close() };
  };
}

function browserTransport(
  window: Window,
  enter: HostEntry,
  onSession: (session: Session) => void,
): OpenTransport {
  return ({ opened, closed }) => {
    let isGivenUp = false;
    let socket: WebSocket | undefined;
    let link: WebSocketLink<ClientContext> | undefined;
    void enter().then((entry) => {
      if (isGivenUp) return;
      if (entry.kind !== 'entered') {
        closed(
          entry.kind === 'refused' ? 'refused' : { kind: entry.kind === 'stranger' ? 'stranger' : 'silence' },
        );
        return;
      }
      onSession(entry.session);
      socket = new WebSocket(webSocketUrl(window, entry.session.token));
      link = new WebSocketLink({ websocket: splitLongMessages(socket) });
      socket.addEventListener('open', opened);
      socket.addEventListener('close', ({ code }) => {
        const known = faultOfCloseCode(code);
        closed(known === null ? { kind: 'silence' } : { kind: 'closed', ...known });
      });
    });
    return {
      link: {
        call: (path, input, options) =>
          link === undefined
            ? Promise.reject(new ConnectionLostError('The core of Pushdeck was not reached yet.'))
            : link.call(path, input, options),
      },
      close: () => {
        isGivenUp = true;
        socket?.close();
      },
    };
  };
}

function webSocketUrl(window: Window, token: string): URL {
  const address = new URL('/rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('token', token);
  return address;
}
