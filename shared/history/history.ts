import type { Delivery, DeliveryOutcome, EnvironmentKind } from '../apns/push.js';

/** Conditions for deliveries; absent ones match everything. */
export interface HistoryFilter {
  readonly environment?: EnvironmentKind;
  readonly outcome?: DeliveryOutcome;
  readonly status?: number;
  readonly reason?: string;
  readonly topic?: string;
  readonly preset?: string;
  readonly device?: string;
  readonly batchId?: string;
  /** Unix time in milliseconds, inclusive. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Words to find in topic, device name, token, channel, reason, preset and payload. */
  readonly search?: string;
}

export interface HistoryPage {
  /** Newest first. A page may be shorter than requested, even empty, because its time is bounded, too. */
  readonly deliveries: readonly Delivery[];
  /** Send times of damaged deliveries that were left out; absent if there are none. Unix time in milliseconds. */
  readonly damagedAtMs?: readonly number[];
  /** Pass it as `before` to get the next page; `null` only at the end. */
  readonly next: string | null;
}
