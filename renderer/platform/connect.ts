import { createORPCClient } from '@orpc/client';
import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import { DESKTOP_CONNECT, type DesktopBridge } from '#shared/contract/desktop-bridge';
import type { Client } from '#shared/contract/index';
import type { Connection } from './connection.js';
import { takeHostToken } from './host-token.js';
import { MendingLink, type OpenLine, type Timers } from './mending-link.js';

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

/** Connects to the core over what this host offers: the only place that knows which one it is. */
export function connect(window: Window): Connection {
  if (window.pushdeck !== undefined) return connectionOver(desktopLine(window));
  const token = takeHostToken(window);
  return token === null ? refused() : connectionOver(browserLine(window, token));
}

function connectionOver(openLine: OpenLine): Connection {
  const link = new MendingLink(openLine, timers);
  return {
    client: createORPCClient<Client>(link),
    state: () => link.state(),
    subscribe: (listener) => link.subscribe(listener),
    retry: () => link.retry(),
  };
}

function desktopLine(window: Window): OpenLine {
  return ({ opened, closed }) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('close', closed);
    window.postMessage(DESKTOP_CONNECT, '/', [port2]);
    port1.start();
    queueMicrotask(opened);
    return { link: new MessagePortLink({ port: port1 }), close: () => port1.close() };
  };
}

function browserLine(window: Window, token: string): OpenLine {
  const address = new URL('/rpc', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('token', token);
  return ({ opened, closed }) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', opened);
    socket.addEventListener('close', closed);
    return { link: new WebSocketLink({ websocket: socket }), close: () => socket.close() };
  };
}

/** Opened without the address that the host printed: nothing can work, and the page says so. */
function refused(): Connection {
  return {
    client: createORPCClient<Client>({ call: () => Promise.reject(new Error('no token')) }),
    state: () => REFUSED,
    subscribe: () => () => undefined,
    retry: () => undefined,
  };
}

const REFUSED = { kind: 'refused' } as const;
