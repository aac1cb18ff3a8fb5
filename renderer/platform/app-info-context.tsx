import { createContext, type ReactNode, useContext } from 'react';
import type { AppInfo } from '#shared/contract/app';
import type { Client } from '#shared/contract/index';
import { useQuery } from './use-query.js';

const AppInfoContext = createContext<AppInfo | null>(null);

const loadInfo = (client: Client, signal?: AbortSignal): Promise<AppInfo> =>
  client.app.info(undefined, signal === undefined ? {} : { signal });

/** Asks the host once for its name and capabilities. */
export function AppInfoProvider({ children }: { readonly children: ReactNode }) {
  const { query } = useQuery(loadInfo);
  return <AppInfoContext value={query.kind === 'ready' ? query.value : null}>{children}</AppInfoContext>;
}

/** `null` until the host has answered. */
export function useAppInfo(): AppInfo | null {
  return useContext(AppInfoContext);
}
