import { createContext, useContext } from 'react';
import type { Scope } from './channel-scope.js';

export interface ScopeHandle {
  readonly scope: Scope;
  readonly change: (scope: Scope) => void;
}

export const ScopeContext = createContext<ScopeHandle | null>(null);

/** The app, environment and credential of the whole screen. */
export function useScope(): ScopeHandle {
  const handle = useContext(ScopeContext);
  if (handle === null) throw new Error('useScope needs the channels screen above it');
  return handle;
}
