import type { BatchProgress } from '../apns/batch.js';
import type { Delivery } from '../apns/push.js';

/** A report on a batch, reconstructed from its deliveries, available even after the sending process has ended. */
export interface BatchReport {
  /** In the format of a running batch, so that one page shows both. */
  readonly progress: BatchProgress;
  /** The slowest answers first. */
  readonly slowest: readonly Delivery[];
}
