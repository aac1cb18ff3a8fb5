type Fields = Readonly<Record<string, unknown>>;

const LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const;

/** What an alert puts on the screen, as far as a lock screen shows it. */
export interface Notification {
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  readonly threadId: string | null;
  readonly level: (typeof LEVELS)[number];
}

/** Reads the alert of a payload; texts that the app would look up by key stand as their key and arguments. */
export function readNotification(payload: string): Notification {
  const aps = asFields(asFields(parse(payload))['aps']);
  const alert = typeof aps['alert'] === 'string' ? { body: aps['alert'] } : asFields(aps['alert']);
  const critical = asFields(aps['sound'])['critical'] === 1;
  return {
    title: wordsOf(alert, 'title', 'title-loc-key', 'title-loc-args'),
    subtitle: wordsOf(alert, 'subtitle', 'subtitle-loc-key', 'subtitle-loc-args'),
    body: wordsOf(alert, 'body', 'loc-key', 'loc-args'),
    threadId: textOf(aps['thread-id']) || null,
    level: critical ? 'critical' : (LEVELS.find((level) => level === aps['interruption-level']) ?? 'active'),
  };
}

/** What a Live Activity shows: its state as names and values, because only the app knows how to draw it. */
export interface LiveActivity {
  readonly event: 'start' | 'update' | 'end' | null;
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** Unix time in milliseconds after which the content counts as outdated. */
  readonly staleAtMs: number | null;
}

export function readLiveActivity(payload: string): LiveActivity {
  const aps = asFields(asFields(parse(payload))['aps']);
  const event = aps['event'];
  const stale = aps['stale-date'];
  return {
    event: event === 'start' || event === 'update' || event === 'end' ? event : null,
    name: textOf(aps['attributes-type']),
    values: [...entriesOf(aps['attributes']), ...entriesOf(aps['content-state'])],
    staleAtMs: typeof stale === 'number' ? stale * 1000 : null,
  };
}

/** Keys in which VoIP payloads commonly name the caller; the payload is the app's own. */
const CALLER_KEYS = [
  'callerName',
  'caller_name',
  'caller',
  'displayName',
  'name',
  'from',
  'handle',
  'callerId',
];

/** Who calls, as far as the payload says; empty when it does not. */
export function readCaller(payload: string): string {
  const root = asFields(parse(payload));
  const places = [root, ...Object.values(root).map(asFields)];
  for (const key of CALLER_KEYS) {
    for (const place of places) {
      const name = textOf(place[key]);
      if (name !== '') return name;
    }
  }
  return readNotification(payload).title;
}

function wordsOf(alert: Fields, key: string, locKey: string, locArgs: string): string {
  const plain = textOf(alert[key]);
  if (plain !== '') return plain;
  const args = alert[locArgs];
  const given = Array.isArray(args) ? args.map(String).join(', ') : '';
  const name = textOf(alert[locKey]);
  return given === '' || name === '' ? name : `${name} (${given})`;
}

function entriesOf(value: unknown): LiveActivity['values'] {
  return Object.entries(asFields(value)).map(([name, content]) => ({
    name,
    value: typeof content === 'string' ? content : JSON.stringify(content),
  }));
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return null;
  }
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
