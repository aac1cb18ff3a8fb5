import { ACTIVITY, type SchemaKey } from './schema-key.js';

/**
 * The keys of `aps` that Live Activities, widgets and controls read.
 *
 * @see https://developer.apple.com/documentation/activitykit/starting-and-updating-live-activities-with-activitykit-push-notifications
 * @see https://developer.apple.com/documentation/widgetkit/updating-widgets-with-widgetkit-push-notifications
 */
export const ACTIVITY_SCHEMA: readonly SchemaKey[] = [
  {
    key: 'timestamp',
    place: 'aps',
    types: ['number'],
    integer: true,
    min: 0,
    unit: 'unix-seconds',
    pushTypes: ACTIVITY,
    doc: {
      en: 'When this was sent, as Unix time in seconds. The device ignores one that is older than the last it saw.',
      zh: '发送时间，以秒为单位的 Unix 时间。设备会忽略比上次更早的更新。',
    },
    example: '"{{now}}"',
  },
  {
    key: 'event',
    place: 'aps',
    types: ['string'],
    values: [
      {
        value: 'start',
        doc: {
          en: 'Starts an activity; goes to the push-to-start token.',
          zh: '启动实时活动，发送到 push-to-start 令牌。',
        },
      },
      {
        value: 'update',
        doc: { en: 'Changes the content of an activity.', zh: '更新实时活动的内容。' },
      },
      { value: 'end', doc: { en: 'Ends an activity.', zh: '结束实时活动。' } },
    ],
    pushTypes: ACTIVITY,
    doc: { en: 'What happens to the Live Activity.', zh: '对实时活动执行的操作。' },
    example: '"update"',
  },
  {
    key: 'content-state',
    place: 'aps',
    types: ['object'],
    pushTypes: ACTIVITY,
    doc: {
      en: 'The new content: has to decode into the app’s ContentState with the default decoding.',
      zh: '新的内容，必须能以默认方式解码为 App 的 ContentState。',
    },
    example: '{}',
  },
  {
    key: 'stale-date',
    place: 'aps',
    types: ['number'],
    integer: true,
    min: 0,
    unit: 'unix-seconds',
    pushTypes: ACTIVITY,
    doc: {
      en: 'From then on the activity counts as out of date. Unix time in seconds.',
      zh: '到达该时间后，实时活动被视为过时。以秒为单位的 Unix 时间。',
    },
    example: '"{{now+3600}}"',
  },
  {
    key: 'dismissal-date',
    place: 'aps',
    types: ['number'],
    integer: true,
    min: 0,
    unit: 'unix-seconds',
    pushTypes: ACTIVITY,
    doc: {
      en: 'When an ended activity leaves the Lock Screen: a past time at once, at most 4 hours after the end. Unix time in seconds.',
      zh: '已结束的实时活动从锁屏移除的时间：过去的时间表示立即移除，最晚为结束后 4 小时。以秒为单位的 Unix 时间。',
    },
    example: '"{{now+3600}}"',
  },
  {
    key: 'attributes-type',
    place: 'aps',
    types: ['string'],
    pushTypes: ACTIVITY,
    doc: {
      en: 'Name of the app’s ActivityAttributes type; only with the event start.',
      zh: 'App 中 ActivityAttributes 类型的名称，仅用于 start 事件。',
    },
    example: '""',
  },
  {
    key: 'attributes',
    place: 'aps',
    types: ['object'],
    pushTypes: ACTIVITY,
    doc: {
      en: 'The fixed values of the new activity; only with the event start.',
      zh: '新实时活动的固定属性值，仅用于 start 事件。',
    },
    example: '{}',
  },
  {
    key: 'input-push-token',
    place: 'aps',
    types: ['number'],
    values: [
      {
        value: 1,
        doc: {
          en: 'The activity gets a token for its updates (iOS 18).',
          zh: '实时活动会获得用于更新的令牌（iOS 18）。',
        },
      },
    ],
    pushTypes: ACTIVITY,
    doc: {
      en: '1: start it and send the app a token for updates (iOS 18 and later).',
      zh: '1 表示启动后向 App 提供更新令牌（iOS 18 及以上）。',
    },
    example: '1',
  },
  {
    key: 'input-push-channel',
    place: 'aps',
    types: ['string'],
    pushTypes: ACTIVITY,
    doc: {
      en: 'ID of the broadcast channel that the activity takes its updates from (iOS 18 and later; older devices do not start it).',
      zh: '实时活动接收更新的广播频道 ID（iOS 18 及以上，更早的系统不会启动它）。',
    },
    example: '""',
  },
  {
    key: 'content-changed',
    place: 'aps',
    types: ['boolean'],
    values: [
      {
        value: true,
        doc: { en: 'The widgets or controls reload.', zh: '小组件或控件会重新加载。' },
      },
    ],
    pushTypes: ['widgets', 'controls'],
    doc: {
      en: 'true tells the system to reload the app’s widgets or controls.',
      zh: 'true 表示让系统重新加载 App 的小组件或控件。',
    },
    example: 'true',
  },
];
