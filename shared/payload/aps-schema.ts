import type { PushType } from '../apns/push-types.js';
import { ACTIVITY_SCHEMA } from './activity-schema.js';
import { ALERT_SCHEMA } from './alert-schema.js';
import {
  ALERT,
  ALERT_AND_ACTIVITY,
  ALL_TYPES,
  FREE_FORM_TYPES,
  type SchemaKey,
  type SchemaPlace,
} from './schema-key.js';

export type { SchemaKey, SchemaPlace } from './schema-key.js';

const TOP_SCHEMA: readonly SchemaKey[] = [
  {
    key: 'aps',
    place: 'top',
    types: ['object'],
    pushTypes: ALL_TYPES.filter((type) => type !== 'mdm'),
    doc: {
      en: 'Everything that the system itself reads. Keys of your own go beside it, not into it.',
      zh: '系统自身读取的全部内容。自定义键应放在它旁边，而不是里面。',
    },
    example: '{}',
  },
  {
    key: 'mdm',
    place: 'top',
    types: ['string'],
    pushTypes: ['mdm'],
    doc: {
      en: 'The PushMagic that the device gave in its TokenUpdate message. The only key of an MDM push.',
      zh: '设备在 TokenUpdate 消息中给出的 PushMagic，是 MDM 推送唯一的键。',
    },
    example: '""',
  },
  {
    key: 'container-identifier',
    place: 'top',
    types: ['string'],
    values: [
      {
        value: 'NSFileProviderWorkingSetContainerItemIdentifier',
        doc: {
          en: 'The working set: the only container that replicated extensions react to.',
          zh: '工作集：复制式扩展唯一响应的容器。',
        },
      },
      {
        value: 'NSFileProviderRootContainerItemIdentifier',
        doc: { en: 'The root of the provider.', zh: '提供程序的根目录。' },
      },
    ],
    openValues: true,
    pushTypes: ['fileprovider'],
    doc: {
      en: 'The container whose content changed.',
      zh: '内容发生变化的容器。',
    },
    example: '"NSFileProviderWorkingSetContainerItemIdentifier"',
  },
  {
    key: 'domain',
    place: 'top',
    types: ['string'],
    pushTypes: ['fileprovider'],
    doc: {
      en: 'Identifier of the file provider domain that changed.',
      zh: '发生变化的文件提供程序域标识符。',
    },
    example: '""',
  },
  {
    key: 'Simulator Target Bundle',
    place: 'top',
    types: ['string'],
    pushTypes: ALL_TYPES,
    doc: {
      en: 'Bundle ID for a .apns file that is dropped on Xcode’s simulator. APNs takes it for a key of your own.',
      zh: '用于拖放到 Xcode 模拟器的 .apns 文件的 Bundle ID。对 APNs 而言它只是自定义键。',
    },
    example: '""',
  },
];

const APS_SCHEMA: readonly SchemaKey[] = [
  {
    key: 'alert',
    place: 'aps',
    types: ['string', 'object'],
    pushTypes: ALERT_AND_ACTIVITY,
    doc: {
      en: 'What is shown: an object with title, subtitle and body, or a string that is the body.',
      zh: '显示的内容：包含 title、subtitle、body 的对象，或作为正文的字符串。',
    },
    example: '{"title": "", "body": ""}',
  },
  {
    key: 'badge',
    place: 'aps',
    types: ['number'],
    integer: true,
    min: 0,
    pushTypes: ALERT,
    doc: {
      en: 'The number on the app’s icon; 0 removes it. Left out, it stays as it is.',
      zh: 'App 图标上的数字；0 表示移除，省略则保持不变。',
    },
    example: '1',
  },
  {
    key: 'sound',
    place: 'aps',
    types: ['string', 'object'],
    pushTypes: ALERT,
    doc: {
      en: 'Name of a sound file in the app, or default. An object only for critical alerts.',
      zh: 'App 中的声音文件名，或 default。仅关键提醒使用对象形式。',
    },
    example: '"default"',
  },
  {
    key: 'thread-id',
    place: 'aps',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'Notifications with the same value are shown as one group.',
      zh: '值相同的通知会归为一组显示。',
    },
    example: '""',
  },
  {
    key: 'category',
    place: 'aps',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'A category that the app registered: gives the notification its buttons.',
      zh: 'App 注册的通知类别，决定通知的操作按钮。',
    },
    example: '""',
  },
  {
    key: 'content-available',
    place: 'aps',
    types: ['number'],
    values: [
      {
        value: 1,
        doc: { en: 'Wakes the app in the background.', zh: '在后台唤醒 App。' },
      },
    ],
    pushTypes: ['alert', 'background'],
    doc: {
      en: '1 wakes the app in the background to fetch something. Alone it makes a background push.',
      zh: '1 表示在后台唤醒 App 获取内容。单独使用即为后台推送。',
    },
    example: '1',
  },
  {
    key: 'mutable-content',
    place: 'aps',
    types: ['number'],
    values: [
      {
        value: 1,
        doc: {
          en: 'Runs the notification service extension before showing.',
          zh: '显示前先运行通知服务扩展。',
        },
      },
    ],
    pushTypes: ALERT,
    doc: {
      en: '1 hands the notification to the app’s service extension first, which may change it: pictures, decryption. Needs an alert.',
      zh: '1 表示先交给 App 的通知服务扩展修改（例如添加图片、解密），需要包含 alert。',
    },
    example: '1',
  },
  {
    key: 'target-content-id',
    place: 'aps',
    types: ['string'],
    pushTypes: ALERT,
    doc: { en: 'The window to bring forward.', zh: '要置于前台的窗口标识。' },
    example: '""',
  },
  {
    key: 'interruption-level',
    place: 'aps',
    types: ['string'],
    values: [
      {
        value: 'passive',
        doc: { en: 'Added to the list without light or sound.', zh: '仅加入通知列表，不亮屏、不发声。' },
      },
      {
        value: 'active',
        doc: { en: 'Shown at once, with sound: the default.', zh: '立即显示并发声，为默认级别。' },
      },
      {
        value: 'time-sensitive',
        doc: {
          en: 'May break through Focus. Needs the Time Sensitive Notifications capability.',
          zh: '可突破专注模式，需要“时效性通知”能力。',
        },
      },
      {
        value: 'critical',
        doc: {
          en: 'Sounds even when muted. Needs an entitlement from Apple.',
          zh: '静音时也会发声，需要 Apple 授权。',
        },
      },
    ],
    pushTypes: ALERT,
    doc: { en: 'How much the notification may interrupt.', zh: '通知的打扰级别。' },
    example: '"active"',
  },
  {
    key: 'relevance-score',
    place: 'aps',
    types: ['number'],
    pushTypes: ALERT_AND_ACTIVITY,
    doc: {
      en: 'The higher, the nearer to the top of the summary: 0 to 1. Live Activities take any number.',
      zh: '值越高在摘要中越靠前，范围 0 到 1；实时活动可用任意数值。',
    },
    example: '1.0',
  },
  {
    key: 'filter-criteria',
    place: 'aps',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'What a Focus filter of the app compares to decide whether to show it.',
      zh: 'App 的专注过滤器用来判断是否显示的条件。',
    },
    example: '""',
  },
  {
    key: 'url-args',
    place: 'aps',
    types: ['array'],
    items: 'string',
    pushTypes: ALERT,
    doc: {
      en: 'Fills the placeholders of the site’s address in a Safari website push (Safari 15 and older).',
      zh: '用于填充 Safari 网站推送（Safari 15 及更早版本）中网址的占位符。',
    },
    example: '[]',
  },
];

/**
 * Every key that Apple defines, as one table.
 *
 * @see https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 * @see https://developer.apple.com/documentation/activitykit/starting-and-updating-live-activities-with-activitykit-push-notifications
 */
const PAYLOAD_SCHEMA: readonly SchemaKey[] = [
  ...TOP_SCHEMA,
  ...APS_SCHEMA,
  ...ACTIVITY_SCHEMA,
  ...ALERT_SCHEMA,
];

const byPlace = new Map<SchemaPlace, ReadonlyMap<string, SchemaKey>>(
  (['top', 'aps', 'alert', 'sound', 'localized'] as const).map((place) => [
    place,
    new Map(PAYLOAD_SCHEMA.filter((entry) => entry.place === place).map((entry) => [entry.key, entry])),
  ]),
);

/** Looks up a key at a place; `undefined` if Apple does not define it there. */
export function schemaKey(place: SchemaPlace, key: string): SchemaKey | undefined {
  return byPlace.get(place)?.get(key);
}

/** Returns the keys of a place, starting with those that the push type reads. */
export function schemaKeys(place: SchemaPlace, pushType?: string): readonly SchemaKey[] {
  const all = [...(byPlace.get(place)?.values() ?? [])];
  if (pushType === undefined) return all;
  const fits = (entry: SchemaKey): boolean => readsKey(entry, pushType);
  return [...all.filter(fits), ...all.filter((entry) => !fits(entry))];
}

/** Whether a push of this type reads the key; always true for types that only the app reads. */
export function readsKey(entry: SchemaKey, pushType: string): boolean {
  return [...entry.pushTypes, ...FREE_FORM_TYPES].some((type: PushType) => type === pushType);
}

/** Returns the place that the children of a JSON pointer belong to; `null` inside custom data. */
export function placeOf(pointer: string): SchemaPlace | null {
  if (pointer === '') return 'top';
  if (pointer === '/aps') return 'aps';
  if (pointer === '/aps/alert') return 'alert';
  if (pointer === '/aps/sound') return 'sound';
  return pointer === '/aps/alert/title' || pointer === '/aps/alert/body' ? 'localized' : null;
}

/** Looks up the key at a JSON pointer; `null` if Apple does not define it. */
export function schemaAt(pointer: string): SchemaKey | null {
  const at = pointer.lastIndexOf('/');
  const place = at === -1 ? null : placeOf(pointer.slice(0, at));
  if (place === null) return null;
  return (
    schemaKey(
      place,
      pointer
        .slice(at + 1)
        .replaceAll('~1', '/')
        .replaceAll('~0', '~'),
    ) ?? null
  );
}
