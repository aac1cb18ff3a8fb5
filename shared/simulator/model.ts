import type { HeaderField } from '../apns/push.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { SimulatorSwitches } from './switches.js';

export type DeviceState = 'active' | 'offline' | 'unregistered' | 'expired';

/** A device that the simulated APNs knows. */
export interface SimulatedDevice {
  readonly token: string;
  readonly name: string;
  /** The topics its tokens are good for: bundle ID, with suffix where the token is a special one. */
  readonly topics: readonly string[];
  readonly state: DeviceState;
  /** For `unregistered` and `expired`: Unix time in milliseconds, as the 410 answer gives it. */
  readonly goneAtMs: number | null;
}

/** When a fault rule applies; an absent condition is true. */
export interface RuleCondition {
  /** Exact, or a prefix that ends in `*`. */
  readonly token?: string;
  readonly topic?: string;
  readonly pushType?: string;
  /** A text that the payload must contain. */
  readonly payload?: string;
  /** Every n-th matching request. */
  readonly every?: number;
  /** Only after the first n matching requests. */
  readonly after?: number;
  /** 0…1, drawn from `seed`, so that a run repeats exactly. */
  readonly probability?: number;
  readonly seed?: number;
}

export interface GoawayFault {
  readonly debug?: 'json' | 'empty' | 'text';
  /** The reason inside the JSON form, or the text of the text form. */
  readonly reason?: string;
  /** `none` = 0: nothing was processed; `last` = everything opened so far. A number = that stream ID. */
  readonly lastStreamId?: 'none' | 'last' | number;
  readonly times?: 1 | 2;
}

/** What happens to a matching request. */
export type RuleEffect =
  | { readonly answer: { readonly status: number; readonly reason: string; readonly timestampMs?: number } }
  | { readonly delayMs: number | { readonly min: number; readonly max: number } }
  | { readonly goaway: GoawayFault }
  | { readonly reset: string }
  | { readonly drop: true }
  | { readonly hang: true }
  | { readonly throttle: number }
  | { readonly expireToken: true };

/** A fault as data: the first rule whose condition holds decides. */
export interface FaultRule {
  readonly id: string;
  readonly name?: string;
  readonly enabled?: boolean;
  readonly when: RuleCondition;
  readonly then: RuleEffect;
}

/** One request as the simulator saw it and what it answered. The authorization header is redacted. */
export interface SimulatorRequest {
  readonly id: number;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderField[];
  readonly payload: string;
  /** `null` when no answer was given (hang, reset, dropped connection). */
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  /** The fault rule that decided, if one did. */
  readonly ruleId: string | null;
  /** In one sentence, why this answer. */
  readonly because: LocalizedText;
}

/** A push that reached a simulated device, as an iPhone would treat it. */
export interface InboxItem {
  readonly id: string;
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly topic: string;
  readonly pushType: string;
  readonly priority: number;
  readonly collapseId: string | null;
  readonly payload: string;
  /** How it shows: a banner, nothing (silent), a call, a Live Activity, … */
  readonly presentation: 'banner' | 'silent' | 'call' | 'live-activity' | 'badge' | 'background' | 'other';
  /** Kept while the device was offline and handed over when it came back. */
  readonly stored: boolean;
  /** Of a Live Activity that was updated since: the payload it was started with, whose attributes stay. */
  readonly startedWith: string | null;
}

export interface SimulatorDeviceInbox {
  readonly device: SimulatedDevice;
  readonly badge: number;
  /** Newest first; a collapsed one was replaced in place. Bounded. */
  readonly items: readonly InboxItem[];
  /** The one stored push waiting while the device is offline. */
  readonly waiting: InboxItem | null;
}

export interface SimulatorState {
  readonly running: boolean;
  readonly url: string | null;
  readonly managementUrl: string | null;
  readonly environment: 'sandbox' | 'production';
  readonly topics: readonly string[];
  readonly inboxes: readonly SimulatorDeviceInbox[];
  readonly rules: readonly FaultRule[];
  readonly switches: SimulatorSwitches;
  /** The newest first, bounded. */
  readonly requests: readonly SimulatorRequest[];
}
