import type { Delivery, DeliveryOutcome, EnvironmentKind } from '../apns/push.js';

/** Which deliveries to show; an absent condition is true. */
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
  /** Newest first. May be fewer than asked for, even none, before the end: a page is bounded in time, too. */
  readonly deliveries: readonly Delivery[];
  /** When those were sent that are damaged and left out; absent where there are none. Unix time in milliseconds. */
  readonly damagedAtMs?: readonly number[];
  /** Hand it back as `before` for the next page; `null` at the end, and only there. */
  readonly next: string | null;
}
