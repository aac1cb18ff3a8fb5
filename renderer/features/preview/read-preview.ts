import { parseJson } from '#shared/payload/json-parser';
import { toValue, type JsonValue } from '#shared/payload/json-tree';
import { compileTemplate, scopeWith } from '#shared/payload/template';

/** One line of a notification; a key stands for words that only the app has. */
export interface PreviewText {
  readonly words: string;
  readonly isKey: boolean;
}

export const INTERRUPTION_LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const;
export type InterruptionLevel = (typeof INTERRUPTION_LEVELS)[number];

export interface AlertPreview {
  readonly kind: 'alert';
  readonly title: PreviewText;
  readonly subtitle: PreviewText;
  readonly body: PreviewText;
  readonly level: InterruptionLevel;
  readonly sound: string | null;
  /** `null`: the badge stays as it is. */
  readonly badge: number | null;
  readonly threadId: string | null;
  readonly category: string | null;
  readonly isMutable: boolean;
  readonly wakesApp: boolean;
}

export interface ActivityPreview {
  readonly kind: 'activity';
  readonly event: 'start' | 'update' | 'end';
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly value: string }[];
  /** 0…1, of the first value that looks like a progress. */
  readonly progress: number | null;
  /** What is shown as a notification beside it. */
  readonly alert: AlertPreview | null;
}

/** What the push does on the device, for the pushes that show nothing of their own. */
export const QUIET_KINDS = [
  'background',
  'badge',
  'sound',
  'nothing',
  'complication',
  'fileprovider',
  'location',
  'pushtotalk',
  'mdm',
  'widgets',
  'controls',
] as const;

export type Preview =
  | AlertPreview
  | ActivityPreview
  | { readonly kind: 'call'; readonly caller: string }
  | {
      readonly kind: 'quiet';
      readonly quiet: (typeof QUIET_KINDS)[number];
      readonly badge: number | null;
    };

type Fields = Readonly<Record<string, JsonValue>>;

/** Push types whose payload the app or the system reads without showing anything. */
const QUIET_TYPES = [
  'background',
  'complication',
  'fileprovider',
  'location',
  'pushtotalk',
  'mdm',
  'widgets',
  'controls',
] as const;

/**
 * What an iPhone would make of a payload. Reads as far as a half-written text goes, so that the preview does
 * not blink while somebody types.
 *
 * @param nowMs - Unix time in milliseconds, for variables in the payload.
 */
export function readPreview(payload: string, pushType: string, nowMs: number): Preview {
  const root = asFields(parse(filledIn(payload, nowMs)));
  const aps = asFields(root['aps']);
  if (pushType === 'voip') return { kind: 'call', caller: callerOf(root, aps) };
  if (pushType === 'liveactivity') return activityOf(aps);
  const quiet = QUIET_TYPES.find((type) => type === pushType);
  const badge = typeof aps['badge'] === 'number' ? Math.max(0, Math.trunc(aps['badge'])) : null;
  if (quiet !== undefined) return { kind: 'quiet', quiet, badge };
  const alert = alertOf(aps, badge);
  if (hasWords(alert)) return alert;
  const isWoken = aps['content-available'] === 1;
  const silent =
    badge !== null ? 'badge' : alert.sound !== null ? 'sound' : isWoken ? 'background' : 'nothing';
  return { kind: 'quiet', quiet: silent, badge };
}

function hasWords(alert: AlertPreview): boolean {
  return [alert.title, alert.subtitle, alert.body].some(({ words }) => words !== '');
}

function alertOf(aps: Fields, badge: number | null): AlertPreview {
  const alert: Fields = typeof aps['alert'] === 'string' ? { body: aps['alert'] } : asFields(aps['alert']);
  const sound = aps['sound'];
  const isCritical = asFields(sound)['critical'] === 1;
  return {
    kind: 'alert',
    title: lineOf(alert, 'title', 'title-loc-key', 'title-loc-args'),
    subtitle: lineOf(alert, 'subtitle', 'subtitle-loc-key', 'subtitle-loc-args'),
    body: lineOf(alert, 'body', 'loc-key', 'loc-args'),
    level: isCritical
      ? 'critical'
      : (INTERRUPTION_LEVELS.find((level) => level === aps['interruption-level']) ?? 'active'),
    sound: typeof sound === 'string' ? sound : isCritical ? textOf(asFields(sound)['name']) : null,
    badge,
    threadId: textOf(aps['thread-id']) || null,
    category: textOf(aps['category']) || null,
    isMutable: aps['mutable-content'] === 1,
    wakesApp: aps['content-available'] === 1,
  };
}

/** A Live Activity's title may itself be an object with a key. */
function lineOf(alert: Fields, key: string, locKey: string, locArgs: string): PreviewText {
  const plain = alert[key];
  if (typeof plain === 'string' && plain !== '') return { words: plain, isKey: false };
  const nested = asFields(plain);
  const name = textOf(nested['loc-key'] ?? alert[locKey]);
  const args = nested['loc-args'] ?? alert[locArgs];
  if (name === '') return { words: '', isKey: false };
  const given = Array.isArray(args) && args.length > 0 ? ` (${args.map(String).join(', ')})` : '';
  return { words: name + given, isKey: true };
}

function activityOf(aps: Fields): ActivityPreview {
  const event = aps['event'];
  const state = asFields(aps['content-state']);
  const alert = alertOf(aps, null);
  return {
    kind: 'activity',
    event: event === 'start' || event === 'end' ? event : 'update',
    name: textOf(aps['attributes-type']),
    values: [...Object.entries(asFields(aps['attributes'])), ...Object.entries(state)].map(
      ([name, value]) => ({
        name,
        value: typeof value === 'string' ? value : JSON.stringify(value),
      }),
    ),
    progress: progressOf(state),
    alert: hasWords(alert) ? alert : null,
  };
}

function progressOf(state: Fields): number | null {
  for (const [name, value] of Object.entries(state)) {
    if (typeof value !== 'number' || !/progress|percent|fraction|completed/i.test(name)) continue;
    if (value >= 0 && value <= 1) return value;
    if (value > 1 && value <= 100) return value / 100;
  }
  return null;
}

/** Keys in which payloads of calls commonly name who calls; the payload is the app's own. */
const CALLER_KEYS = ['callerName', 'caller_name', 'caller', 'displayName', 'name', 'from', 'handle'];

function callerOf(root: Fields, aps: Fields): string {
  for (const place of [root, ...Object.values(root).map(asFields)]) {
    for (const key of CALLER_KEYS) {
      const name = textOf(place[key]);
      if (name !== '') return name;
    }
  }
  return alertOf(aps, null).title.words;
}

/** The payload with its variables as they would be now; unknown ones stay as they are written. */
function filledIn(payload: string, nowMs: number): string {
  if (!payload.includes('{{')) return payload;
  try {
    const sample = { nowMs, uuid: () => EXAMPLE_UUID, counter: 1, token: '…', device: 'iPhone' };
    const builtIn = scopeWith({}, sample);
    return compileTemplate(payload).render((name) => builtIn(name) ?? `{{${name}}}`);
  } catch {
    return payload;
  }
}

const EXAMPLE_UUID = '7f0c9a52-3b1e-4d6f-9a87-2c5e1b0d4f33';

function parse(text: string): JsonValue {
  const { root } = parseJson(text);
  return root === null ? null : toValue(root);
}

function asFields(value: JsonValue | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
