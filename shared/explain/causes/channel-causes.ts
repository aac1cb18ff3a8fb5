import { environmentInWords } from '../../apns/environment.js';
import { splitTopic } from '../../apns/topics.js';
import { quoted } from '../../text/words.js';
import { offerEnvironment } from './offers.js';
import type { Cause, Situation } from './situation.js';

function channelNotRegistered(situation: Situation): readonly Cause[] {
  const { here, other } = situation;
  const channel = quoted(situation.channelId ?? '');
  const causes: Cause[] = [];
  if (other !== null) {
    const there = environmentInWords(other);
    causes.push({
      weight: 60,
      cause: {
        en: `The channel ${channel.en} does not exist in ${here.en}. Channels belong to one environment; it may have been created in ${there.en}.`,
        zh: `${here.zh}中不存在频道 ${channel.zh}。频道只属于一个环境，它可能是在${there.zh}中创建的。`,
      },
      fix: {
        en: `Send to ${there.en}, or create a channel in ${here.en}.`,
        zh: `改为发送到${there.zh}，或在${here.zh}中创建频道。`,
      },
      actions: [offerEnvironment(other)],
    });
  }
  causes.push({
    weight: 50,
    cause: {
      en: `The channel ${channel.en} of ${situation.topic ?? 'the app'} was deleted, or never existed in ${here.en}.`,
      zh: `${situation.topic ?? '该 App'} 的频道 ${channel.zh} 已被删除，或从未存在于${here.zh}。`,
    },
    fix: {
      en: 'List the channels of the app, or create a new one.',
      zh: '请列出该 App 的频道，或创建新的频道。',
    },
  });
  return causes;
}

function badChannelId(situation: Situation): readonly Cause[] {
  const id = situation.channelId ?? '';
  const strays = [...new Set(id.match(/[^A-Za-z0-9+/=]/gu) ?? [])];
  return [
    {
      weight: 90,
      cause:
        strays.length === 0
          ? {
              en: `The channel ID ${quoted(id).en} is not the base64 that APNs returned.`,
              zh: `频道 ID ${quoted(id).zh} 不是 APNs 提供的 base64 值。`,
            }
          : {
              en: `The channel ID ${quoted(id).en} contains ${strays.join(' ')}, which base64 does not.`,
              zh: `频道 ID ${quoted(id).zh} 含有 ${strays.join(' ')}，不是有效的 base64。`,
            },
      fix: {
        en: 'Copy it from the answer that created the channel, or from the list of channels.',
        zh: '请从创建频道时的响应或频道列表中复制。',
      },
    },
  ];
}

/** Causes of the reasons that are specific to broadcasts and channel management. */
export const CHANNEL_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  ChannelNotRegistered: channelNotRegistered,
  BadChannelId: badChannelId,
  MissingChannelId: () => [
    {
      weight: 95,
      cause: {
        en: 'The channel ID is empty, so apns-channel-id was not sent.',
        zh: '频道 ID 为空，因此没有发送 apns-channel-id。',
      },
      fix: { en: 'Choose a channel, or paste its ID.', zh: '请选择频道，或粘贴频道 ID。' },
    },
  ],
  FeatureNotEnabled: (situation) => {
    const bundleId = splitTopic(situation.topic ?? '').bundleId;
    return [
      {
        weight: 95,
        cause: {
          en: `Broadcasts are not enabled for ${bundleId}.`,
          zh: `${bundleId} 未启用广播能力。`,
        },
        fix: {
          en: 'In the developer portal, go to Identifiers, open the app, then Push Notifications, and turn on Broadcast. Xcode cannot do this.',
          zh: '请在开发者后台打开 Identifiers → 该 App → Push Notifications，启用 Broadcast。Xcode 中无法设置。',
        },
      },
    ];
  },
  BadRequestParams: () => [
    {
      weight: 80,
      cause: {
        en: 'The body may contain no attributes other than message-storage-policy and push-type.',
        zh: '请求体除 message-storage-policy 和 push-type 外不能包含其他属性。',
      },
      fix: { en: 'Remove the others.', zh: '请删除其他属性。' },
    },
  ],
  BadRequestPayload: (situation) => [
    {
      weight: 80,
      cause: {
        en: `The body of ${situation.payloadBytes} bytes is not JSON that APNs can read.`,
        zh: `${situation.payloadBytes} 字节的请求体不是 APNs 能解析的 JSON。`,
      },
      fix: { en: 'Fix the errors that the editor marks.', zh: '请修正编辑器标出的错误。' },
    },
  ],
  CannotCreateChannelConfig: (situation) => [
    {
      weight: 95,
      cause: {
        en: `${situation.topic ?? 'The app'} already has 10,000 channels in ${situation.here.en}, which is the limit.`,
        zh: `${situation.topic ?? '该 App'} 在${situation.here.zh}中已有 10,000 个频道，达到上限。`,
      },
      fix: {
        en: 'Delete channels that are no longer used.',
        zh: '请删除不再使用的频道。',
      },
    },
  ],
  MissingChannelQueueSize: () => [
    {
      weight: 80,
      cause: {
        en: 'The request to create the channel had no message-storage-policy, or a value other than 0 or 1.',
        zh: '创建频道时缺少 message-storage-policy，或其值不是 0 或 1。',
      },
      fix: {
        en: 'Use 1 to store the latest message for up to 8 hours, 0 to store none.',
        zh: '用 1 表示将最新消息最多保存 8 小时，用 0 表示不保存。',
      },
    },
  ],
};
