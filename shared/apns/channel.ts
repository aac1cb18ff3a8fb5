import type { Explanation } from './explanation.js';
import type { DeliveryFailure, DeliveryOutcome } from './push.js';

/** What APNs stores for a channel: nothing, or the newest message for up to eight hours. Fixed at creation. */
export const STORAGE_POLICIES = ['none', 'most-recent'] as const;
export type StoragePolicy = (typeof STORAGE_POLICIES)[number];

/** The wire values of the policies. */
export const STORAGE_POLICY_NUMBERS: Readonly<Record<StoragePolicy, 0 | 1>> = { none: 0, 'most-recent': 1 };

/** A broadcast channel for Live Activities. */
export interface Channel {
  /** Base64. */
  readonly id: string;
  readonly storagePolicy: StoragePolicy;
}

/** The result of a channel management request. */
export type ChannelResult<Value> =
  | { readonly ok: true; readonly value: Value; readonly requestId: string | null }
  | {
      readonly ok: false;
      readonly outcome: Exclude<DeliveryOutcome, 'accepted'>;
      readonly status: number | null;
      readonly reason: string | null;
      readonly failure: DeliveryFailure | null;
      readonly explanation: Explanation | null;
      readonly requestId: string | null;
    };
