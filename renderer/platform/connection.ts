import type { Client } from '#shared/contract/index';
import type { LinkFault } from '#shared/contract/link-faults';
import type { LocalizedText } from '#shared/text/localized-text';

/** Why a connection closed or could not be opened. */
export type LossReason =
  /** No answer. */
  | { readonly kind: 'silence' }
  /** Another program answers at this address, or a Pushdeck that does not know this tab. */
  | { readonly kind: 'stranger' }
  /** The core closed the connection and sent a reason. */
  | { readonly kind: 'closed'; readonly fault: LinkFault; readonly words: LocalizedText };

/**
 * - `connecting`: the first attempt is in progress
 * - `open`: calls are sent
 * - `lost`: disconnected; the next attempt starts at `retryAtMs`
 * - `refused`: this host never authorised the page, so retrying is pointless
 */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly epoch: number }
  | { readonly kind: 'lost'; readonly retryAtMs: number; readonly reason: LossReason }
  | { readonly kind: 'refused' };

/** The page's connection to the core, independent of the host. It reconnects automatically. */
export interface Connection {
  readonly client: Client;
  /** The current state; a new object after every change. */
  readonly state: () => ConnectionState;
  /** Calls `listener` after every change. @returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Reconnects at once instead of waiting for the next attempt. */
  readonly retry: () => void;
  /**
   * The key that encrypts what the page stores in its tab. The host sends it with each session and the tab never stores
   * it. `null` before the first session, and on the desktop, where the page cannot outlive its core.
   */
  readonly sealKey: () => Uint8Array<ArrayBuffer> | null;
}

/** A call failed because the core could not be reached. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}
