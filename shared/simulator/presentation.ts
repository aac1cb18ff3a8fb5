import { describePayload, type PayloadDescription, type ShownActivity } from '../payload/preview.js';
import { parseJsonRecord } from '../text/json-record.js';
import type { InboxItem } from './model.js';

/** What a device takes from a payload when a push arrives. */
export interface PayloadReading {
  readonly presentation: InboxItem['presentation'];
  /** The number to show on the app's icon; `null` leaves it as it is. */
  readonly badge: number | null;
  readonly activity: ShownActivity | null;
}

/**
 * Reads a payload as an iPhone would: what shows, and what changes on the icon. A body that is not JSON
 * arrives as well, and nothing shows.
 */
export function readPayload(pushType: string, payload: string): PayloadReading {
  const shown = describePayload(parseJsonRecord(payload) ?? {}, pushType);
  return {
    presentation: presentationOf(shown, pushType),
    badge: badgeOf(shown),
    activity: shown.kind === 'live-activity' ? shown : null,
  };
}

function presentationOf(shown: PayloadDescription, pushType: string): InboxItem['presentation'] {
  switch (shown.kind) {
    case 'notification':
      return 'banner';
    case 'live-activity':
    case 'call':
      return shown.kind;
    case 'silent':
      if (shown.quiet === 'badge') return 'badge';
      if (shown.quiet === 'background') return pushType === 'background' ? 'background' : 'silent';
      return shown.quiet === 'nothing' ? 'silent' : 'other';
  }
}

function badgeOf(shown: PayloadDescription): number | null {
  switch (shown.kind) {
    case 'notification':
    case 'silent':
      return shown.badge;
    case 'live-activity':
      return shown.alert?.badge ?? null;
    case 'call':
      return null;
  }
}
