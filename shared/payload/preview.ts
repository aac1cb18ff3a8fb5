import { isJsonRecord, type JsonRecord, type JsonValue } from '../text/json-record.js';
import type { LocalizedText } from '../text/localized-text.js';
import { parseJson } from './json-parser.js';
import { toValue } from './json-tree.js';

/** A line of a notification: text, or a key of the app's localized strings. */
export interface ShownText {
  /** The text or the key. */
  readonly words: string;
  readonly isKey: boolean;
  /** Values for the placeholders of the localized text. */
  readonly args: readonly string[];
}

const INTERRUPTION_LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const;
export type InterruptionLevel = (typeof INTERRUPTION_LEVELS)[number];

interface ShownSound {
  /** A file in the app, or `default`. */
  readonly name: string;
  readonly isCritical: boolean;
  /** 0…1 for a critical sound, else `null`. */
  readonly volume: number | null;
}

export interface ShownNotification {
  readonly kind: 'notification';
  readonly title: ShownText | null;
  readonly subtitle: ShownText | null;
  readonly body: ShownText | null;
  readonly level: InterruptionLevel;
  readonly sound: ShownSound | null;
  /** `null` leaves the badge unchanged. */
  readonly badge: number | null;
  readonly threadId: string | null;
  readonly category: string | null;
  /** Whether the app's service extension may modify it first. */
  readonly runsExtension: boolean;
  /** Whether the app is also woken in the background. */
  readonly wakesApp: boolean;
}

export interface ShownActivity {
  readonly kind: 'live-activity';
  /** `null` if missing or unknown: the device ignores the push. */
  readonly event: 'start' | 'update' | 'end' | null;
  readonly attributesType: string | null;
  readonly attributes: JsonValue;
  readonly contentState: JsonValue;
  /** Unix time in seconds. */
  readonly staleDateS: number | null;
  /** Unix time in seconds. */
  readonly dismissalDateS: number | null;
  /** Unix time in seconds. The device ignores updates older than what it shows. */
  readonly timestampS: number | null;
  /** The broadcast channel that a `start` subscribes to. */
  readonly channelId: string | null;
  /** The notification shown in addition. */
  readonly alert: ShownNotification | null;
}

/** What an iPhone does with a push. */
export type PayloadDescription =
  | ShownNotification
  | ShownActivity
  /** The app reports a call; the payload is up to the app. */
  | { readonly kind: 'call'; readonly caller: string | null }
  /** Shows nothing, but may change the badge. */
  | {
      readonly kind: 'silent';
      readonly quiet: QuietKind;
      /** A description of `quiet`. */
      readonly why: LocalizedText;
      readonly badge: number | null;
    };

export type NotificationDescription =
  | PayloadDescription
  /** The text is not a JSON object. */
  | { readonly kind: 'unreadable' };

/** Push types that never show anything. */
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

/** What a push does that shows nothing: by its type, or else by its content. */
export type QuietKind = (typeof QUIET_TYPES)[number] | 'badge' | 'sound' | 'nothing';

const WHY_QUIET: Readonly<Record<QuietKind, LocalizedText>> = {
  background: {
    en: 'wakes the app in the background; nothing is shown',
    zh: '在后台唤醒 App，不显示任何内容',
  },
  badge: { en: 'changes the badge only', zh: '仅更改角标' },
  sound: { en: 'plays its sound only', zh: '仅播放声音' },
  nothing: { en: 'shows nothing and wakes nothing', zh: '不显示也不唤醒任何内容' },
  complication: { en: 'updates the complication on the watch face', zh: '更新表盘上的复杂功能' },
  fileprovider: { en: 'tells the file provider that files changed', zh: '通知文件提供程序文件有变化' },
  location: { en: 'asks the location extension where the device is', zh: '请求定位扩展提供设备位置' },
  pushtotalk: { en: 'tells the app who is talking', zh: '通知 App 当前发言者' },
  mdm: { en: 'has the device ask its management server for commands', zh: '让设备向管理服务器获取命令' },
  widgets: { en: 'reloads the widgets of the app', zh: '刷新 App 的小组件' },
  controls: { en: 'reloads the controls of the app', zh: '刷新 App 的控件' },
};

/** Keys that commonly contain the caller's name in VoIP payloads. */
const CALLER_KEYS = [
  'callerName',
  'caller-name',
  'caller_name',
  'caller',
  'displayName',
  'name',
  'from',
  'handle',
];

const stringOf = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);
const at = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  isJsonRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const plainText = (words: string | null): ShownText | null =>
  words === null || words === '' ? null : { words, isKey: false, args: [] };

/** The title and body of a Live Activity may be objects with a localization key. */
function lineOf(
  alert: JsonValue | undefined,
  key: string,
  locKey: string,
  locArgs: string,
): ShownText | null {
  const own = at(alert, key);
  const name = stringOf(at(own, 'loc-key')) ?? stringOf(at(alert, locKey));
  if (name === null || name === '') return plainText(stringOf(own));
  const args = at(own, 'loc-args') ?? at(alert, locArgs);
  const words = Array.isArray(args) ? args.filter((item) => typeof item === 'string') : [];
  return { words: name, isKey: true, args: words };
}

function soundOf(value: JsonValue | undefined): ShownSound | null {
  const name = stringOf(value);
  if (name !== null) return name === '' ? null : { name, isCritical: false, volume: null };
  if (!isJsonRecord(value)) return null;
  const isCritical = at(value, 'critical') === 1;
  return {
    name: stringOf(at(value, 'name')) ?? 'default',
    isCritical,
    volume: isCritical ? numberOf(at(value, 'volume')) : null,
  };
}

/** Apple documents integers from 0: like iOS, this truncates fractions and ignores negative numbers. */
function badgeOf(value: JsonValue | undefined): number | null {
  const badge = numberOf(value);
  return badge === null || badge < 0 || !Number.isFinite(badge) ? null : Math.trunc(badge);
}

function notificationOf(aps: JsonValue | undefined): ShownNotification {
  const alert = at(aps, 'alert');
  const sound = soundOf(at(aps, 'sound') ?? at(alert, 'sound'));
  const named = INTERRUPTION_LEVELS.find((level) => level === at(aps, 'interruption-level'));
  return {
    kind: 'notification',
    title: lineOf(alert, 'title', 'title-loc-key', 'title-loc-args'),
    subtitle: lineOf(alert, 'subtitle', 'subtitle-loc-key', 'subtitle-loc-args'),
    body: typeof alert === 'string' ? plainText(alert) : lineOf(alert, 'body', 'loc-key', 'loc-args'),
    level: named ?? (sound?.isCritical === true ? 'critical' : 'active'),
    sound,
    badge: badgeOf(at(aps, 'badge')),
    threadId: stringOf(at(aps, 'thread-id')),
    category: stringOf(at(aps, 'category')),
    runsExtension: at(aps, 'mutable-content') === 1,
    wakesApp: at(aps, 'content-available') === 1,
  };
}

const hasText = ({ title, subtitle, body }: ShownNotification): boolean =>
  (title ?? subtitle ?? body) !== null;

function activityOf(aps: JsonValue | undefined): ShownActivity {
  const event = at(aps, 'event');
  const alert = notificationOf(aps);
  return {
    kind: 'live-activity',
    event: event === 'start' || event === 'update' || event === 'end' ? event : null,
    attributesType: stringOf(at(aps, 'attributes-type')),
    attributes: at(aps, 'attributes') ?? null,
    contentState: at(aps, 'content-state') ?? null,
    staleDateS: numberOf(at(aps, 'stale-date')),
    dismissalDateS: numberOf(at(aps, 'dismissal-date')),
    timestampS: numberOf(at(aps, 'timestamp')),
    channelId: stringOf(at(aps, 'input-push-channel')),
    alert: hasText(alert) ? alert : null,
  };
}

function callerOf(payload: JsonRecord): string | null {
  for (const place of [payload, ...Object.values(payload)]) {
    for (const key of CALLER_KEYS) {
      const name = stringOf(at(place, key));
      if (name !== null && name !== '') return name;
    }
  }
  const { title, body } = notificationOf(payload['aps']);
  return (title ?? body)?.words ?? null;
}

/**
 * Describes what an iPhone does with a payload. Tolerates incomplete JSON, so that the preview does not flicker while
 * typing.
 *
 * @param text - The payload, with variables substituted.
 * @param pushType - As sent; unknown types are treated as `alert`.
 */
export function describeNotification(text: string, pushType: string): NotificationDescription {
  const { root } = parseJson(text);
  const payload = root === null ? null : toValue(root);
  return isJsonRecord(payload) ? describePayload(payload, pushType) : { kind: 'unreadable' };
}

/** Describes what an iPhone does with a parsed payload. @param pushType - As in {@link describeNotification}. */
export function describePayload(payload: JsonRecord, pushType: string): PayloadDescription {
  const { aps } = payload;
  if (pushType === 'voip') return { kind: 'call', caller: callerOf(payload) };
  if (pushType === 'liveactivity') return activityOf(aps);
  const byType = QUIET_TYPES.find((type) => type === pushType);
  if (byType !== undefined) return silent(byType, null);
  const notification = notificationOf(aps);
  if (hasText(notification)) return notification;
  const { badge, sound, wakesApp } = notification;
  const woken = wakesApp ? 'background' : 'nothing';
  return silent(badge !== null ? 'badge' : sound !== null ? 'sound' : woken, badge);
}

function silent(quiet: QuietKind, badge: number | null): PayloadDescription {
  return { kind: 'silent', quiet, why: WHY_QUIET[quiet], badge };
}
