import { createContext, createElement, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Client } from '#shared/contract/index';
import type { Connection, ConnectionState } from './connection.js';

const ConnectionContext = createContext<Connection | null>(null);

/** Provides the connection to the core. */
export function ClientProvider(props: { readonly connection: Connection; readonly children: ReactNode }) {
  return createElement(ConnectionContext.Provider, { value: props.connection }, props.children);
}

/** The connection itself, for the few components that show its state. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('useConnection needs a ClientProvider above it');
  return connection;
}

/** The client for all calls to the core. */
export function useClient(): Client {
  return useConnection().client;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(connection.subscribe, connection.state);
}
