import type { Client } from '#shared/contract/index';
import type { LinkFault } from '#shared/contract/link-faults';
import type { LocalizedText } from '#shared/text/localized-text';

/** Why a line ended or did not come about. */
export type LossReason =
  /** Nobody answers. */
  | { readonly kind: 'silence' }
  /** Another program answers at this address, or a Pushdeck that does not know this tab. */
  | { readonly kind: 'stranger' }
  /** The core closed the line and said why. */
  | { readonly kind: 'closed'; readonly fault: LinkFault; readonly words: LocalizedText };

/**
 * - `connecting`: the first attempt is under way
 * - `open`: calls go through
 * - `lost`: it was or will be retried at `retryAtMs`
 * - `refused`: the page was never let in by this host, so trying again is useless
 */
export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly epoch: number }
  | { readonly kind: 'lost'; readonly retryAtMs: number; readonly reason: LossReason }
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
  /**
   * Seals what the page keeps in its tab; the host gives it anew each time and the tab never holds it. `null` before
   * the first answer, and on the desktop, whose page cannot be without its core.
   */
  readonly sealKey: () => Uint8Array<ArrayBuffer> | null;
}

/** A call was given up because the core could not be reached. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}
