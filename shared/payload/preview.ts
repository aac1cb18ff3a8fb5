import type { LocalizedText } from '../text/localized-text.js';
import { parseJson } from './json-parser.js';
import { type JsonNode, type JsonValue, nodeAt, toValue } from './json-tree.js';

/** One line of a notification. A key stands for words that only the app has. */
export interface ShownText {
  /** The words, or the key. */
  readonly words: string;
  readonly isKey: boolean;
  /** What fills the placeholders of a key's text. */
  readonly args: readonly string[];
}

export const INTERRUPTION_LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const;
export type InterruptionLevel = (typeof INTERRUPTION_LEVELS)[number];

export interface ShownSound {
  /** A file of the app, or `default`. */
  readonly name: string;
  readonly isCritical: boolean;
  /** 0…1, of a critical sound. */
  readonly volume: number | null;
}

export interface ShownNotification {
  readonly kind: 'notification';
  readonly title: ShownText | null;
  readonly subtitle: ShownText | null;
  readonly body: ShownText | null;
  readonly level: InterruptionLevel;
  readonly sound: ShownSound | null;
  /** `null`: the badge stays as it is. */
  readonly badge: number | null;
  readonly threadId: string | null;
  readonly category: string | null;
  /** The app's service extension may change it before it shows. */
  readonly runsExtension: boolean;
  /** The app is woken in the background as well. */
  readonly wakesApp: boolean;
}

export interface ShownActivity {
  readonly kind: 'live-activity';
  /** `null`: the device ignores the push, it does not say what to do. */
  readonly event: 'start' | 'update' | 'end' | null;
  readonly attributesType: string | null;
  readonly attributes: JsonValue;
  readonly contentState: JsonValue;
  /** Unix time in seconds. */
  readonly staleDateS: number | null;
  /** Unix time in seconds. */
  readonly dismissalDateS: number | null;
  /** What is shown as a notification beside it. */
  readonly alert: ShownNotification | null;
}

/** What an iPhone does with a push. */
export type NotificationDescription =
  | ShownNotification
  | ShownActivity
  /** The app reports a call; the payload is its own. */
  | { readonly kind: 'call'; readonly caller: string | null }
  /** Nothing is shown; `badge` may still change. */
  | {
      readonly kind: 'silent';
      readonly quiet: QuietKind;
      /** The same in words. */
      readonly why: LocalizedText;
      readonly badge: number | null;
    }
  /** The text is not a JSON object. */
  | { readonly kind: 'unreadable' };

/** What a push does on the device that shows nothing of its own: by its type, or by what it holds. */
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
export type QuietKind = (typeof QUIET_KINDS)[number];

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

/** Keys in which payloads of calls commonly name who calls. */
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

const stringOf = (node: JsonNode | undefined): string | null => (node?.type === 'string' ? node.value : null);
const numberOf = (node: JsonNode | undefined): number | null => (node?.type === 'number' ? node.value : null);
const isOne = (node: JsonNode | undefined): boolean => numberOf(node) === 1;

/** A Live Activity's title and body may themselves be objects with a key. */
function lineOf(alert: JsonNode | undefined, key: string, locKey: string, locArgs: string): ShownText | null {
  const at = (pointer: string): JsonNode | undefined => nodeAt(alert ?? null, pointer);
  const name = stringOf(at(`/${key}/loc-key`)) ?? stringOf(at(`/${locKey}`));
  if (name !== null && name !== '') {
    const args = at(`/${key}/loc-args`) ?? at(`/${locArgs}`);
    const words = args?.type === 'array' ? args.items.flatMap((item) => stringOf(item) ?? []) : [];
    return { words: name, isKey: true, args: words };
  }
  const plain = stringOf(at(`/${key}`));
  return plain === null || plain === '' ? null : { words: plain, isKey: false, args: [] };
}

function soundOf(node: JsonNode | undefined): ShownSound | null {
  const name = stringOf(node);
  if (name !== null) return name === '' ? null : { name, isCritical: false, volume: null };
  if (node?.type !== 'object') return null;
  const isCritical = isOne(nodeAt(node, '/critical'));
  return {
    name: stringOf(nodeAt(node, '/name')) ?? 'default',
    isCritical,
    volume: isCritical ? numberOf(nodeAt(node, '/volume')) : null,
  };
}

function notificationOf(aps: JsonNode | undefined): ShownNotification {
  const at = (pointer: string): JsonNode | undefined => nodeAt(aps ?? null, pointer);
  const alert = at('/alert');
  const whole = stringOf(alert);
  const badge = numberOf(at('/badge'));
  const sound = soundOf(at('/sound') ?? at('/alert/sound'));
  const named = INTERRUPTION_LEVELS.find((level) => level === stringOf(at('/interruption-level')));
  return {
    kind: 'notification',
    title: lineOf(alert, 'title', 'title-loc-key', 'title-loc-args'),
    subtitle: lineOf(alert, 'subtitle', 'subtitle-loc-key', 'subtitle-loc-args'),
    body:
      whole === null
        ? lineOf(alert, 'body', 'loc-key', 'loc-args')
        : whole === ''
          ? null
          : { words: whole, isKey: false, args: [] },
    level: named ?? (sound?.isCritical === true ? 'critical' : 'active'),
    sound,
    badge: badge === null ? null : Math.max(0, Math.trunc(badge)),
    threadId: stringOf(at('/thread-id')),
    category: stringOf(at('/category')),
    runsExtension: isOne(at('/mutable-content')),
    wakesApp: isOne(at('/content-available')),
  };
}

const hasText = ({ title, subtitle, body }: ShownNotification): boolean =>
  (title ?? subtitle ?? body) !== null;

function activityOf(aps: JsonNode | undefined): ShownActivity {
  const at = (pointer: string): JsonNode | undefined => nodeAt(aps ?? null, pointer);
  const data = (pointer: string): JsonValue => {
    const node = at(pointer);
    return node === undefined ? null : toValue(node);
  };
  const event = stringOf(at('/event'));
  const alert = notificationOf(aps);
  return {
    kind: 'live-activity',
    event: event === 'start' || event === 'update' || event === 'end' ? event : null,
    attributesType: stringOf(at('/attributes-type')),
    attributes: data('/attributes'),
    contentState: data('/content-state'),
    staleDateS: numberOf(at('/stale-date')),
    dismissalDateS: numberOf(at('/dismissal-date')),
    alert: hasText(alert) ? alert : null,
  };
}

function callerOf(root: JsonNode, aps: JsonNode | undefined): string | null {
  const nested = root.type === 'object' ? root.members.map((member) => member.value) : [];
  for (const place of [root, ...nested]) {
    for (const key of CALLER_KEYS) {
      const name = stringOf(nodeAt(place, `/${key}`));
      if (name !== null && name !== '') return name;
    }
  }
  const { title, body } = notificationOf(aps);
  return (title ?? body)?.words ?? null;
}

/**
 * What an iPhone would do with a payload. Reads as far as a half-written text goes, so that a preview does
 * not blink while somebody types.
 *
 * @param text - The payload, its variables filled in.
 * @param pushType - As sent; one that APNs does not know counts as `alert`.
 */
export function describeNotification(text: string, pushType: string): NotificationDescription {
  const { root } = parseJson(text);
  if (root?.type !== 'object') return { kind: 'unreadable' };
  const aps = nodeAt(root, '/aps');
  if (pushType === 'voip') return { kind: 'call', caller: callerOf(root, aps) };
  if (pushType === 'liveactivity') return activityOf(aps);
  const notification = notificationOf(aps);
  const { badge, sound, wakesApp } = notification;
  const byType = QUIET_KINDS.find((kind) => kind === pushType);
  if (byType !== undefined) return silent(byType, null);
  if (hasText(notification)) return notification;
  const woken = wakesApp ? 'background' : 'nothing';
  return silent(badge !== null ? 'badge' : sound !== null ? 'sound' : woken, badge);
}

function silent(quiet: QuietKind, badge: number | null): NotificationDescription {
  return { kind: 'silent', quiet, why: WHY_QUIET[quiet], badge };
}
