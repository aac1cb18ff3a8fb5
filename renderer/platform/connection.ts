import type { Client } from '#shared/contract/index';

/**
 * - `connecting`: the first attempt is under way
 * - `open`: calls go through
 * - `lost`: it was or will be retried at `retryAtMs`
 * - `refused`: the page has no token for this host, so trying again is useless
 */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly epoch: number }
  | { readonly kind: 'lost'; readonly retryAtMs: number }
  | { readonly kind: 'refused' };

/** The page's line to the core, whichever host carries it. It mends itself. */
export interface Connection {
  readonly client: Client;
  /** The state now; a new object after every change. */
  readonly state: () => ConnectionState;
  /** Calls `listener` after every change until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Tries again at once instead of waiting for the next attempt. */
  readonly retry: () => void;
}

/** A call was given up because the core could not be reached. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}
