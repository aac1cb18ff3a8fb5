import type { Environment } from '../../apns/push.js';
import type { CredentialFacts } from '../../credentials/credential-facts.js';
import {
  isSampleTeam,
  isSampleTopic,
  placeInWords,
  simulatedTokensFor,
  takesSamples,
} from '../../simulator/sample-guard.js';
import { SAMPLE_TEAM_ID, SAMPLE_TOKEN, SAMPLE_TOPIC } from '../../simulator/samples.js';
import { about, type LintContext } from './context.js';
import type { LintRule } from './rule.js';

const ALERT = '{"aps": {"alert": "Hello"}}';
const SANDBOX: Environment = { kind: 'sandbox' };
const SIMULATOR: Environment = { kind: 'simulator' };
const SAMPLE_KEY: CredentialFacts = {
  id: 'sample-key',
  name: 'Sample APNs key',
  kind: 'apns-key',
  topics: [],
  environments: [],
  keyId: 'SAMPLEKEY1',
  teamId: SAMPLE_TEAM_ID,
  pushKind: null,
  notAfter: null,
};

const TO_SIMULATOR = {
  label: { en: 'Send to the simulator', zh: '改为发送到模拟器' },
  action: { kind: 'use-environment', environment: SIMULATOR },
} as const;

/** Returns the environment if it is on another machine, else `null`. */
function farPlace({ input }: LintContext): Environment | null {
  const { environment } = input;
  return environment === undefined || takesSamples(environment) ? null : environment;
}

/** Rules for sample data of the simulator that is sent elsewhere. The core refuses all of it but the topic. */
export const SAMPLE_RULES: readonly LintRule[] = [
  {
    id: 'credential/sample',
    severity: 'error',
    title: { en: 'A sample credential outside the simulator', zh: '在模拟器之外使用示例凭证' },
    why: {
      en: 'The simulator made its sample credentials itself; Apple knows neither them nor their team. Pushdeck does not send with them to Apple, nor to a server on another machine.',
      zh: '示例凭证由模拟器自行生成，Apple 不认识它们，也不认识其团队。Pushdeck 不会用它们向 Apple 或其他机器上的服务器发送。',
    },
    fires: { text: ALERT, environment: SANDBOX, credential: SAMPLE_KEY },
    silent: { text: ALERT, environment: SIMULATOR, credential: SAMPLE_KEY },
    check: (context) => {
      const place = farPlace(context);
      const credential = context.input.credential ?? null;
      if (place === null || credential === null || !isSampleTeam(credential.teamId)) return [];
      const words = placeInWords(place);
      return [
        about(
          'credential',
          {
            en: `“${credential.name}” is a sample credential of the simulator; it is not sent to ${words.en}.`,
            zh: `“${credential.name}”是模拟器的示例凭证，不会发往${words.zh}。`,
          },
          TO_SIMULATOR,
        ),
      ];
    },
  },
  {
    id: 'token/simulated-device',
    severity: 'error',
    title: { en: 'A simulated device outside the simulator', zh: '在模拟器之外使用模拟设备' },
    why: {
      en: 'The token was made up for the simulator: Apple answers BadDeviceToken and slows down who asks often. Pushdeck does not send to it.',
      zh: '该令牌是为模拟器虚构的：Apple 会返回 BadDeviceToken，并限制频繁请求者的速度。Pushdeck 不会向它发送。',
    },
    fires: { text: ALERT, environment: SANDBOX, token: SAMPLE_TOKEN },
    silent: { text: ALERT, environment: SIMULATOR, token: SAMPLE_TOKEN },
    check: (context) => {
      const place = farPlace(context);
      const { token, device } = context.input;
      if (place === null || token === undefined) return [];
      const isSimulated = device?.environment === 'simulator' || simulatedTokensFor(place, [], []).has(token);
      if (!isSimulated) return [];
      const words = placeInWords(place);
      return [
        about(
          'token',
          {
            en: `This is a device of the simulator; nothing is sent to it in ${words.en}.`,
            zh: `这是模拟器的设备，不会在${words.zh}向它发送。`,
          },
          {
            label: { en: 'Take it out', zh: '移出列表' },
            action: { kind: 'remove-target', token },
          },
        ),
      ];
    },
  },
  {
    id: 'topic/sample',
    severity: 'warning',
    title: { en: 'The sample topic outside the simulator', zh: '在模拟器之外使用示例主题' },
    why: {
      en: 'No app at Apple has the topic of the simulated devices: APNs answers TopicDisallowed or DeviceTokenNotForTopic.',
      zh: 'Apple 处没有任何应用使用模拟设备的主题：APNs 会返回 TopicDisallowed 或 DeviceTokenNotForTopic。',
    },
    fires: { text: ALERT, environment: SANDBOX, topic: SAMPLE_TOPIC },
    silent: { text: ALERT, environment: SIMULATOR, topic: SAMPLE_TOPIC },
    check: (context) => {
      const { topic } = context;
      if (farPlace(context) === null || topic === null || !isSampleTopic(topic)) return [];
      return [
        about('topic', {
          en: `${topic} is the topic of the simulated devices; no app at Apple has it.`,
          zh: `${topic} 是模拟设备的主题，Apple 处没有应用使用它。`,
        }),
      ];
    },
  },
];
