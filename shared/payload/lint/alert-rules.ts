import { schemaKey } from '../aps-schema.js';
import { RawJson, removeValue, setValue } from '../edit.js';
import { escapePointer, type JsonNode, memberOf, valueOf } from '../json-tree.js';
import { atKey, atValue, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';

const isBlank = (node: JsonNode | undefined): boolean =>
  node === undefined || (node.type === 'string' && node.value.trim() === '');

/** Whether an alert has neither text nor a localization key. */
function showsNothing(alert: JsonNode): boolean {
  if (alert.type === 'string') return isBlank(alert);
  if (alert.type !== 'object') return false;
  return ['title', 'subtitle', 'body', 'title-loc-key', 'subtitle-loc-key', 'loc-key'].every((key) =>
    isBlank(valueOf(alert, key)),
  );
}

const LOCALIZED_PAIRS = [
  { text: 'title', key: 'title-loc-key', args: 'title-loc-args' },
  { text: 'subtitle', key: 'subtitle-loc-key', args: 'subtitle-loc-args' },
  { text: 'body', key: 'loc-key', args: 'loc-args' },
] as const;

function argsWithoutKey(context: LintContext): readonly Finding[] {
  return LOCALIZED_PAIRS.flatMap(({ key, args }) => {
    const member = memberOf(context.alert, args);
    if (member === undefined || valueOf(context.alert, key) !== undefined) return [];
    return [
      atKey(
        member,
        '/aps/alert',
        {
          en: `"${args}" fills in the text of "${key}", which is missing.`,
          zh: `"${args}" 用于填充 "${key}" 的文本，但缺少 "${key}"。`,
        },
        context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, `/aps/alert/${args}`)),
      ),
    ];
  });
}

function textAndKey(context: LintContext): readonly Finding[] {
  return LOCALIZED_PAIRS.flatMap(({ text, key }) => {
    const member = memberOf(context.alert, text);
    if (member === undefined || valueOf(context.alert, key) === undefined) return [];
    return [
      atKey(
        member,
        '/aps/alert',
        {
          en: `"${key}" is there as well and takes the place of "${text}".`,
          zh: `同时存在 "${key}"，它会取代 "${text}"。`,
        },
        context.fix({ en: `Remove ${text}`, zh: `删除 ${text}` }, (document) =>
          removeValue(document, `/aps/alert/${text}`),
        ),
      ),
    ];
  });
}

function legacyKeys(context: LintContext): readonly Finding[] {
  if (context.alert?.type !== 'object') return [];
  return context.alert.members.flatMap((member) => {
    const legacy = schemaKey('alert', member.key.value)?.legacy;
    if (legacy === undefined) return [];
    const path = `/aps/alert/${escapePointer(member.key.value)}`;
    return [
      atKey(
        member,
        '/aps/alert',
        {
          en: `"${member.key.value}" is of the past: ${legacy.en}`,
          zh: `"${member.key.value}" 已过时：${legacy.zh}`,
        },
        context.fix({ en: 'Remove it', zh: '删除它' }, (text) => removeValue(text, path)),
      ),
    ];
  });
}

/** File formats that iOS cannot play as a notification sound. */
const UNPLAYABLE = /\.(mp3|m4a|aac|ogg|flac|wma|opus)$/i;

function soundFormats(context: LintContext): readonly Finding[] {
  const sound = context.apsValue('sound');
  const named = [
    { node: sound, path: '/aps/sound' },
    { node: valueOf(sound, 'name'), path: '/aps/sound/name' },
    { node: valueOf(context.alert, 'sound'), path: '/aps/alert/sound' },
  ];
  return named.flatMap(({ node, path }) => {
    if (node?.type !== 'string' || !UNPLAYABLE.test(node.value)) return [];
    return [
      atValue(node, path, {
        en: `Notifications do not play ${node.value}: a sound is an .aiff, .wav or .caf file of less than 30 seconds.`,
        zh: `通知无法播放 ${node.value}：声音应为不超过 30 秒的 .aiff、.wav 或 .caf 文件。`,
      }),
    ];
  });
}

function soundNotCritical(context: LintContext): readonly Finding[] {
  const sound = context.apsValue('sound');
  if (sound?.type !== 'object') return [];
  const critical = valueOf(sound, 'critical');
  if (
    critical !== undefined &&
    (context.isHole(critical) || (critical.type === 'number' && critical.value === 1))
  ) {
    return [];
  }
  const name = valueOf(sound, 'name');
  const spelled = name?.type === 'string' ? context.text.slice(name.from, name.to) : '"default"';
  return [
    atValue(
      sound,
      '/aps/sound',
      {
        en: 'A sound is an object only for critical alerts, and "critical" is not 1 here.',
        zh: '仅关键提醒的声音使用对象形式，而此处 "critical" 不为 1。',
      },
      context.fix({ en: `Use ${spelled}`, zh: `使用 ${spelled}` }, (text) =>
        setValue(text, '/aps/sound', new RawJson(spelled)),
      ),
    ),
  ];
}

function criticalMismatch(context: LintContext): readonly Finding[] {
  const critical = valueOf(context.apsValue('sound'), 'critical');
  const level = context.apsValue('interruption-level');
  if (critical?.type !== 'number' || critical.value !== 1) return [];
  if (level?.type !== 'string' || level.value === 'critical') return [];
  return [
    atValue(
      level,
      '/aps/interruption-level',
      {
        en: `The sound is critical, and the interruption level is "${level.value}".`,
        zh: `声音为关键提醒，而打扰级别是 "${level.value}"。`,
      },
      context.fix({ en: 'Use "critical"', zh: '使用 "critical"' }, (text) =>
        setValue(text, '/aps/interruption-level', 'critical'),
      ),
    ),
  ];
}

/** Rules for visible notifications. */
export const ALERT_RULES: readonly LintRule[] = [
  {
    id: 'aps/nothing-to-show',
    severity: 'warning',
    title: { en: 'An alert push that shows nothing', zh: '没有可显示内容的提醒推送' },
    why: {
      en: 'A push of type alert should carry an alert, a badge or a sound. APNs accepts one without, and may drop or delay it on the way.',
      zh: '类型为 alert 的推送应包含 alert、badge 或 sound。没有这些内容时 APNs 仍会接受，但可能在途中丢弃或延迟。',
    },
    fires: { text: '{"aps": {"content-available": 1}}', pushType: 'alert' },
    silent: { text: '{"aps": {"badge": 3}}', pushType: 'alert' },
    check: (context) => {
      if (context.knownType !== 'alert' || context.aps === null || context.isSpecialTopic) return [];
      if (['alert', 'badge', 'sound'].some((key) => context.hasAps(key))) return [];
      const isBackground = context.hasAps('content-available');
      const member = memberOf(context.root, 'aps');
      if (member === undefined) return [];
      return [
        atKey(
          member,
          '',
          isBackground
            ? {
                en: 'This is a background push, sent as type alert: APNs may drop or delay it.',
                zh: '这是一条后台推送，却以 alert 类型发送：APNs 可能丢弃或延迟它。',
              }
            : {
                en: 'A push of type alert needs an alert, a badge or a sound to show anything.',
                zh: '类型为 alert 的推送需要 alert、badge 或 sound 才能显示内容。',
              },
          isBackground
            ? {
                label: { en: 'Send as type background', zh: '以 background 类型发送' },
                edits: [],
                action: { kind: 'set-headers', headers: { pushType: 'background', priority: 5 } },
              }
            : null,
        ),
      ];
    },
  },
  {
    id: 'aps/empty-alert',
    severity: 'warning',
    title: { en: 'An alert without text', zh: '没有文本的提醒' },
    why: {
      en: 'iOS shows no banner for an alert without title, subtitle and body.',
      zh: '没有标题、副标题和正文时，iOS 不会显示横幅。',
    },
    fires: { text: '{"aps": {"alert": {"title": "", "body": ""}}}', pushType: 'alert' },
    silent: { text: '{"aps": {"alert": {"loc-key": "GREETING"}}}', pushType: 'alert' },
    check: (context) => {
      const member = memberOf(context.aps, 'alert');
      if (member === undefined || context.isHole(member.value) || !showsNothing(member.value)) return [];
      if (context.knownType === 'background') return [];
      return [
        atKey(member, '/aps', {
          en: 'The alert has no text: give it a body, or leave it out.',
          zh: '提醒没有文本：请填写 body，或省略 alert。',
        }),
      ];
    },
  },
  {
    id: 'aps/mutable-content-without-alert',
    severity: 'warning',
    title: { en: 'mutable-content without an alert', zh: '有 mutable-content 却没有 alert' },
    why: {
      en: 'The service extension runs only for notifications that show a title, a subtitle or a body.',
      zh: '通知服务扩展只会对显示标题、副标题或正文的通知运行。',
    },
    fires: { text: '{"aps": {"mutable-content": 1, "badge": 2}}', pushType: 'alert' },
    silent: { text: '{"aps": {"mutable-content": 1, "alert": "Encrypted"}}', pushType: 'alert' },
    check: (context) => {
      const member = memberOf(context.aps, 'mutable-content');
      if (member === undefined || (member.value.type === 'number' && member.value.value === 0)) return [];
      if (context.knownType !== 'alert' && context.knownType !== 'background') return [];
      if (context.alert !== null && (context.isHole(context.alert) || !showsNothing(context.alert)))
        return [];
      return [
        atKey(
          member,
          '/aps',
          {
            en: 'Without an alert that has text, the service extension does not run.',
            zh: '没有带文本的 alert，通知服务扩展不会运行。',
          },
          context.fix({ en: 'Remove mutable-content', zh: '删除 mutable-content' }, (text) =>
            removeValue(text, '/aps/mutable-content'),
          ),
        ),
      ];
    },
  },
  {
    id: 'alert/args-without-key',
    severity: 'warning',
    title: { en: 'Arguments without a localized text', zh: '有参数却没有本地化文本' },
    why: {
      en: 'loc-args replace the placeholders of the text that loc-key names. Without the key they are ignored.',
      zh: 'loc-args 用于替换 loc-key 所指文本中的占位符，缺少该键时会被忽略。',
    },
    fires: { text: '{"aps": {"alert": {"body": "Hello", "loc-args": ["Ada"]}}}' },
    silent: { text: '{"aps": {"alert": {"loc-key": "HELLO", "loc-args": ["Ada"]}}}' },
    check: argsWithoutKey,
  },
  {
    id: 'alert/text-and-key',
    severity: 'info',
    title: { en: 'A text and a localized text', zh: '同时有文本和本地化键' },
    why: {
      en: 'The localized text is used instead of the plain one, which then only costs bytes.',
      zh: '系统会使用本地化文本，普通文本只会占用字节。',
    },
    fires: { text: '{"aps": {"alert": {"title": "Hello", "title-loc-key": "HELLO"}}}' },
    silent: { text: '{"aps": {"alert": {"body": "Hello", "title-loc-key": "HELLO"}}}' },
    check: textAndKey,
  },
  {
    id: 'alert/legacy-key',
    severity: 'info',
    title: { en: 'A key of the past', zh: '已过时的键' },
    why: {
      en: 'Old systems read it, current ones do not.',
      zh: '旧系统会读取它，当前系统不会。',
    },
    fires: { text: '{"aps": {"alert": {"body": "Hello", "summary-arg": "Ada"}}}' },
    silent: { text: '{"aps": {"alert": {"body": "Hello"}, "thread-id": "ada"}}' },
    check: legacyKeys,
  },
  {
    id: 'sound/not-critical',
    severity: 'warning',
    title: { en: 'A sound object that is not critical', zh: '非关键提醒的声音对象' },
    why: {
      en: 'An ordinary sound is just a name; the object with name and volume is for critical alerts.',
      zh: '普通声音只写名称；带 name 和 volume 的对象用于关键提醒。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "sound": {"name": "ding.caf", "volume": 0.5}}}' },
    silent: { text: '{"aps": {"alert": "Hello", "sound": {"critical": 1, "name": "ding.caf"}}}' },
    check: soundNotCritical,
  },
  {
    id: 'sound/unplayable-format',
    severity: 'warning',
    title: { en: 'A sound that iOS does not play', zh: 'iOS 无法播放的声音' },
    why: {
      en: 'Notification sounds are .aiff, .wav or .caf files of less than 30 seconds; for others the default sound is played.',
      zh: '通知声音应为不超过 30 秒的 .aiff、.wav 或 .caf 文件，其他格式会播放默认声音。',
    },
    fires: { text: '{"aps": {"alert": "Hello", "sound": "ding.mp3"}}' },
    silent: { text: '{"aps": {"alert": "Hello", "sound": "ding.caf"}}' },
    check: soundFormats,
  },
  {
    id: 'sound/critical-level',
    severity: 'warning',
    title: { en: 'A critical sound with a lower level', zh: '关键声音与打扰级别不一致' },
    why: {
      en: 'The interruption level has to be critical as well, or the alert is treated by its level.',
      zh: '打扰级别也应为 critical，否则会按该级别处理。',
    },
    fires: {
      text: '{"aps": {"alert": "Fire", "sound": {"critical": 1}, "interruption-level": "active"}}',
    },
    silent: {
      text: '{"aps": {"alert": "Fire", "sound": {"critical": 1}, "interruption-level": "critical"}}',
    },
    check: criticalMismatch,
  },
];
