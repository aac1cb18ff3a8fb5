import { PUSH_TYPE_RULES, PUSH_TYPES, type PushType } from '../apns/push-types.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { CertificateFacts } from './inspection.js';

/** Push types as they are called in a sentence. */
const TYPE_WORDS: Readonly<Record<PushType, LocalizedText>> = {
  alert: { en: 'alert', zh: '提醒' },
  background: { en: 'background', zh: '后台' },
  voip: { en: 'VoIP', zh: 'VoIP' },
  complication: { en: 'complication', zh: '复杂功能' },
  fileprovider: { en: 'File Provider', zh: 'File Provider' },
  location: { en: 'location', zh: '位置查询' },
  liveactivity: { en: 'Live Activity', zh: '实时活动' },
  pushtotalk: { en: 'Push to Talk', zh: '一键通' },
  mdm: { en: 'MDM', zh: 'MDM' },
  widgets: { en: 'widget', zh: '小组件' },
  controls: { en: 'control', zh: '控制' },
};

/** What a certificate can and cannot send, by the topics and environments that it names. */
export function certificateAbilities(facts: CertificateFacts): readonly LocalizedText[] {
  if (facts.pushKind === null || facts.topics.length === 0) {
    return [
      {
        en: 'Sends nothing: the certificate names no topic of APNs.',
        zh: '无法发送推送：该证书未包含任何 APNs 主题。',
      },
    ];
  }
  const types = typesOf(facts);
  const environments = environmentWords(facts);
  const apps = baseTopics(facts).join(', ');
  const sends: LocalizedText = {
    en: `Sends ${environments.en}${joined(types, 'en', 'and')} pushes for ${apps}.`,
    zh: `可为 ${apps} 发送${environments.zh}的${joined(types, 'zh', '和')}推送。`,
  };
  const cannot = PUSH_TYPES.filter((type) => PUSH_TYPE_RULES[type].certificate === 'no');
  return [
    sends,
    {
      en: `Cannot send ${joined(cannot, 'en', 'or')} pushes: they need an APNs key (.p8).`,
      zh: `无法发送${joined(cannot, 'zh', '或')}推送：这些类型需要 APNs 密钥（.p8）。`,
    },
  ];
}

/** What an APNs key can send: all that its team owns, where Apple has enabled it for APNs; the file does not say. */
export function apnsKeyAbilities(): readonly LocalizedText[] {
  return [
    {
      en: 'If APNs is enabled for this key, it sends every type of push for the apps of its team, Live Activities and broadcasts included. Apple’s other keys look the same.',
      zh: '如果该密钥已启用 APNs，即可为所属团队的 App 发送各种类型的推送，包括实时活动和广播。Apple 的其他密钥外观与之相同。',
    },
    {
      en: 'A key made in 2025 or later may be limited to one environment or to some topics; the file does not say so.',
      zh: '2025 年及以后创建的密钥可能仅限于某一环境或部分主题，文件本身不包含这些信息。',
    },
  ];
}

function typesOf(facts: CertificateFacts): readonly PushType[] {
  if (facts.pushKind === 'mdm') return ['mdm'];
  const topics = facts.topics.map(({ topic }) => topic);
  const suffixed = PUSH_TYPES.filter((type) => {
    const suffix = PUSH_TYPE_RULES[type].topicSuffix;
    return suffix !== '' && topics.some((topic) => topic.endsWith(suffix));
  });
  const hasPlain = topics.some((topic) => suffixOf(topic) === '');
  return hasPlain ? ['alert', 'background', ...suffixed] : suffixed;
}

function baseTopics(facts: CertificateFacts): readonly string[] {
  const bases = facts.topics.map(({ topic }) => {
    const suffix = suffixOf(topic);
    return suffix === '' ? topic : topic.slice(0, -suffix.length);
  });
  return [...new Set(bases)];
}

function suffixOf(topic: string): string {
  const suffixes = PUSH_TYPES.map((type) => PUSH_TYPE_RULES[type].topicSuffix);
  return suffixes.find((suffix) => suffix !== '' && topic.endsWith(suffix)) ?? '';
}

function environmentWords({ environments }: CertificateFacts): LocalizedText {
  const words = { sandbox: '沙盒环境', production: '生产环境' } as const;
  return {
    en: environments.length === 0 ? '' : `${[...environments].reverse().join(' and ')} `,
    zh:
      environments.length === 0
        ? ''
        : [...environments]
            .reverse()
            .map((name) => words[name])
            .join('和'),
  };
}

function joined(types: readonly PushType[], language: 'en' | 'zh', last: string): string {
  const words = types.map((type) => TYPE_WORDS[type][language]);
  if (words.length < 2) return words.join('');
  const head = words.slice(0, -1).join(language === 'en' ? ', ' : '、');
  const tail = words.at(-1) ?? '';
  return language === 'en' ? `${head} ${last} ${tail}` : `${head}${last}${tail}`;
}
