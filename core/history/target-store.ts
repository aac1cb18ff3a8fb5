import type { DeliveryOutcome } from '#shared/apns/push';
import type { LedgerState } from './batch-ledger.js';
import type { LedgerTarget } from './packing/target-list.js';

/** Where the targets of batches are kept, and where each of them stands. */
export interface TargetStore {
  /** In one transaction of its own. Known positions stay as they are. */
  enlist(batchId: string, targets: readonly LedgerTarget[]): void;
  /** How many targets are enlisted. */
  count(batchId: string): number;
  /** How many targets are in each state. */
  counts(batchId: string): Readonly<Record<LedgerState, number>>;
  /** Only inside a transaction of the queue. */
  move(batchId: string, positions: readonly number[], state: LedgerState): void;
  /** Only inside a transaction of the queue. @param deliveryId - `null` where the delivery is not stored. */
  settle(batchId: string, position: number, outcome: DeliveryOutcome, deliveryId: string | null): void;
  /**
   * The targets in one of these states, in order.
   *
   * @param onDamaged - Told the first and the last of some positions that cannot be read; they are left out.
   */
  targets(
    batchId: string,
    states: readonly LedgerState[],
    page: { readonly after: number; readonly limit: number },
    onDamaged: (first: number, last: number) => void,
  ): readonly LedgerTarget[];
  /** Also of damaged ones. */
  positionsIn(batchId: string, states: readonly LedgerState[]): ReadonlySet<number>;
  /** The batch was removed; its deliveries stay. Only inside a transaction. */
  remove(batchId: string): void;
}

/** No target in any state. */
export function noCounts(): Record<LedgerState, number> {
  return { waiting: 0, sent: 0, accepted: 0, rejected: 0, failed: 0, unknown: 0 };
}
