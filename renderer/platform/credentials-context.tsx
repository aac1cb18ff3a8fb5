import { createContext, type ReactNode, useContext } from 'react';
import type { Client } from '#shared/contract/index';
import type { CredentialSummary } from '#shared/credentials/inspection';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import { type QueryHandle, useQuery } from './use-query.js';

export interface CredentialList {
  readonly credentials: readonly CredentialSummary[];
  readonly protection: VaultProtection;
}

const CredentialsContext = createContext<QueryHandle<CredentialList> | null>(null);

const loadCredentials = (client: Client, signal?: AbortSignal): Promise<CredentialList> =>
  client.credentials.list(undefined, signal === undefined ? {} : { signal });

/** Shares one list of credentials between Compose and the credentials screen, so that they always agree. */
export function CredentialsProvider({ children }: { readonly children: ReactNode }) {
  const handle = useQuery(loadCredentials);
  return <CredentialsContext value={handle}>{children}</CredentialsContext>;
}

/** The credentials in the vault. Call `reload` after adding, renaming or removing one. */
export function useCredentials(): QueryHandle<CredentialList> {
  const handle = useContext(CredentialsContext);
  if (handle === null) throw new Error('useCredentials needs a CredentialsProvider above it');
  return handle;
}
