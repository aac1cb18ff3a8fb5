import { findDuplicateHeaders } from '../../apns/duplicate-headers.js';
import type { OfferedFix } from '../../apns/explanation.js';
import type { PushHeaders } from '../../apns/push.js';
import { COLLAPSE_ID_LIMIT_BYTES, isPushType, PUSH_TYPE_RULES, PUSH_TYPES } from '../../apns/push-types.js';
import { pushTypeOfTopic } from '../../apns/topic.js';
import { LARGEST_PLAUSIBLE_SECONDS } from '../../apns/unix-time.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { nearest } from '../../text/nearest.js';
import { grouped, listInWords, quoted } from '../../text/words.js';
import { offerPushType } from './offers.js';
import type { Cause, Situation } from './situation.js';

function setHeaders(headers: PushHeaders, label: LocalizedText): readonly OfferedFix[] {
  return [{ label, action: { kind: 'set-headers', headers } }];
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Truncates text to a byte limit, without splitting a character. */
function truncateToBytes(text: string, limit: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    kept += character;
  }
  return kept;
}

function badCollapseId(situation: Situation): readonly Cause[] {
  const id = situation.push.headers.collapseId ?? '';
  const bytes = utf8Length(id);
  const characters = Array.from(id).length;
  const wider = characters === bytes ? '' : ` (${characters} characters; APNs counts UTF-8 bytes)`;
  const wideZh = characters === bytes ? '' : `（${characters} 个字符，APNs 按 UTF-8 字节计算）`;
  return [
    {
      weight: bytes > COLLAPSE_ID_LIMIT_BYTES ? 100 : 40,
      cause: {
        en: `The collapse ID has ${grouped(bytes)} bytes${wider}; ${COLLAPSE_ID_LIMIT_BYTES} are allowed.`,
        zh: `折叠标识有 ${grouped(bytes)} 字节${wideZh}，最多允许 ${COLLAPSE_ID_LIMIT_BYTES} 字节。`,
      },
      fix: { en: 'Use a shorter one, or a hash of it.', zh: '请使用更短的标识，或使用其哈希值。' },
      actions: setHeaders(
        { collapseId: truncateToBytes(id, COLLAPSE_ID_LIMIT_BYTES) },
        { en: `Cut it to ${COLLAPSE_ID_LIMIT_BYTES} bytes`, zh: `截短到 ${COLLAPSE_ID_LIMIT_BYTES} 字节` },
      ),
    },
  ];
}

function badExpirationDate(situation: Situation): readonly Cause[] {
  const value = situation.push.headers.expiration;
  const causes: Cause[] = [];
  const shown = value === undefined ? '' : String(value);
  if (value !== undefined && Math.abs(value) >= LARGEST_PLAUSIBLE_SECONDS) {
    const seconds = Math.floor(value / 1000);
    causes.push({
      weight: 97,
      cause: {
        en: `apns-expiration is ${shown}: that is in milliseconds, but APNs expects seconds.`,
        zh: `apns-expiration 的值 ${shown} 是毫秒，而 APNs 需要秒。`,
      },
      fix: { en: `Send ${seconds}.`, zh: `改为 ${seconds}。` },
      actions: setHeaders({ expiration: seconds }, { en: `Use ${seconds}`, zh: `使用 ${seconds}` }),
    });
  } else if (value !== undefined && !Number.isInteger(value)) {
    const seconds = Math.floor(value);
    causes.push({
      weight: 98,
      cause: {
        en: `apns-expiration is ${shown}; APNs accepts whole seconds only.`,
        zh: `apns-expiration 的值是 ${shown}，APNs 只接受整数秒。`,
      },
      fix: { en: `Send ${seconds}.`, zh: `改为 ${seconds}。` },
      actions: setHeaders({ expiration: seconds }, { en: `Use ${seconds}`, zh: `使用 ${seconds}` }),
    });
  }
  if (situation.channelId !== null && value !== 0) {
    causes.push({
      weight: 80,
      cause: {
        en: `The channel stores no messages (policy 0), so apns-expiration has to be 0, but it is ${shown === '' ? 'missing' : shown}.`,
        zh: `该频道不存储消息（策略 0），apns-expiration 必须为 0，而当前${shown === '' ? '缺失' : `为 ${shown}`}。`,
      },
      fix: {
        en: 'Send 0, or use a channel that stores its latest message.',
        zh: '请发送 0，或使用会存储最新消息的频道。',
      },
      actions: setHeaders({ expiration: 0 }, { en: 'Use 0', zh: '使用 0' }),
    });
  }
  causes.push({
    weight: 40,
    cause: {
      en: `APNs does not accept ${shown === '' ? 'an empty value' : shown} as apns-expiration.`,
      zh: `APNs 不接受 apns-expiration 的值${shown === '' ? '缺失' : ` ${shown}`}。`,
    },
    fix: {
      en: 'Send a Unix time in whole seconds, or 0 for one attempt.',
      zh: '请使用以整数秒表示的 Unix 时间，或用 0 表示只尝试一次。',
    },
    actions: setHeaders({ expiration: 0 }, { en: 'Use 0', zh: '使用 0' }),
  });
  return causes;
}

function badMessageId(situation: Situation): readonly Cause[] {
  const id = situation.push.headers.id ?? '';
  return [
    {
      weight: 90,
      cause: {
        en: `apns-id is ${quoted(id).en}, which is not a UUID: 32 hexadecimal digits in groups of 8-4-4-4-12.`,
        zh: `apns-id 的值 ${quoted(id).zh} 不是 UUID（32 位十六进制数字，按 8-4-4-4-12 分组）。`,
      },
      fix: {
        en: 'Send a UUID, or leave the header out to have APNs generate one.',
        zh: '请使用 UUID，或省略该标头，由 APNs 生成。',
      },
      actions: [
        {
          label: { en: 'Let APNs generate the ID', zh: '由 APNs 生成 ID' },
          action: { kind: 'remove-headers', headers: ['id'] },
        },
      ],
    },
  ];
}

function badPriority(situation: Situation): readonly Cause[] {
  const { pushType } = situation;
  const value = situation.push.headers.priority;
  const usual = isPushType(pushType) ? PUSH_TYPE_RULES[pushType].priorities : ([10, 5, 1] as const);
  const best = usual[0] ?? 10;
  const listed = listInWords(usual.map(String));
  const shown = value === undefined ? { en: 'missing (10 is assumed)', zh: '缺失（视为 10）' } : null;
  return [
    {
      weight: 90,
      cause: {
        en: `apns-priority is ${shown?.en ?? String(value)}; a push of type ${pushType} accepts ${listed.en}.`,
        zh: `apns-priority ${shown?.zh ?? `为 ${String(value)}`}，而类型为 ${pushType} 的推送可使用 ${listed.zh}。`,
      },
      fix: { en: `Send ${best}.`, zh: `改为 ${best}。` },
      actions: setHeaders({ priority: best }, { en: `Use priority ${best}`, zh: `使用优先级 ${best}` }),
    },
  ];
}

function invalidPushType(situation: Situation): readonly Cause[] {
  const { pushType, topic } = situation;
  if (situation.channelId !== null) {
    return [
      {
        weight: 95,
        cause: {
          en: `A broadcast accepts only the push type liveactivity, not ${quoted(pushType).en}.`,
          zh: `广播只接受推送类型 liveactivity，而当前为 ${quoted(pushType).zh}。`,
        },
        fix: { en: 'Use liveactivity.', zh: '使用 liveactivity。' },
        actions: [offerPushType('liveactivity')],
      },
    ];
  }
  const byTopic = topic === null ? null : pushTypeOfTopic(topic);
  const best = nearest(pushType, PUSH_TYPES) ?? byTopic;
  const all = PUSH_TYPES.join(', ');
  return [
    {
      weight: 90,
      cause: {
        en: `APNs knows no push type ${quoted(pushType).en}.`,
        zh: `APNs 没有名为 ${quoted(pushType).zh} 的推送类型。`,
      },
      fix:
        best === null
          ? { en: `Use one of ${all}.`, zh: `请使用以下之一：${all}。` }
          : { en: `Use ${best}.`, zh: `使用 ${best}。` },
      actions: best === null ? [] : [offerPushType(best)],
    },
  ];
}

function duplicateHeaders(situation: Situation): readonly Cause[] {
  const { names, custom } = findDuplicateHeaders(situation.push.headers);
  if (names.length === 0) {
    return [
      {
        weight: 50,
        cause: {
          en: 'A header reached APNs twice although it was sent once; a proxy may have added it.',
          zh: '某个标头只发送了一次，却在 APNs 处出现两次，可能由代理添加。',
        },
        fix: { en: 'Connect without the proxy.', zh: '请不经代理连接。' },
      },
    ];
  }
  const listed = listInWords(names);
  return [
    {
      weight: 95,
      cause: { en: `Sent more than once: ${listed.en}.`, zh: `重复发送的标头：${listed.zh}。` },
      fix: {
        en: 'Remove the custom header; its dedicated field already sends it.',
        zh: '请删除自定义标头，对应的字段已经会发送它。',
      },
      actions: setHeaders(
        { custom },
        {
          en: 'Send each header once',
          zh: '每个标头只发送一次',
        },
      ),
    },
  ];
}

/** Causes of the reasons about a single header. */
export const HEADER_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  BadCollapseId: badCollapseId,
  BadExpirationDate: badExpirationDate,
  BadMessageId: badMessageId,
  BadPriority: badPriority,
  InvalidPushType: invalidPushType,
  DuplicateHeaders: duplicateHeaders,
  MissingPushType: () => [
    {
      weight: 95,
      cause: {
        en: 'A broadcast has to name its push type, but apns-push-type was not sent.',
        zh: '广播必须指定推送类型，但未发送 apns-push-type。',
      },
      fix: {
        en: 'Use liveactivity, the only type for channels.',
        zh: '使用频道唯一支持的类型 liveactivity。',
      },
      actions: [offerPushType('liveactivity')],
    },
  ],
};
