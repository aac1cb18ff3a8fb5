import type { BatchProgress } from '../apns/batch.js';
import type { Delivery } from '../apns/push.js';

/** A batch as its deliveries tell it, also long after the program that sent it ended. */
export interface BatchReport {
  /** In the form that a running batch has, so that one page shows both. */
  readonly progress: BatchProgress;
  /** The slowest answers first. */
  readonly slowest: readonly Delivery[];
}
