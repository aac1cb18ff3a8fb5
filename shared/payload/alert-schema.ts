import { ACTIVITY, ALERT, ALERT_AND_ACTIVITY, type SchemaKey } from './schema-key.js';

const LOCALIZED_KEY = {
  en: 'A key of the app’s strings file. The device shows the text it finds there, in its own language.',
  zh: 'App 字符串文件中的键。设备会以自身语言显示对应的文本。',
};
const LOCALIZED_ARGS = {
  en: 'Strings that replace the placeholders %@ of the localized text, in order.',
  zh: '按顺序替换本地化文本中 %@ 占位符的字符串。',
};
const SINCE_15 = {
  en: 'iOS 15 and later ignore it.',
  zh: 'iOS 15 及以上会忽略它。',
};

/**
 * The keys of `alert`, of its localized parts and of `sound`.
 *
 * @see https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification
 */
export const ALERT_SCHEMA: readonly SchemaKey[] = [
  {
    key: 'title',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT_AND_ACTIVITY,
    doc: {
      en: 'The title, in bold; Apple Watch shows it in the short look. Keep it to a few words.',
      zh: '标题，以粗体显示；Apple Watch 会在短视图中显示。宜简短。',
    },
    example: '""',
  },
  {
    key: 'subtitle',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'One more line between title and text, for the reason of the notification.',
      zh: '标题与正文之间的一行，用于说明通知的原因。',
    },
    example: '""',
  },
  {
    key: 'body',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT_AND_ACTIVITY,
    doc: { en: 'The text of the notification.', zh: '通知的正文。' },
    example: '""',
  },
  {
    key: 'title-loc-key',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: LOCALIZED_KEY,
    example: '""',
  },
  {
    key: 'title-loc-args',
    place: 'alert',
    types: ['array'],
    items: 'string',
    pushTypes: ALERT,
    doc: LOCALIZED_ARGS,
    example: '[""]',
  },
  {
    key: 'subtitle-loc-key',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: LOCALIZED_KEY,
    example: '""',
  },
  {
    key: 'subtitle-loc-args',
    place: 'alert',
    types: ['array'],
    items: 'string',
    pushTypes: ALERT,
    doc: LOCALIZED_ARGS,
    example: '[""]',
  },
  {
    key: 'loc-key',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: LOCALIZED_KEY,
    example: '""',
  },
  {
    key: 'loc-args',
    place: 'alert',
    types: ['array'],
    items: 'string',
    pushTypes: ALERT,
    doc: LOCALIZED_ARGS,
    example: '[""]',
  },
  {
    key: 'launch-image',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'Name of the launch image to show when the notification opens the app.',
      zh: '从通知启动 App 时显示的启动图名称。',
    },
    example: '""',
  },
  {
    key: 'sound',
    place: 'alert',
    types: ['string'],
    pushTypes: ACTIVITY,
    doc: {
      en: 'A Live Activity has its sound here, inside alert: the name of a file in the app, or default.',
      zh: '实时活动的声音写在 alert 内部：App 中的文件名，或 default。',
    },
    example: '"default"',
  },
  {
    key: 'action-loc-key',
    place: 'alert',
    types: ['string', 'null'],
    pushTypes: ALERT,
    doc: LOCALIZED_KEY,
    legacy: {
      en: 'Apple removed it from the current table; categories with actions took its place.',
      zh: 'Apple 已从当前文档中移除，由带有操作的类别取代。',
    },
    example: '""',
  },
  {
    key: 'action',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'Label of the button of a Safari website push (Safari 15 and older).',
      zh: 'Safari 网站推送（Safari 15 及更早版本）按钮的文字。',
    },
    example: '""',
  },
  {
    key: 'summary-arg',
    place: 'alert',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'What the summary of a group of notifications names.',
      zh: '通知分组摘要中使用的名称。',
    },
    legacy: SINCE_15,
    example: '""',
  },
  {
    key: 'summary-arg-count',
    place: 'alert',
    types: ['number'],
    integer: true,
    min: 1,
    pushTypes: ALERT,
    doc: {
      en: 'How many items this notification stands for in the summary.',
      zh: '此通知在摘要中代表的条目数。',
    },
    legacy: SINCE_15,
    example: '1',
  },
  {
    key: 'loc-key',
    place: 'localized',
    types: ['string'],
    pushTypes: ACTIVITY,
    doc: LOCALIZED_KEY,
    example: '""',
  },
  {
    key: 'loc-args',
    place: 'localized',
    types: ['array'],
    items: 'string',
    pushTypes: ACTIVITY,
    doc: LOCALIZED_ARGS,
    example: '[""]',
  },
  {
    key: 'critical',
    place: 'sound',
    types: ['number'],
    values: [
      {
        value: 1,
        doc: {
          en: 'Plays even in silent mode and Focus. Needs the entitlement for critical alerts.',
          zh: '即使在静音或专注模式下也会播放，需要“关键提醒”授权。',
        },
      },
      { value: 0, doc: { en: 'An ordinary sound.', zh: '普通声音。' } },
    ],
    pushTypes: ALERT,
    doc: { en: '1 makes this a critical alert.', zh: '1 表示这是一条关键提醒。' },
    example: '1',
  },
  {
    key: 'name',
    place: 'sound',
    types: ['string'],
    pushTypes: ALERT,
    doc: {
      en: 'Name of a sound file in the app bundle or in Library/Sounds, or default.',
      zh: 'App 包或 Library/Sounds 中的声音文件名，或 default。',
    },
    example: '"default"',
  },
  {
    key: 'volume',
    place: 'sound',
    types: ['number'],
    min: 0,
    max: 1,
    pushTypes: ALERT,
    doc: {
      en: 'Volume of the critical alert, from 0 (silent) to 1 (full).',
      zh: '关键提醒的音量，0（静音）到 1（最大）。',
    },
    example: '1.0',
  },
];
