import type { PushType } from '../../apns/push-types.js';
import { headersFromWire } from '../../apns/wire-headers.js';
import { readOtherForm } from '../../messages/loose-json.js';
import { messageIn } from '../../messages/services.js';
import { bytesInWords, grouped } from '../../text/words.js';
import { schemaKey } from '../aps-schema.js';
import { moveValue, removeValue } from '../edit.js';
import { formatJson, minifyJson } from '../format.js';
import { escapePointer, memberOf, valueOf } from '../json-tree.js';
import { utf8Bytes } from '../weigh.js';
import { atKey, atOpening, atValue, type LintContext } from './context.js';
import type { Finding, LazyFix, LintRule } from './rule.js';

/** Types whose payload requires `aps`. */
const TYPES_WITH_APS: readonly PushType[] = ['alert', 'background', 'liveactivity', 'widgets', 'controls'];

/** Keys of `aps` that are also common names for custom data. */
const COMMON_WORDS = new Set(['category', 'event', 'timestamp', 'attributes', 'sound', 'alert']);

/** Converts an offset in UTF-8 bytes to UTF-16 code units. */
function offsetOfByte(text: string, limit: number): number {
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (utf8Bytes(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

function shrunk(context: LintContext): LazyFix {
  const short = minifyJson(context.text);
  if (short === null || context.bytes - (utf8Bytes(context.text) - utf8Bytes(short)) > context.limit)
    return null;
  return context.fix({ en: 'Remove the blanks between values', zh: '删除值之间的空白' }, () => short);
}

function tooLarge(context: LintContext): readonly Finding[] {
  const { bytes, limit, input } = context;
  if (bytes <= limit) return [];
  const what =
    input.target === 'channel'
      ? { en: 'a broadcast', zh: '广播' }
      : { en: `type ${context.pushType}`, zh: `类型 ${context.pushType}` };
  return [
    {
      from: offsetOfByte(input.text, limit),
      to: input.text.length,
      path: '',
      message: {
        en: `The payload has ${bytesInWords(bytes).en}, ${grouped(bytes - limit)} more than the ${grouped(limit)} allowed for ${what.en}; it is full here.`,
        zh: `载荷为 ${bytesInWords(bytes).zh}，比${what.zh}允许的 ${grouped(limit)} 字节多 ${grouped(bytes - limit)} 字节；上限到此为止。`,
      },
      fix: shrunk(context),
    },
  ];
}

function keysOutsideAps(context: LintContext): readonly Finding[] {
  const { root, aps } = context;
  if (root?.type !== 'object' || context.knownType === 'mdm') return [];
  if (messageIn({ text: context.text, root }) !== null) return [];
  return root.members.flatMap((member) => {
    const key = member.key.value;
    if (schemaKey('aps', key) === undefined || valueOf(aps, key) !== undefined) return [];
    // Next to a non-empty aps object, a common name is custom data.
    if (COMMON_WORDS.has(key) && aps !== null && aps.members.length > 0) return [];
    const target = `/aps/${escapePointer(key)}`;
    const canMove = valueOf(root, 'aps') === undefined || aps !== null;
    return [
      atKey(
        member,
        '',
        {
          en: `"${key}" is a key of Apple’s and means nothing outside "aps".`,
          zh: `"${key}" 是 Apple 定义的键，放在 "aps" 之外没有作用。`,
        },
        canMove
          ? context.fix({ en: 'Move it into aps', zh: '移入 aps' }, (text) =>
              moveValue(text, `/${escapePointer(key)}`, target),
            )
          : null,
      ),
    ];
  });
}

/** Reports a message for another service; the fix extracts its payload and headers. */
function foreignMessage(context: LintContext, isWanted: (service: string) => boolean): readonly Finding[] {
  const { root, text } = context;
  if (root?.type !== 'object') return [];
  const found = messageIn({ text, root });
  if (found === null || !isWanted(found.service.id)) return [];
  const { service, taken } = found;
  const label = { en: 'Take it apart', zh: '拆分到各字段' };
  const change = context.fix(label, () => formatJson(taken.payload) ?? taken.payload);
  const headers = headersFromWire(taken.headers);
  const hasHeaders = Object.keys(headers).length > 0;
  return [
    atOpening(
      root,
      '',
      {
        en: `This is ${service.name.en}; APNs wants only the payload in it.`,
        zh: `这是${service.name.zh}，APNs 只需要其中的载荷。`,
      },
      () => {
        const fix = change();
        return fix === null || !hasHeaders ? fix : { ...fix, action: { kind: 'set-headers', headers } };
      },
    ),
  ];
}

/** Rules for the payload as a whole. */
export const PAYLOAD_RULES: readonly LintRule[] = [
  {
    id: 'payload/not-an-object',
    severity: 'error',
    title: { en: 'The payload is not an object', zh: '载荷不是对象' },
    why: {
      en: 'A payload is a JSON object with the key aps and keys of your own. A list, a string or a number is none.',
      zh: '载荷必须是 JSON 对象，包含 aps 键和自定义键，而不是数组、字符串或数字。',
    },
    fires: { text: '["aps", {"alert": "Hello"}]' },
    silent: { text: '{"aps": {"alert": "Hello"}}' },
    check: (context) => {
      const { root, text } = context;
      if (root === null || root.type === 'object') return [];
      const inner = root.type === 'string' ? readOtherForm(text) : null;
      return [
        atValue(
          root,
          '',
          {
            en: 'A payload has to be an object: {"aps": {…}}.',
            zh: '载荷必须是对象：{"aps": {…}}。',
          },
          inner === null
            ? null
            : context.fix(
                { en: 'Unwrap it', zh: '取出其中的 JSON' },
                () => formatJson(inner.text) ?? inner.text,
              ),
        ),
      ];
    },
  },
  {
    id: 'payload/too-large',
    severity: 'error',
    title: { en: 'The payload is larger than APNs allows', zh: '载荷超过 APNs 的上限' },
    why: {
      en: 'APNs answers 413 PayloadTooLarge above 4,096 bytes of UTF-8; VoIP pushes and broadcasts may have 5,120. Blanks count too, so the fix removes them where that is enough.',
      zh: '超过 4,096 字节（UTF-8）时 APNs 返回 413 PayloadTooLarge；VoIP 推送和广播的上限为 5,120 字节。空白也计算在内，若删除空白即可满足，修复会这样做。',
    },
    fires: { text: `{"aps": {"alert": "Hello"}${' '.repeat(4096)}}` },
    silent: { text: `{"aps": {"alert": "Hello"}${' '.repeat(4069)}}` },
    check: tooLarge,
  },
  {
    id: 'payload/missing-aps',
    severity: 'error',
    title: { en: 'There is no aps', zh: '缺少 aps' },
    why: {
      en: 'The system reads only what is under aps; without it, nothing is shown and nothing is woken. VoIP and other pushes that only the app reads do without, and so do Wallet passes.',
      zh: '系统只读取 aps 中的内容，没有它就不会显示或唤醒任何内容。VoIP 等仅由 App 读取的推送以及 Wallet 凭证可以省略。',
    },
    fires: { text: '{"order": 1042}', pushType: 'alert' },
    silent: { text: '{"call": 1042}', pushType: 'voip' },
    check: ({ root, text, knownType, isSpecialTopic }) => {
      if (root?.type !== 'object' || knownType === null || !TYPES_WITH_APS.includes(knownType)) return [];
      if (isSpecialTopic || valueOf(root, 'aps') !== undefined) return [];
      // Another rule reports messages for other services.
      if (messageIn({ text, root }) !== null) return [];
      return [
        atOpening(root, '', {
          en: `A push of type ${knownType} needs the object "aps".`,
          zh: `类型为 ${knownType} 的推送需要 "aps" 对象。`,
        }),
      ];
    },
  },
  {
    id: 'payload/key-outside-aps',
    severity: 'warning',
    title: { en: 'A key of aps stands outside it', zh: 'aps 的键放在了外面' },
    why: {
      en: 'Apple reads its keys only inside aps. Beside it they are data of your own, and the badge, sound or level they were to set does not change.',
      zh: 'Apple 只读取 aps 内的键。放在外面会被当作自定义数据，角标、声音或级别不会生效。',
    },
    fires: { text: '{"aps": {"alert": "Hello"}, "badge": 3}' },
    silent: { text: '{"aps": {"alert": "Hello", "badge": 3}, "category": "news"}' },
    check: keysOutsideAps,
  },
  {
    id: 'payload/simulator-target-bundle',
    severity: 'info',
    title: { en: 'A key for Xcode’s simulator', zh: '用于 Xcode 模拟器的键' },
    why: {
      en: 'Simulator Target Bundle tells Xcode’s simulator which app a .apns file is for. To APNs it is a key of your own that costs bytes.',
      zh: 'Simulator Target Bundle 用于告诉 Xcode 模拟器 .apns 文件对应的 App；对 APNs 而言它只是占用字节的自定义键。',
    },
    fires: { text: '{"Simulator Target Bundle": "com.example.app", "aps": {"alert": "Hello"}}' },
    silent: { text: '{"aps": {"alert": "Hello"}}' },
    check: (context) => {
      const member = memberOf(context.root, 'Simulator Target Bundle');
      if (member === undefined) return [];
      return [
        atKey(
          member,
          '',
          {
            en: 'APNs does not need this key; it is for .apns files on Xcode’s simulator.',
            zh: 'APNs 不需要此键，它用于 Xcode 模拟器的 .apns 文件。',
          },
          context.fix({ en: 'Remove it', zh: '删除它' }, (text) =>
            removeValue(text, '/Simulator Target Bundle'),
          ),
        ),
      ];
    },
  },
  {
    id: 'payload/firebase-message',
    severity: 'error',
    title: { en: 'A message for Firebase', zh: 'Firebase 的消息' },
    why: {
      en: 'Firebase Cloud Messaging has a format of its own and turns it into one for APNs. Sent to APNs directly, it shows nothing.',
      zh: 'Firebase Cloud Messaging 有自己的格式，由它转换为 APNs 格式。直接发送给 APNs 不会显示任何内容。',
    },
    fires: {
      text: '{"message": {"token": "x", "notification": {"title": "Hi"}}}',
      pushType: 'alert',
    },
    silent: { text: '{"aps": {"alert": {"title": "Hi"}}, "message": {"id": 7}}' },
    check: (context) => foreignMessage(context, (service) => service === 'fcm'),
  },
  {
    id: 'payload/foreign-message',
    severity: 'error',
    title: { en: 'A message for another service', zh: '其他服务的消息' },
    why: {
      en: 'Amazon SNS, OneSignal, Expo and others take messages of their own and make a payload for APNs of them. Sent to APNs directly, they show nothing. The fix keeps the payload and moves what belongs into headers there.',
      zh: 'Amazon SNS、OneSignal、Expo 等服务使用各自的消息格式，并由其转换为 APNs 载荷。直接发送给 APNs 不会显示任何内容。修复会保留载荷，并把属于标头的内容移到标头中。',
    },
    fires: { text: '{"APNS": "{\\"aps\\":{\\"alert\\":\\"Hi\\"}}"}', pushType: 'alert' },
    silent: { text: '{"aps": {"alert": "Hi"}, "contents": {"en": "Hi"}}' },
    check: (context) => foreignMessage(context, (service) => service !== 'fcm'),
  },
];
