import { findDuplicateHeaders } from '../../apns/duplicate-headers.js';
import type { PushHeaders } from '../../apns/push.js';
import { COLLAPSE_ID_LIMIT_BYTES, PUSH_TYPE_RULES, PUSH_TYPES } from '../../apns/push-types.js';
import { splitTopic, strayTopicCharacters, topicForType } from '../../apns/topics.js';
import { LARGEST_PLAUSIBLE_SECONDS } from '../../apns/unix-time.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { nearest } from '../../text/nearest.js';
import { utf8Bytes } from '../weigh.js';
import { about, type LintContext } from './context.js';
import type { DiagnosticSubject, Finding, LintRule } from './rule.js';

const ALERT = '{"aps": {"alert": "Hello"}}';
const ACTIVITY = '{"aps": {"timestamp": 1767225660, "event": "update", "content-state": {}}}';
const TOPIC = 'com.example.app';
/** A call or transmission that is delayed longer is over. Unit: seconds. */
const LONGEST_WAIT_S = 60;

function set(
  headers: PushHeaders,
  label: LocalizedText,
): { label: LocalizedText; action: { kind: 'set-headers'; headers: PushHeaders } } {
  return { label, action: { kind: 'set-headers', headers } };
}

const use = (headers: PushHeaders, value: string | number): ReturnType<typeof set> =>
  set(headers, { en: `Use ${value}`, zh: `使用 ${value}` });

function unknownType({ pushType, knownType }: LintContext): readonly Finding[] {
  if (knownType !== null) return [];
  const meant = nearest(pushType, PUSH_TYPES);
  return [
    about(
      'push-type',
      {
        en: `APNs knows no push type "${pushType}". There are ${PUSH_TYPES.join(', ')}.`,
        zh: `APNs 没有名为 "${pushType}" 的推送类型，可用的有 ${PUSH_TYPES.join('、')}。`,
      },
      meant === null ? null : use({ pushType: meant }, meant),
    ),
  ];
}

function topicSuffix({ topic, pushType, knownType, input }: LintContext): readonly Finding[] {
  if (topic === null || topic === '' || knownType === null || input.target === 'channel') return [];
  const wantedTopic = topicForType(topic, pushType);
  if (wantedTopic === null || wantedTopic === topic) return [];
  const wanted = PUSH_TYPE_RULES[knownType].topicSuffix;
  const found = splitTopic(topic).suffix;
  const message: LocalizedText =
    wanted === ''
      ? {
          en: `Type ${pushType} goes to the plain bundle ID; the topic ends in ${found}.`,
          zh: `类型 ${pushType} 应使用不带后缀的 Bundle ID，而主题以 ${found} 结尾。`,
        }
      : found === ''
        ? {
            en: `Type ${pushType} needs a topic that ends in ${wanted}.`,
            zh: `类型 ${pushType} 的主题应以 ${wanted} 结尾。`,
          }
        : {
            en: `Type ${pushType} needs a topic that ends in ${wanted}, and this one ends in ${found}.`,
            zh: `类型 ${pushType} 的主题应以 ${wanted} 结尾，而当前以 ${found} 结尾。`,
          };
  return [about('topic', message, use({ topic: wantedTopic }, wantedTopic))];
}

function badExpiration(context: LintContext): readonly Finding[] {
  const value = context.input.headers?.expiration;
  if (value === undefined) return [];
  const [problem, right]: [LocalizedText, number] | [null, 0] =
    value >= LARGEST_PLAUSIBLE_SECONDS
      ? [{ en: 'that is milliseconds', zh: '这是毫秒' }, Math.floor(value / 1000)]
      : !Number.isInteger(value)
        ? [{ en: 'it has to be a whole number', zh: '应为整数' }, Math.max(0, Math.floor(value) || 0)]
        : value < 0
          ? [{ en: 'it is negative', zh: '它是负数' }, 0]
          : [null, 0];
  if (problem === null) return [];
  return [
    about(
      'expiration',
      {
        en: `apns-expiration is ${value}: ${problem.en}. APNs wants Unix time in seconds, or 0.`,
        zh: `apns-expiration 的值 ${value}：${problem.zh}。APNs 需要以秒为单位的 Unix 时间，或 0。`,
      },
      use({ expiration: right }, right),
    ),
  ];
}

function storedCall(context: LintContext): readonly Finding[] {
  const { knownType, input } = context;
  if (input.headers === undefined || knownType === null) return [];
  if (PUSH_TYPE_RULES[knownType].expiration !== 'never-store') return [];
  const value = input.headers.expiration;
  if (value === 0) return [];
  if (value !== undefined && input.nowMs !== undefined && value - input.nowMs / 1000 <= LONGEST_WAIT_S)
    return [];
  if (value !== undefined && input.nowMs === undefined) return [];
  return [
    about(
      'expiration',
      value === undefined
        ? {
            en: `Without apns-expiration, APNs keeps the push for a device that is off, up to 30 days: too late for type ${knownType}.`,
            zh: `缺少 apns-expiration 时，APNs 会为离线设备保存推送最长 30 天，对 ${knownType} 类型来说太迟了。`,
          }
        : {
            en: `A push of type ${knownType} that is delivered late is worse than none; its expiration is far away.`,
            zh: `${knownType} 类型的推送迟到不如不到，而当前的过期时间过远。`,
          },
      use({ expiration: 0 }, 0),
    ),
  ];
}

function duplicates(headers: PushHeaders): readonly Finding[] {
  const { names, custom } = findDuplicateHeaders(headers);
  return names.map((name) =>
    about(
      'custom-headers',
      {
        en: `${name} would be sent more than once: APNs answers DuplicateHeaders.`,
        zh: `${name} 会被重复发送，APNs 将返回 DuplicateHeaders。`,
      },
      set({ custom }, { en: 'Send each header once', zh: '每个标头只发送一次' }),
    ),
  );
}

/** Runs a check on one header, if it has a value. */
function headerRule<Value>(
  pick: (headers: PushHeaders) => Value | undefined,
  judge: (value: Value, context: LintContext) => readonly Finding[],
): (context: LintContext) => readonly Finding[] {
  return (context) => {
    const value = context.input.headers === undefined ? undefined : pick(context.input.headers);
    return value === undefined ? [] : judge(value, context);
  };
}

const finding = (
  subject: DiagnosticSubject,
  message: LocalizedText,
  fix?: ReturnType<typeof set>,
): readonly Finding[] => [about(subject, message, fix)];

/** Rules for headers. */
export const HEADER_RULES: readonly LintRule[] = [
  {
    id: 'headers/unknown-push-type',
    severity: 'error',
    title: { en: 'A push type that APNs does not know', zh: 'APNs 不认识的推送类型' },
    why: {
      en: 'APNs answers 400 InvalidPushType.',
      zh: 'APNs 会返回 400 InvalidPushType。',
    },
    fires: { text: ALERT, pushType: 'alerts' },
    silent: { text: ALERT, pushType: 'alert' },
    check: unknownType,
  },
  {
    id: 'headers/missing-topic',
    severity: 'error',
    title: { en: 'No topic', zh: '缺少主题' },
    why: {
      en: 'With an APNs key every push has to name its topic; with a certificate of several topics too. APNs answers 400 MissingTopic.',
      zh: '使用 APNs 密钥时必须指定主题，使用包含多个主题的证书时也是如此，否则 APNs 返回 400 MissingTopic。',
    },
    fires: { text: ALERT, headers: { pushType: 'alert' } },
    silent: { text: ALERT, headers: { pushType: 'alert', topic: TOPIC } },
    check: (context) => {
      const { input, topic } = context;
      if (input.headers === undefined || input.target === 'channel' || (topic !== null && topic !== ''))
        return [];
      const credential = input.credential;
      const only = credential?.kind === 'identity' && credential.topics.length === 1;
      if (only) return [];
      const [first] = credential?.topics ?? [];
      return finding(
        'topic',
        {
          en: 'The topic is missing: the bundle ID of the app, with the suffix of the push type.',
          zh: '缺少主题：应为 App 的 Bundle ID，并加上推送类型的后缀。',
        },
        first === undefined ? undefined : use({ topic: first }, first),
      );
    },
  },
  {
    id: 'headers/topic-characters',
    severity: 'error',
    title: { en: 'A topic with odd characters', zh: '主题包含异常字符' },
    why: {
      en: 'Bundle IDs consist of letters, digits, dots and hyphens. Brackets and spaces come from copying.',
      zh: 'Bundle ID 只包含字母、数字、点和连字符。尖括号和空格通常是复制时带入的。',
    },
    fires: { text: ALERT, topic: '<com.example.app>' },
    silent: { text: ALERT, topic: 'com.example.my-app' },
    check: ({ topic }) => {
      const strays = topic === null ? [] : strayTopicCharacters(topic);
      if (topic === null || strays.length === 0) return [];
      const clean = topic.replace(/[^A-Za-z0-9.-]/gu, '');
      const shown = strays.map((character) => (/\s/u.test(character) ? '␠' : character)).join(' ');
      return finding(
        'topic',
        {
          en: `The topic contains characters that no topic has: ${shown}`,
          zh: `主题包含不允许的字符：${shown}`,
        },
        clean === '' ? undefined : use({ topic: clean }, clean),
      );
    },
  },
  {
    id: 'headers/topic-suffix',
    severity: 'error',
    title: { en: 'The topic does not fit the push type', zh: '主题与推送类型不符' },
    why: {
      en: 'Most push types add a suffix to the bundle ID, such as .voip or .push-type.liveactivity. Without it APNs answers TopicDisallowed or DeviceTokenNotForTopic.',
      zh: '多数推送类型需要在 Bundle ID 后加后缀，例如 .voip 或 .push-type.liveactivity，否则 APNs 返回 TopicDisallowed 或 DeviceTokenNotForTopic。',
    },
    fires: { text: '{"aps": {}, "call": 7}', pushType: 'voip', topic: TOPIC },
    silent: { text: '{"aps": {}, "call": 7}', pushType: 'voip', topic: `${TOPIC}.voip` },
    check: topicSuffix,
  },
  {
    id: 'headers/bad-priority',
    severity: 'error',
    title: { en: 'A priority that APNs does not know', zh: 'APNs 不认识的优先级' },
    why: {
      en: 'There are 10, 5 and 1. APNs answers 400 BadPriority.',
      zh: '只有 10、5 和 1，否则 APNs 返回 400 BadPriority。',
    },
    fires: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', priority: 7 } },
    silent: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', priority: 10 } },
    check: headerRule(
      (headers) => headers.priority,
      (priority) =>
        [1, 5, 10].includes(priority)
          ? []
          : finding(
              'priority',
              {
                en: `Priority ${priority} does not exist: use 10, 5 or 1.`,
                zh: `不存在优先级 ${priority}，请使用 10、5 或 1。`,
              },
              use({ priority: 10 }, 10),
            ),
    ),
  },
  {
    id: 'headers/unusual-priority',
    severity: 'warning',
    title: { en: 'A priority that does not suit the push type', zh: '优先级不适合此推送类型' },
    why: {
      en: 'Apple names the priorities of each type: 10 for push to talk, 5 or 10 for Live Activities and location, and so on.',
      zh: 'Apple 为每种类型规定了优先级：一键通话为 10，实时活动和位置查询为 5 或 10，等等。',
    },
    fires: {
      text: ACTIVITY,
      headers: { topic: `${TOPIC}.push-type.liveactivity`, pushType: 'liveactivity', priority: 1 },
    },
    silent: {
      text: ACTIVITY,
      headers: { topic: `${TOPIC}.push-type.liveactivity`, pushType: 'liveactivity', priority: 5 },
    },
    check: headerRule(
      (headers) => headers.priority,
      (priority, { knownType }) => {
        const known = priority === 1 || priority === 5 || priority === 10;
        if (knownType === null || !known || (knownType === 'background' && priority === 10)) return [];
        const usual = PUSH_TYPE_RULES[knownType].priorities;
        const best = usual[0] ?? 10;
        if (usual.includes(priority)) return [];
        return finding(
          'priority',
          {
            en: `A push of type ${knownType} uses priority ${usual.join(' or ')}, not ${priority}.`,
            zh: `类型为 ${knownType} 的推送应使用优先级 ${usual.join(' 或 ')}，而不是 ${priority}。`,
          },
          use({ priority: best }, best),
        );
      },
    ),
  },
  {
    id: 'headers/bad-expiration',
    severity: 'error',
    title: { en: 'An expiration that APNs does not take', zh: 'APNs 不接受的过期时间' },
    why: {
      en: 'apns-expiration is Unix time in whole seconds, or 0 for one attempt. APNs answers 400 BadExpirationDate.',
      zh: 'apns-expiration 是以整数秒表示的 Unix 时间，或用 0 表示只尝试一次，否则 APNs 返回 400 BadExpirationDate。',
    },
    fires: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', expiration: 1_767_225_660_000 } },
    silent: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', expiration: 1_767_225_660 } },
    check: badExpiration,
  },
  {
    id: 'headers/stored-call',
    severity: 'warning',
    title: { en: 'A call that may arrive too late', zh: '可能迟到的来电' },
    why: {
      en: 'VoIP and push-to-talk pushes are worth nothing later. Expiration 0 keeps APNs from storing them.',
      zh: 'VoIP 和一键通话推送过时就没有意义，过期时间设为 0 可避免 APNs 存储它们。',
    },
    fires: { text: '{"aps": {}}', headers: { topic: `${TOPIC}.voip`, pushType: 'voip', priority: 10 } },
    silent: {
      text: '{"aps": {}}',
      headers: { topic: `${TOPIC}.voip`, pushType: 'voip', priority: 10, expiration: 0 },
    },
    check: storedCall,
  },
  {
    id: 'headers/collapse-id-too-long',
    severity: 'error',
    title: { en: 'A collapse ID that is too long', zh: '折叠标识过长' },
    why: {
      en: 'It may have 64 bytes of UTF-8. APNs answers 400 BadCollapseId.',
      zh: '最多 64 字节（UTF-8），否则 APNs 返回 400 BadCollapseId。',
    },
    fires: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', collapseId: 'x'.repeat(65) } },
    silent: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', collapseId: 'x'.repeat(64) } },
    check: headerRule(
      (headers) => headers.collapseId,
      (id) => {
        const bytes = utf8Bytes(id);
        if (bytes <= COLLAPSE_ID_LIMIT_BYTES) return [];
        return finding('collapse-id', {
          en: `The collapse ID has ${bytes} bytes of UTF-8; ${COLLAPSE_ID_LIMIT_BYTES} are allowed.`,
          zh: `折叠标识有 ${bytes} 字节（UTF-8），最多允许 ${COLLAPSE_ID_LIMIT_BYTES} 字节。`,
        });
      },
    ),
  },
  {
    id: 'headers/id-not-a-uuid',
    severity: 'error',
    title: { en: 'An ID that is not a UUID', zh: 'ID 不是 UUID' },
    why: {
      en: 'apns-id is a UUID in the form 8-4-4-4-12, or left out. APNs answers 400 BadMessageId.',
      zh: 'apns-id 应为 8-4-4-4-12 形式的 UUID，或省略，否则 APNs 返回 400 BadMessageId。',
    },
    fires: { text: ALERT, headers: { topic: TOPIC, pushType: 'alert', id: 'order-1042' } },
    silent: {
      text: ALERT,
      headers: { topic: TOPIC, pushType: 'alert', id: '123e4567-e89b-12d3-a456-4266554400a0' },
    },
    check: headerRule(
      (headers) => headers.id,
      (id) => {
        if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return [];
        return [
          about(
            'id',
            { en: `"${id}" is not a UUID.`, zh: `"${id}" 不是 UUID。` },
            {
              label: { en: 'Let APNs make the ID', zh: '由 APNs 生成 ID' },
              action: { kind: 'remove-headers', headers: ['id'] },
            },
          ),
        ];
      },
    ),
  },
  {
    id: 'headers/duplicate',
    severity: 'error',
    title: { en: 'A header that is sent twice', zh: '重复发送的标头' },
    why: { en: 'APNs answers 400 DuplicateHeaders.', zh: 'APNs 会返回 400 DuplicateHeaders。' },
    fires: {
      text: ALERT,
      headers: { topic: TOPIC, pushType: 'alert', custom: [{ name: 'apns-topic', value: TOPIC }] },
    },
    silent: {
      text: ALERT,
      headers: { topic: TOPIC, pushType: 'alert', custom: [{ name: 'x-trace', value: '7' }] },
    },
    check: ({ input }) => (input.headers === undefined ? [] : duplicates(input.headers)),
  },
];
