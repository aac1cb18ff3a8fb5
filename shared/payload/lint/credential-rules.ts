import { readDeviceToken } from '../../apns/device-token/device-token.js';
import { environmentInWords, otherEnvironment } from '../../apns/environment.js';
import type { Environment } from '../../apns/push.js';
import { PUSH_TYPE_RULES } from '../../apns/push-types.js';
import type { CredentialFacts } from '../../credentials/credential-facts.js';
import { hasExpired } from '../../credentials/expiry.js';
import { takesSamples } from '../../simulator/sample-guard.js';
import type { LocalizedText } from '../../text/localized-text.js';
import { listInWords, momentInWords } from '../../text/words.js';
import { about, type LintContext } from './context.js';
import type { Finding, LintRule } from './rule.js';

const ALERT = '{"aps": {"alert": "Hello"}}';
const TOPIC = 'com.example.app';
const TOKEN = '7f0c'.repeat(16);
const SANDBOX: Environment = { kind: 'sandbox' };

const KEY: CredentialFacts = {
  id: 'example-key',
  name: 'Team key',
  kind: 'apns-key',
  topics: [],
  environments: [],
  keyId: 'ABC123DEFG',
  teamId: 'TEAM123456',
  pushKind: null,
  notAfter: null,
};
const CERTIFICATE: CredentialFacts = {
  ...KEY,
  id: 'example-certificate',
  name: 'Apple Push Services: com.example.app',
  kind: 'identity',
  topics: [TOPIC, `${TOPIC}.voip`],
  environments: ['sandbox', 'production'],
  keyId: null,
  pushKind: 'apns',
  notAfter: '2027-01-01T00:00:00Z',
};

function offer(environment: Environment): {
  label: LocalizedText;
  action: { kind: 'use-environment'; environment: Environment };
} {
  const name = environmentInWords(environment);
  return {
    label: { en: `Send to ${name.en}`, zh: `改为发送到${name.zh}` },
    action: { kind: 'use-environment', environment },
  };
}

/** Runs a check only if a credential is selected. */
function ofCredential(
  check: (credential: CredentialFacts, context: LintContext) => readonly Finding[],
): (context: LintContext) => readonly Finding[] {
  return (context) => (context.input.credential ? check(context.input.credential, context) : []);
}

function topicNotCovered(
  credential: CredentialFacts,
  { topic, knownType, input }: LintContext,
): readonly Finding[] {
  const { topics } = credential;
  if (topic === null || topic === '' || topics.length === 0 || topics.includes(topic)) return [];
  if (input.target === 'channel') return [];
  // Another rule reports types that cannot be sent with a certificate.
  if (
    credential.kind === 'identity' &&
    knownType !== null &&
    PUSH_TYPE_RULES[knownType].certificate === 'no'
  ) {
    return [];
  }
  const listed = listInWords(topics);
  const [first = ''] = topics;
  return [
    about(
      'credential',
      {
        en: `“${credential.name}” covers ${listed.en}, not ${topic}: APNs would answer TopicDisallowed.`,
        zh: `“${credential.name}”包含 ${listed.zh}，不包含 ${topic}：APNs 会返回 TopicDisallowed。`,
      },
      topics.length === 1
        ? {
            label: { en: `Use topic ${first}`, zh: `使用主题 ${first}` },
            action: { kind: 'set-headers', headers: { topic: first } },
          }
        : null,
    ),
  ];
}

function wrongEnvironment(credential: CredentialFacts, { input }: LintContext): readonly Finding[] {
  const { environment } = input;
  if (environment === undefined || (environment.kind !== 'sandbox' && environment.kind !== 'production'))
    return [];
  const { environments } = credential;
  if (environments.length === 0 || environments.some((kind) => kind === environment.kind)) return [];
  const other = otherEnvironment(environment);
  if (other === null) return [];
  const [here, there] = [environmentInWords(environment), environmentInWords(other)];
  return [
    about(
      'environment',
      {
        en: `“${credential.name}” is for ${there.en} only, and the push goes to ${here.en}.`,
        zh: `“${credential.name}”仅适用于${there.zh}，而此推送发往${here.zh}。`,
      },
      offer(other),
    ),
  ];
}

/** Rules for the credential, the environment and the device. */
export const CREDENTIAL_RULES: readonly LintRule[] = [
  {
    id: 'credential/none',
    severity: 'warning',
    title: { en: 'No credential', zh: '没有凭证' },
    why: {
      en: 'Without a certificate and without an APNs key, APNs answers 403 MissingProviderToken.',
      zh: '既没有证书也没有 APNs 密钥时，APNs 返回 403 MissingProviderToken。',
    },
    fires: { text: ALERT, credential: null },
    silent: { text: ALERT, credential: KEY },
    check: ({ input }) =>
      input.credential === null
        ? [
            about('credential', {
              en: 'No credential is chosen: APNs would answer MissingProviderToken.',
              zh: '没有选择凭证：APNs 会返回 MissingProviderToken。',
            }),
          ]
        : [],
  },
  {
    id: 'credential/topic-not-covered',
    severity: 'error',
    title: { en: 'The credential does not cover the topic', zh: '凭证不包含该主题' },
    why: {
      en: 'A certificate lists the topics it may push to, and some APNs keys are limited to topics as well. APNs answers 400 TopicDisallowed.',
      zh: '证书中列出了允许推送的主题，部分 APNs 密钥也限定了主题，否则 APNs 返回 400 TopicDisallowed。',
    },
    fires: { text: ALERT, topic: 'com.example.other', credential: CERTIFICATE },
    silent: { text: ALERT, topic: TOPIC, credential: CERTIFICATE },
    check: ofCredential(topicNotCovered),
  },
  {
    id: 'credential/wrong-environment',
    severity: 'error',
    title: { en: 'The credential is for the other environment', zh: '凭证属于另一个环境' },
    why: {
      en: 'Sandbox certificates and environment-restricted keys fail in production, and the reverse: APNs closes the connection with BadCertificateEnvironment, or answers BadEnvironmentKeyInToken.',
      zh: '沙盒证书和限定环境的密钥无法用于生产环境，反之亦然：APNs 会以 BadCertificateEnvironment 关闭连接，或返回 BadEnvironmentKeyInToken。',
    },
    fires: {
      text: ALERT,
      environment: SANDBOX,
      credential: { ...CERTIFICATE, environments: ['production'] },
    },
    silent: { text: ALERT, environment: SANDBOX, credential: CERTIFICATE },
    check: ofCredential(wrongEnvironment),
  },
  {
    id: 'credential/key-needed',
    severity: 'error',
    title: { en: 'This push type needs an APNs key', zh: '此推送类型需要 APNs 密钥' },
    why: {
      en: 'Location, Live Activity, widget and control pushes go with a provider token; certificates do not list their topics.',
      zh: '位置、实时活动、小组件和控件推送需要使用提供者令牌，证书不包含它们的主题。',
    },
    fires: { text: '{"aps": {}}', pushType: 'location', credential: CERTIFICATE },
    silent: { text: '{"aps": {}}', pushType: 'location', credential: KEY },
    check: ofCredential((credential, { knownType, topic }) => {
      if (credential.kind !== 'identity' || knownType === null) return [];
      if (PUSH_TYPE_RULES[knownType].certificate !== 'no') return [];
      // If a certificate does list the topic, it may work.
      if (topic !== null && credential.topics.includes(topic)) return [];
      return [
        about('credential', {
          en: `A push of type ${knownType} needs an APNs key (.p8), not the certificate “${credential.name}”.`,
          zh: `类型为 ${knownType} 的推送需要 APNs 密钥（.p8），而不是证书“${credential.name}”。`,
        }),
      ];
    }),
  },
  {
    id: 'credential/expired',
    severity: 'error',
    title: { en: 'The certificate has expired', zh: '证书已过期' },
    why: {
      en: 'APNs ends the TLS handshake with an expired certificate; no push gets an answer.',
      zh: '使用过期证书时 APNs 会中断 TLS 握手，推送得不到任何响应。',
    },
    fires: { text: ALERT, credential: CERTIFICATE, nowMs: Date.UTC(2027, 1, 1) },
    silent: { text: ALERT, credential: CERTIFICATE, nowMs: Date.UTC(2026, 1, 1) },
    check: ofCredential((credential, { input }) => {
      if (input.nowMs === undefined || credential.notAfter === null) return [];
      const endMs = Date.parse(credential.notAfter);
      if (!hasExpired(endMs, input.nowMs)) return [];
      const when = momentInWords(endMs, input.nowMs);
      return [
        about('credential', {
          en: `“${credential.name}” expired on ${when.en}.`,
          zh: `“${credential.name}”已于 ${when.zh} 过期。`,
        }),
      ];
    }),
  },
  {
    id: 'credential/mdm-needs-certificate',
    severity: 'warning',
    title: { en: 'An MDM push with an APNs key', zh: 'MDM 推送使用 APNs 密钥' },
    why: {
      en: 'MDM pushes go with the MDM push certificate, whose UID is the topic. That keys work is not known.',
      zh: 'MDM 推送使用 MDM 推送证书，其 UID 即为主题。尚不确定密钥能否使用。',
    },
    fires: { text: '{"mdm": "5E0A3E2C-PUSH-MAGIC"}', pushType: 'mdm', credential: KEY },
    silent: {
      text: '{"mdm": "5E0A3E2C-PUSH-MAGIC"}',
      pushType: 'mdm',
      credential: { ...CERTIFICATE, topics: [] },
    },
    check: ofCredential((credential, { knownType }) => {
      if (credential.kind !== 'apns-key' || knownType !== 'mdm') return [];
      return [
        about('credential', {
          en: `MDM pushes go with the MDM push certificate, not with the APNs key “${credential.name}”.`,
          zh: `MDM 推送使用 MDM 推送证书，而不是 APNs 密钥“${credential.name}”。`,
        }),
      ];
    }),
  },
  {
    id: 'environment/wallet-needs-production',
    severity: 'warning',
    title: { en: 'A Wallet push to the sandbox', zh: '向沙盒发送 Wallet 推送' },
    why: {
      en: 'Wallet registers its devices with production.',
      zh: 'Wallet 在生产环境注册设备。',
    },
    fires: { text: '{}', topic: 'pass.com.example.loyalty', environment: SANDBOX },
    silent: { text: '{}', topic: 'pass.com.example.loyalty', environment: { kind: 'production' } },
    check: ({ topic, input }) => {
      if (topic === null || !/^(pass|order)\./.test(topic) || input.environment?.kind !== 'sandbox')
        return [];
      return [
        about(
          'environment',
          {
            en: 'Wallet takes its pushes from production; the sandbox does not know its tokens.',
            zh: 'Wallet 的推送来自生产环境，沙盒不认识它的令牌。',
          },
          offer({ ...input.environment, kind: 'production' }),
        ),
      ];
    },
  },
  {
    id: 'token/malformed',
    severity: 'warning',
    title: { en: 'This is hardly a device token', zh: '这不像设备令牌' },
    why: {
      en: 'Device tokens are hexadecimal, 64 digits or more. FCM tokens, shortened log lines and halves of tokens earn BadDeviceToken.',
      zh: '设备令牌是 64 位以上的十六进制数字。FCM 令牌、被省略的日志或不完整的令牌会得到 BadDeviceToken。',
    },
    fires: { text: ALERT, token: TOKEN.slice(0, 40) },
    silent: { text: ALERT, token: TOKEN },
    check: ({ input }) => {
      if (input.token === undefined || input.token.includes('{{')) return [];
      const { problem } = readDeviceToken(input.token);
      return problem === null ? [] : [about('token', problem.message)];
    },
  },
  {
    id: 'token/other-environment',
    severity: 'warning',
    title: { en: 'The device is of the other environment', zh: '设备属于另一个环境' },
    why: {
      en: 'A token is good for one environment: builds from Xcode for the sandbox, TestFlight and the App Store for production. The other one answers BadDeviceToken.',
      zh: '令牌只属于一个环境：从 Xcode 运行的版本属于沙盒，TestFlight 和 App Store 版本属于生产环境，另一个环境会返回 BadDeviceToken。',
    },
    fires: { text: ALERT, token: TOKEN, device: { environment: 'production' }, environment: SANDBOX },
    silent: { text: ALERT, token: TOKEN, device: { environment: 'sandbox' }, environment: SANDBOX },
    check: ({ input }) => {
      const { environment, device } = input;
      if (environment === undefined || device?.environment === undefined) return [];
      if (device.environment === environment.kind || device.environment === 'custom') return [];
      // Another rule reports that this push is not sent.
      if (device.environment === 'simulator' && !takesSamples(environment)) return [];
      const right = otherEnvironment(environment) ?? { kind: device.environment };
      const better: Environment = right.kind === device.environment ? right : { kind: device.environment };
      const [here, there] = [environmentInWords(environment), environmentInWords(better)];
      return [
        about(
          'token',
          {
            en: `This device belongs to ${there.en}, and the push goes to ${here.en}.`,
            zh: `此设备属于${there.zh}，而此推送发往${here.zh}。`,
          },
          offer(better),
        ),
      ];
    },
  },
  {
    id: 'token/other-topic',
    severity: 'warning',
    title: { en: 'The device is of another topic', zh: '设备属于另一个主题' },
    why: {
      en: 'A token is good for the topic it was made for. Others answer DeviceTokenNotForTopic.',
      zh: '令牌只适用于对应的主题，其他主题会返回 DeviceTokenNotForTopic。',
    },
    fires: { text: ALERT, token: TOKEN, topic: TOPIC, device: { topic: `${TOPIC}.beta` } },
    silent: { text: ALERT, token: TOKEN, topic: TOPIC, device: { topic: TOPIC } },
    check: ({ input, topic }) => {
      const known = input.device?.topic;
      if (known === undefined || known === '' || topic === null || topic === '' || known === topic) return [];
      return [
        about(
          'token',
          {
            en: `This device belongs to the topic ${known}, and the push names ${topic}.`,
            zh: `此设备属于主题 ${known}，而此推送的主题是 ${topic}。`,
          },
          {
            label: { en: `Use topic ${known}`, zh: `使用主题 ${known}` },
            action: { kind: 'set-headers', headers: { topic: known } },
          },
        ),
      ];
    },
  },
];
