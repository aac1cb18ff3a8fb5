import { isPushType, PUSH_TYPE_RULES } from '../../apns/push-types.js';
import { areRelatedTopics, splitTopic, strayTopicCharacters } from '../../apns/topics.js';
import { listInWords, quoted } from '../../text/words.js';
import { offerCredential, offerTopic } from './offers.js';
import type { Cause, Situation } from './situation.js';

/** Finds the topic of a certificate that was most likely meant: the same app first, any other last. */
function nearestListed(situation: Situation): string | null {
  const listed = situation.credential?.topics ?? [];
  const wanted = situation.betterTopic ?? situation.topic ?? '';
  const suffix = situation.requiredSuffix ?? '';
  return (
    listed.find((topic) => topic === wanted) ??
    listed.find((topic) => topic.toLowerCase() === wanted.toLowerCase()) ??
    listed.find((topic) => areRelatedTopics(topic, wanted) && splitTopic(topic).suffix === suffix) ??
    listed.find((topic) => splitTopic(topic).suffix === suffix) ??
    null
  );
}

function strayCharacters(situation: Situation): readonly Cause[] {
  const topic = situation.topic ?? '';
  const strays = strayTopicCharacters(topic);
  if (strays.length === 0) return [];
  const clean = topic.replace(/[^A-Za-z0-9.-]/gu, '');
  const shown = listInWords(strays.map((character) => (/\s/u.test(character) ? '␠' : character)));
  return [
    {
      weight: 100,
      cause: {
        en: `The topic ${quoted(topic).en} contains characters that are not allowed in a topic: ${shown.en}`,
        zh: `主题 ${quoted(topic).zh} 包含主题中不允许的字符：${shown.zh}`,
      },
      fix: { en: `Use the topic ${clean}.`, zh: `使用主题 ${clean}。` },
      actions: clean === '' ? [] : [offerTopic(clean)],
    },
  ];
}

function missingSuffix(situation: Situation): readonly Cause[] {
  const { betterTopic, topic, pushType, credential } = situation;
  if (betterTopic === null) return [];
  const listed = credential?.topics ?? [];
  // If the certificate does not list the corrected topic, a missing suffix is not the cause.
  const refuted = credential?.kind === 'identity' && listed.length > 0 && !listed.includes(betterTopic);
  const { suffix } = splitTopic(topic ?? '');
  const wanted = situation.requiredSuffix ?? '';
  return [
    {
      weight: refuted ? 45 : 92,
      cause:
        wanted === ''
          ? {
              en: `The push type ${pushType} uses the plain bundle ID, but the topic ${topic ?? ''} ends in ${suffix}.`,
              zh: `推送类型 ${pushType} 应使用不带后缀的 Bundle ID，而主题 ${topic ?? ''} 以 ${suffix} 结尾。`,
            }
          : {
              en: `The topic ${topic ?? ''} lacks the suffix ${wanted} that the push type ${pushType} needs.`,
              zh: `主题 ${topic ?? ''} 缺少推送类型 ${pushType} 所需的后缀 ${wanted}。`,
            },
      fix: { en: `Use the topic ${betterTopic}.`, zh: `使用主题 ${betterTopic}。` },
      actions: [offerTopic(betterTopic)],
    },
  ];
}

function certificateTopics(situation: Situation): readonly Cause[] {
  const { credential, topic, pushType } = situation;
  if (credential?.kind !== 'identity') return [];
  if (isPushType(pushType) && PUSH_TYPE_RULES[pushType].certificate === 'no') {
    return [
      {
        weight: 94,
        cause: {
          en: `Pushes of type ${pushType} need an APNs key (.p8): the certificate “${credential.name}” cannot send them.`,
          zh: `类型为 ${pushType} 的推送需要 APNs 密钥（.p8），证书“${credential.name}”无法发送。`,
        },
        fix: {
          en: 'Choose an APNs key of the team that owns the app.',
          zh: '请选择拥有该 App 的团队的 APNs 密钥。',
        },
        actions: offerCredential(credential.id),
      },
    ];
  }
  if (credential.topics.length === 0 || (topic !== null && credential.topics.includes(topic))) return [];
  const listed = listInWords(credential.topics);
  const nearest = nearestListed(situation);
  const count = credential.topics.length;
  return [
    {
      weight: 90,
      cause: {
        en: `The certificate “${credential.name}” may send to ${count === 1 ? 'only one topic, ' : ''}${listed.en}, but the push names ${topic ?? ''}.`,
        zh: `证书“${credential.name}”${count === 1 ? '只' : ''}允许向 ${listed.zh} 推送，而此推送的主题是 ${topic ?? ''}。`,
      },
      fix:
        nearest === null
          ? {
              en: `Use a credential that covers ${topic ?? ''}.`,
              zh: `使用包含 ${topic ?? ''} 的凭证。`,
            }
          : {
              en: `Use the topic ${nearest}, or a credential that covers ${topic ?? ''}.`,
              zh: `使用主题 ${nearest}，或换用包含 ${topic ?? ''} 的凭证。`,
            },
      actions: [...(nearest === null ? [] : [offerTopic(nearest)]), ...offerCredential(credential.id)],
    },
  ];
}

function teamTopics(situation: Situation): readonly Cause[] {
  const { credential, topic } = situation;
  if (credential?.kind === 'identity') {
    return [
      {
        weight: 30,
        cause: {
          en: `The certificate “${credential.name}” was created for an app other than ${topic ?? ''}.`,
          zh: `证书“${credential.name}”是为 ${topic ?? ''} 以外的 App 制作的。`,
        },
        fix: {
          en: 'Compare the topic with the bundle ID on the credential’s card.',
          zh: '请将主题与凭证卡片上的 Bundle ID 进行核对。',
        },
        actions: offerCredential(credential.id),
      },
    ];
  }
  const team = credential?.teamId;
  const whose = team ? { en: `the team ${team}`, zh: `团队 ${team} ` } : { en: 'the team', zh: '该团队' };
  if (credential !== null && credential.topics.length > 0 && !credential.topics.includes(topic ?? '')) {
    const listed = listInWords(credential.topics);
    const nearest = nearestListed(situation);
    return [
      {
        weight: 90,
        cause: {
          en: `The APNs key “${credential.name}” is limited to ${listed.en}, but the push names ${topic ?? ''}.`,
          zh: `APNs 密钥“${credential.name}”仅限用于 ${listed.zh}，而此推送的主题是 ${topic ?? ''}。`,
        },
        fix: { en: 'Use one of its topics, or another key.', zh: '使用其中的主题，或换用其他密钥。' },
        actions: [...(nearest === null ? [] : [offerTopic(nearest)]), ...offerCredential(credential.id)],
      },
    ];
  }
  return [
    {
      weight: 60,
      cause: {
        en: `${topic ?? 'The topic'} is not an app of ${whose.en} that the APNs key belongs to, or the key is limited to other topics.`,
        zh: `${topic ?? '该主题'} 不是 APNs 密钥所属${whose.zh}的 App，或者该密钥仅限用于其他主题。`,
      },
      fix: {
        en: 'Compare the topic with the bundle ID in Xcode, letter by letter, and the team ID with that of the app.',
        zh: '请逐字核对主题与 Xcode 中的 Bundle ID，并核对团队 ID 与该 App 所属团队是否一致。',
      },
      actions: offerCredential(credential?.id ?? null),
    },
  ];
}

function channelBundleId(situation: Situation): readonly Cause[] {
  if (situation.channelId === null) return [];
  const { suffix, bundleId } = splitTopic(situation.topic ?? '');
  if (suffix === '') return [];
  return [
    {
      weight: 96,
      cause: {
        en: `A broadcast names the app by its plain bundle ID; ${situation.topic ?? ''} ends in ${suffix}.`,
        zh: `广播使用不带后缀的 Bundle ID 指定 App，而 ${situation.topic ?? ''} 以 ${suffix} 结尾。`,
      },
      fix: { en: `Use ${bundleId} as the bundle ID.`, zh: `将 Bundle ID 改为 ${bundleId}。` },
    },
  ];
}

function missingTopic(situation: Situation): readonly Cause[] {
  const { credential } = situation;
  const topics = credential?.topics ?? [];
  if (credential?.kind === 'identity' && topics.length > 0) {
    const nearest = nearestListed(situation) ?? topics[0] ?? '';
    const listed = listInWords(topics);
    return [
      {
        weight: 95,
        cause: {
          en: `The certificate “${credential.name}” covers ${listed.en}, so APNs cannot tell which one is meant.`,
          zh: `证书“${credential.name}”包含 ${listed.zh}，APNs 无法判断使用哪一个。`,
        },
        fix: { en: `Set one of them as the topic: ${nearest}.`, zh: `请指定其中之一作为主题：${nearest}。` },
        actions: [offerTopic(nearest)],
      },
    ];
  }
  const known = situation.known.tokenTopic;
  return [
    {
      weight: 90,
      cause: {
        en: 'With an APNs key every push has to name its topic: one key serves all apps of a team.',
        zh: '使用 APNs 密钥时，每个推送都必须指定主题，因为一个密钥可用于团队的所有 App。',
      },
      fix: {
        en: `Set apns-topic to the bundle ID of the app${situation.requiredSuffix ? `, followed by ${situation.requiredSuffix}` : ''}.`,
        zh: `将 apns-topic 设置为 App 的 Bundle ID${situation.requiredSuffix ? `，并加上 ${situation.requiredSuffix}` : ''}。`,
      },
      actions: known === undefined ? [] : [offerTopic(known)],
    },
  ];
}

/** Causes of the reasons about the topic. */
export const TOPIC_CAUSES: Readonly<Record<string, (situation: Situation) => readonly Cause[]>> = {
  TopicDisallowed: (situation) => [
    ...strayCharacters(situation),
    ...channelBundleId(situation),
    ...missingSuffix(situation),
    ...certificateTopics(situation),
    ...teamTopics(situation),
  ],
  TopicMismatch: (situation) => [
    ...channelBundleId(situation),
    ...certificateTopics(situation),
    ...teamTopics(situation),
  ],
  BadTopic: (situation) => [
    ...strayCharacters(situation),
    ...missingSuffix(situation),
    {
      weight: 40,
      cause: {
        en: `APNs does not accept ${quoted(situation.topic ?? '').en} as a topic.`,
        zh: `APNs 不接受 ${quoted(situation.topic ?? '').zh} 作为主题。`,
      },
      fix: {
        en: 'Use the bundle ID of the app as Xcode shows it, with the suffix of the push type.',
        zh: '使用 Xcode 中显示的 Bundle ID，并加上推送类型对应的后缀。',
      },
    },
  ],
  MissingTopic: missingTopic,
};
