import type { InboxItem } from './model.js';

/** What a device takes from a payload when a push arrives. */
export interface PayloadReading {
  readonly presentation: InboxItem['presentation'];
  /** The number to show on the app's icon; `null` leaves it as it is. */
  readonly badge: number | null;
  readonly threadId: string | null;
  readonly activity: {
    readonly event: 'start' | 'update' | 'end' | null;
    /** Unix time in seconds. */
    readonly timestampS: number | null;
    /** The broadcast channel that a `start` subscribes to. */
    readonly channelId: string | null;
  } | null;
}

type JsonObject = Readonly<Record<string, unknown>>;

const BY_TYPE: Readonly<Record<string, InboxItem['presentation']>> = {
  voip: 'call',
  liveactivity: 'live-activity',
  background: 'background',
  complication: 'other',
  fileprovider: 'other',
  location: 'other',
  pushtotalk: 'other',
  mdm: 'other',
  widgets: 'other',
  controls: 'other',
};

/**
 * Reads a payload as an iPhone would: what shows, and what changes on the icon. A body that is not JSON
 * arrives as well, and nothing shows.
 */
export function readPayload(pushType: string, payload: string): PayloadReading {
  const root = parse(payload);
  const aps = asObject(root?.['aps']) ?? {};
  const badge = aps['badge'];
  return {
    presentation: BY_TYPE[pushType] ?? presentationOfAlert(aps),
    badge: typeof badge === 'number' && badge >= 0 ? badge : null,
    threadId: textOrNull(aps['thread-id']),
    activity: pushType === 'liveactivity' ? readActivity(aps) : null,
  };
}

function presentationOfAlert(aps: JsonObject): InboxItem['presentation'] {
  if (hasWords(aps['alert'])) return 'banner';
  if (typeof aps['badge'] === 'number') return 'badge';
  if (aps['sound'] !== undefined) return 'other';
  return 'silent';
}

function hasWords(alert: unknown): boolean {
  if (typeof alert === 'string') return alert !== '';
  const words = asObject(alert);
  if (words === null) return false;
  return ['title', 'subtitle', 'body', 'title-loc-key', 'subtitle-loc-key', 'loc-key'].some(
    (key) => typeof words[key] === 'string' && words[key] !== '',
  );
}

function readActivity(aps: JsonObject): PayloadReading['activity'] {
  const event = aps['event'];
  const timestamp = aps['timestamp'];
  return {
    event: event === 'start' || event === 'update' || event === 'end' ? event : null,
    timestampS: typeof timestamp === 'number' ? timestamp : null,
    channelId: textOrNull(aps['input-push-channel']),
  };
}

function parse(payload: string): JsonObject | null {
  try {
    return asObject(JSON.parse(payload));
  } catch {
    return null;
  }
}

function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
