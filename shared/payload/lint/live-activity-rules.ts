import { moveValue, RawJson, removeValue, setValue } from '../edit.js';
import { memberOf } from '../json-tree.js';
import { atKey, atOpening, atValue, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';

const START =
  '{"aps": {"timestamp": 1767225600, "event": "start", "attributes-type": "Delivery", "attributes": {}, "content-state": {}, "alert": {"title": "Hi", "body": "On its way"}}}';

/** Runs a check only for Live Activities with an `aps` object. */
function ofActivity(
  check: (context: LintContext, aps: NonNullable<LintContext['aps']>) => readonly Finding[],
): (context: LintContext) => readonly Finding[] {
  return (context) =>
    context.knownType === 'liveactivity' && context.aps !== null ? check(context, context.aps) : [];
}

function likelyEvent(context: LintContext): string {
  if (context.hasAps('attributes-type')) return 'start';
  return context.hasAps('dismissal-date') ? 'end' : 'update';
}

function required(
  context: LintContext,
  key: string,
  message: { readonly en: string; readonly zh: string },
  example: string | null,
): readonly Finding[] {
  if (context.aps === null || context.hasAps(key)) return [];
  const fix =
    example === null
      ? null
      : context.fix({ en: `Add ${key}`, zh: `添加 ${key}` }, (text) =>
          setValue(text, `/aps/${key}`, new RawJson(example)),
        );
  return [atOpening(context.aps, '/aps', message, fix)];
}

/**
 * Rules for Live Activities.
 *
 * @see https://developer.apple.com/documentation/activitykit/starting-and-updating-live-activities-with-activitykit-push-notifications
 */
export const LIVE_ACTIVITY_RULES: readonly LintRule[] = [
  {
    id: 'liveactivity/missing-timestamp',
    severity: 'error',
    title: { en: 'A Live Activity without timestamp', zh: '实时活动缺少 timestamp' },
    why: {
      en: 'The device orders updates by their timestamp and ignores a push without one. The fix puts in the moment of sending.',
      zh: '设备按时间戳对更新排序，会忽略没有时间戳的推送。修复会填入发送时刻。',
    },
    fires: { text: '{"aps": {"event": "update", "content-state": {}}}', pushType: 'liveactivity' },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}}}',
      pushType: 'liveactivity',
    },
    check: ofActivity((context) =>
      required(
        context,
        'timestamp',
        {
          en: 'A Live Activity needs "timestamp", the time of sending in seconds.',
          zh: '实时活动需要 "timestamp"，即以秒为单位的发送时间。',
        },
        '"{{now}}"',
      ),
    ),
  },
  {
    id: 'liveactivity/missing-event',
    severity: 'error',
    title: { en: 'A Live Activity without event', zh: '实时活动缺少 event' },
    why: {
      en: 'event says whether the push starts, updates or ends the activity.',
      zh: 'event 表明推送是启动、更新还是结束实时活动。',
    },
    fires: { text: '{"aps": {"timestamp": 1767225660, "content-state": {}}}', pushType: 'liveactivity' },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "end", "content-state": {}}}',
      pushType: 'liveactivity',
    },
    check: ofActivity((context) =>
      required(
        context,
        'event',
        {
          en: 'A Live Activity needs "event": start, update or end.',
          zh: '实时活动需要 "event"：start、update 或 end。',
        },
        JSON.stringify(likelyEvent(context)),
      ),
    ),
  },
  {
    id: 'liveactivity/missing-content-state',
    severity: 'error',
    title: { en: 'A Live Activity without content-state', zh: '实时活动缺少 content-state' },
    why: {
      en: 'Every event carries the whole content-state; the app decodes it into its ContentState.',
      zh: '每个事件都要携带完整的 content-state，App 会将其解码为 ContentState。',
    },
    fires: { text: '{"aps": {"timestamp": 1767225660, "event": "update"}}', pushType: 'liveactivity' },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {"stop": 2}}}',
      pushType: 'liveactivity',
    },
    check: ofActivity((context) =>
      required(
        context,
        'content-state',
        { en: 'A Live Activity needs "content-state".', zh: '实时活动需要 "content-state"。' },
        null,
      ),
    ),
  },
  {
    id: 'liveactivity/start-missing-attributes',
    severity: 'error',
    title: { en: 'A start without attributes', zh: 'start 缺少 attributes' },
    why: {
      en: 'To start an activity the device needs the name of its attributes type and their values.',
      zh: '启动实时活动时，设备需要属性类型的名称和属性值。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225600, "event": "start", "content-state": {}, "alert": {"title": "Hi", "body": "On its way"}}}',
      pushType: 'liveactivity',
    },
    silent: { text: START, pushType: 'liveactivity' },
    check: ofActivity((context) =>
      context.event !== 'start'
        ? []
        : ['attributes-type', 'attributes'].flatMap((key) =>
            required(
              context,
              key,
              { en: `The event start needs "${key}".`, zh: `start 事件需要 "${key}"。` },
              null,
            ),
          ),
    ),
  },
  {
    id: 'liveactivity/start-missing-alert',
    severity: 'error',
    title: { en: 'A start without alert', zh: 'start 缺少 alert' },
    why: {
      en: 'An activity that starts by push has to tell people so: the device ignores a start without an alert.',
      zh: '通过推送启动的实时活动必须提醒用户，设备会忽略没有 alert 的 start。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225600, "event": "start", "attributes-type": "Delivery", "attributes": {}, "content-state": {}}}',
      pushType: 'liveactivity',
    },
    silent: { text: START, pushType: 'liveactivity' },
    check: ofActivity((context) =>
      context.event !== 'start'
        ? []
        : required(
            context,
            'alert',
            {
              en: 'The event start needs an "alert" with title and body.',
              zh: 'start 事件需要包含标题和正文的 "alert"。',
            },
            null,
          ),
    ),
  },
  {
    id: 'liveactivity/two-sources-of-updates',
    severity: 'error',
    title: { en: 'A token and a channel', zh: '同时使用令牌和频道' },
    why: {
      en: 'An activity takes its updates by its own token or from a channel. The device refuses a start with both.',
      zh: '实时活动要么通过自己的令牌接收更新，要么来自频道。设备会拒绝同时包含两者的 start。',
    },
    fires: {
      text: START.replace('"event"', '"input-push-token": 1, "input-push-channel": "dHN0", "event"'),
      pushType: 'liveactivity',
    },
    silent: {
      text: START.replace('"event"', '"input-push-channel": "dHN0", "event"'),
      pushType: 'liveactivity',
    },
    check: ofActivity((context, aps) => {
      const member = memberOf(aps, 'input-push-token');
      if (member === undefined || !context.hasAps('input-push-channel')) return [];
      return [
        atKey(
          member,
          '/aps',
          {
            en: '"input-push-token" and "input-push-channel" exclude each other.',
            zh: '"input-push-token" 与 "input-push-channel" 不能同时使用。',
          },
          context.fix({ en: 'Keep the channel only', zh: '只保留频道' }, (text) =>
            removeValue(text, '/aps/input-push-token'),
          ),
        ),
      ];
    }),
  },
  {
    id: 'liveactivity/start-only-key',
    severity: 'warning',
    title: { en: 'A key that only a start reads', zh: '仅用于 start 的键' },
    why: {
      en: 'Attributes are fixed once the activity has started; updates and ends ignore them.',
      zh: '属性在实时活动启动后不再变化，update 和 end 会忽略它们。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "attributes": {}}}',
      pushType: 'liveactivity',
    },
    silent: { text: START, pushType: 'liveactivity' },
    check: ofActivity((context, aps) => {
      const { event } = context;
      if (event !== 'update' && event !== 'end') return [];
      return ['attributes-type', 'attributes', 'input-push-token', 'input-push-channel'].flatMap((key) => {
        const member = memberOf(aps, key);
        if (member === undefined) return [];
        return [
          atKey(
            member,
            '/aps',
            {
              en: `"${key}" is read with the event start only, and this is ${event}.`,
              zh: `"${key}" 仅在 start 事件中读取，而此处是 ${event}。`,
            },
            context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, `/aps/${key}`)),
          ),
        ];
      });
    }),
  },
  {
    id: 'liveactivity/dismissal-without-end',
    severity: 'warning',
    title: { en: 'A dismissal date without end', zh: '没有 end 却有移除时间' },
    why: {
      en: 'Only an activity that ends is dismissed.',
      zh: '只有结束的实时活动才会被移除。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225600, "event": "update", "content-state": {}, "dismissal-date": 1767229200}}',
      pushType: 'liveactivity',
    },
    silent: {
      text: '{"aps": {"timestamp": 1767225600, "event": "end", "content-state": {}, "dismissal-date": 1767229200}}',
      pushType: 'liveactivity',
    },
    check: ofActivity((context, aps) => {
      const member = memberOf(aps, 'dismissal-date');
      if (member === undefined || context.event === null || context.event === 'end') return [];
      return [
        atKey(
          member,
          '/aps',
          {
            en: `"dismissal-date" is read with the event end only, and this is ${context.event}.`,
            zh: `"dismissal-date" 仅在 end 事件中读取，而此处是 ${context.event}。`,
          },
          context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, '/aps/dismissal-date')),
        ),
      ];
    }),
  },
  {
    id: 'liveactivity/sound-outside-alert',
    severity: 'warning',
    title: { en: 'The sound of a Live Activity outside alert', zh: '实时活动的声音不在 alert 中' },
    why: {
      en: 'For Live Activities the sound is part of alert.',
      zh: '实时活动的 sound 应写在 alert 中。',
    },
    fires: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "alert": {"title": "Hi", "body": "There"}, "sound": "default"}}',
      pushType: 'liveactivity',
    },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}, "alert": {"title": "Hi", "body": "There", "sound": "default"}}}',
      pushType: 'liveactivity',
    },
    check: ofActivity((context, aps) => {
      const member = memberOf(aps, 'sound');
      if (member === undefined) return [];
      const canMove = context.alert?.type === 'object' && memberOf(context.alert, 'sound') === undefined;
      return [
        atKey(
          member,
          '/aps',
          {
            en: 'The sound of a Live Activity stands inside "alert"; here it is ignored.',
            zh: '实时活动的 sound 应放在 "alert" 中，放在此处会被忽略。',
          },
          canMove
            ? context.fix({ en: 'Move it into alert', zh: '移入 alert' }, (text) =>
                moveValue(text, '/aps/sound', '/aps/alert/sound'),
              )
            : context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, '/aps/sound')),
        ),
      ];
    }),
  },
  {
    id: 'liveactivity/broadcast-start',
    severity: 'error',
    title: { en: 'A broadcast that starts an activity', zh: '用广播启动实时活动' },
    why: {
      en: 'Channels carry updates and ends. An activity starts on each device by itself, or by its push-to-start token.',
      zh: '频道只能用于 update 和 end。实时活动需由设备自行启动，或通过 push-to-start 令牌启动。',
    },
    fires: { text: START, pushType: 'liveactivity', target: 'channel' },
    silent: {
      text: '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}}}',
      pushType: 'liveactivity',
      target: 'channel',
    },
    check: ofActivity((context) => {
      const event = context.apsValue('event');
      if (context.input.target !== 'channel' || context.event !== 'start' || event === undefined) return [];
      return [
        atValue(event, '/aps/event', {
          en: 'A broadcast cannot start an activity, only update or end it.',
          zh: '广播不能启动实时活动，只能更新或结束。',
        }),
      ];
    }),
  },
];
