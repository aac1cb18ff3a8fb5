import { type ChannelConfigProblem, channelResourceOf, readChannelConfig } from './broadcast-facts.js';
import { appRows, BROADCAST_ERRORS, channelRows } from './channel-rows.js';
import type { Check } from './check.js';
import { CREDENTIAL_CHECKS } from './credential-checks.js';
import { clip, DUPLICATE_HEADERS, IDLE_TIMEOUT, SHUTTING_DOWN } from './header-checks.js';
import type { RequestFacts } from './request-facts.js';

const MANAGING = 'Sending channel management requests to APNs';

const METHODS: Readonly<Record<'channels' | 'all-channels', readonly string[]>> = {
  channels: ['POST', 'GET', 'DELETE'],
  'all-channels': ['GET'],
};

const appOf = ({ headers }: RequestFacts) => channelResourceOf(headers.path)?.bundleId ?? null;

const isCreation = ({ headers }: RequestFacts) =>
  headers.method === 'POST' && channelResourceOf(headers.path)?.resource === 'channels';

const namesChannel = ({ headers }: RequestFacts) =>
  headers.method !== 'POST' && channelResourceOf(headers.path)?.resource === 'channels';

/** What the channel management API is judged by, in this order. */
export const CHANNEL_CHECKS: readonly Check[] = [
  {
    id: 'path',
    stage: 'request',
    status: 404,
    reason: 'BadPath',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: (request) =>
      appOf(request) === null
        ? {
            en: `The path “${clip(request.headers.path)}” is neither /1/apps/<bundle ID>/channels nor …/all-channels.`,
            zh: `路径“${clip(request.headers.path)}”既不是 /1/apps/<Bundle ID>/channels，也不是 …/all-channels。`,
          }
        : null,
  },
  {
    id: 'method',
    stage: 'request',
    status: 405,
    reason: 'MethodNotAllowed',
    source: BROADCAST_ERRORS,
    confidence: 'documented',
    objects: ({ headers: { method, path } }) => {
      const resource = channelResourceOf(path)?.resource;
      if (resource === undefined || METHODS[resource].includes(method)) return null;
      return {
        en: `The method is ${method}; this path takes ${METHODS[resource].join(', ')}.`,
        zh: `请求方法是 ${method}；此路径接受 ${METHODS[resource].join('、')}。`,
      };
    },
  },
  DUPLICATE_HEADERS,
  SHUTTING_DOWN,
  IDLE_TIMEOUT,
  ...CREDENTIAL_CHECKS,
  ...appRows(appOf),
  ...channelRows(appOf, namesChannel),
  configRow('unparsable', 'BadRequestPayload', 'documented', () => ({
    en: 'The body is not a JSON object.',
    zh: '请求正文不是 JSON 对象。',
  })),
  configRow('unknown-attribute', 'BadRequestParams', 'documented', (problem) => {
    const name = problem.kind === 'unknown-attribute' ? clip(problem.name) : '';
    return {
      en: `The body has an unknown attribute “${name}”.`,
      zh: `请求正文中有未知属性“${name}”。`,
    };
  }),
  configRow('missing-push-type', 'MissingPushType', 'documented', () => ({
    en: 'The body has no push-type.',
    zh: '请求正文中没有 push-type。',
  })),
  configRow('invalid-push-type', 'InvalidPushType', 'documented', (problem) => {
    const value = problem.kind === 'invalid-push-type' ? clip(problem.value) : '';
    return {
      en: `push-type is “${value}”; a channel takes only LiveActivity.`,
      zh: `push-type 是“${value}”；频道只接受 LiveActivity。`,
    };
  }),
  configRow('bad-storage-policy', 'MissingChannelQueueSize', 'observed', () => ({
    en: 'message-storage-policy is neither 0 nor 1.',
    zh: 'message-storage-policy 不是 0 或 1。',
  })),
  {
    id: 'channel-limit',
    stage: 'values',
    status: 400,
    reason: 'CannotCreateChannelConfig',
    source: MANAGING,
    confidence: 'documented',
    objects: (request, world) => {
      const bundleId = appOf(request);
      if (!isCreation(request) || bundleId === null) return null;
      const { channelLimit } = world.switches;
      return world.countChannels(bundleId) < channelLimit
        ? null
        : {
            en: `${bundleId} has ${channelLimit} channels already; delete one first.`,
            zh: `${bundleId} 已有 ${channelLimit} 个频道，请先删除一个。`,
          };
    },
  },
];

/** One thing that can be wrong with the body of a channel creation. */
function configRow(
  kind: ChannelConfigProblem['kind'],
  reason: string,
  confidence: Check['confidence'],
  words: (problem: ChannelConfigProblem) => { readonly en: string; readonly zh: string },
): Check {
  return {
    id: `config-${kind}`,
    stage: 'values',
    status: 400,
    reason,
    source: confidence === 'observed' ? 'alexandercerutti/hapns connectors/apns-errors' : BROADCAST_ERRORS,
    confidence,
    objects: (request) => {
      if (!isCreation(request)) return null;
      const config = readChannelConfig(request.body);
      return 'kind' in config && config.kind === kind ? words(config) : null;
    },
  };
}
