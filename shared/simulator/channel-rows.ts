import { bundleIdOf, isSpecialTopic } from '../apns/topic.js';
import type { LocalizedText } from '../text/localized-text.js';
import { isChannelId } from './broadcast-facts.js';
import type { Check } from './check.js';
import { clip, UUID_FORM } from './header-checks.js';
import type { RequestFacts, World } from './request-facts.js';

export const BROADCAST_ERRORS = 'Handling error responses from Apple Push Notification service';

/** The app of a request; `null` when its path is none of the API's. */
export type AppOf = (request: RequestFacts) => string | null;

/** Rows that sending a broadcast and managing channels have in common, for the app that the path names. */
export function appRows(appOf: AppOf): readonly Check[] {
  const withApp =
    (objects: (bundleId: string, request: RequestFacts, world: World) => LocalizedText | null) =>
    (request: RequestFacts, world: World): LocalizedText | null => {
      const bundleId = appOf(request);
      return bundleId === null ? null : objects(bundleId, request, world);
    };
  return [
    {
      id: 'app-suffix',
      stage: 'values',
      status: 400,
      reason: 'TopicDisallowed',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: withApp((bundleId) =>
        bundleIdOf(bundleId) === bundleId && !isSpecialTopic(bundleId)
          ? null
          : {
              en: `The path names ${clip(bundleId)}; it takes the bundle ID without a suffix.`,
              zh: `路径中是 ${clip(bundleId)}；此处应为不带后缀的 Bundle ID。`,
            },
      ),
    },
    {
      id: 'app-not-of-credential',
      stage: 'values',
      status: 403,
      reason: 'TopicMismatch',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: withApp((bundleId, { connection: { certificate }, providerToken }, { topics, acceptAny }) => {
        const isCovered =
          certificate !== null
            ? certificate.topics.includes(bundleId)
            : (acceptAny || topics.has(bundleId)) &&
              (providerToken?.key?.topics ?? [bundleId]).some((topic) => bundleIdOf(topic) === bundleId);
        return isCovered
          ? null
          : {
              en: `The credential does not cover the app ${clip(bundleId)}.`,
              zh: `凭证不包含 App ${clip(bundleId)}。`,
            };
      }),
    },
    {
      id: 'broadcast-capability',
      stage: 'values',
      status: 400,
      reason: 'FeatureNotEnabled',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: withApp((bundleId, _, { switches }) =>
        switches.broadcastDisabled.includes(bundleId)
          ? {
              en: `Broadcasts are not enabled for ${bundleId}.`,
              zh: `${bundleId} 未启用广播功能。`,
            }
          : null,
      ),
    },
    {
      id: 'request-id',
      stage: 'values',
      status: 400,
      reason: 'BadMessageId',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: ({ headers: { requestId, id } }) => {
        const given = requestId ?? id;
        return given === undefined || UUID_FORM.test(given)
          ? null
          : {
              en: `The request ID “${clip(given)}” is not a UUID of the form 8-4-4-4-12.`,
              zh: `请求 ID“${clip(given)}”不是 8-4-4-4-12 形式的 UUID。`,
            };
      },
    },
  ];
}

/** Rows for the channel that a request names in its header. */
export function channelRows(appOf: AppOf, applies: (request: RequestFacts) => boolean): readonly Check[] {
  return [
    {
      id: 'channel-missing',
      stage: 'values',
      status: 400,
      reason: 'MissingChannelId',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: (request) =>
        applies(request) && !request.headers.channelId
          ? { en: 'There is no apns-channel-id.', zh: '没有 apns-channel-id。' }
          : null,
    },
    {
      id: 'channel-form',
      stage: 'values',
      status: 400,
      reason: 'BadChannelId',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: (request) => {
        const { channelId } = request.headers;
        return !applies(request) || channelId === undefined || isChannelId(channelId)
          ? null
          : {
              en: `apns-channel-id “${clip(channelId)}” is not Base64, or too long.`,
              zh: `apns-channel-id“${clip(channelId)}”不是 Base64，或过长。`,
            };
      },
    },
    {
      id: 'channel-unknown',
      stage: 'values',
      status: 400,
      reason: 'ChannelNotRegistered',
      source: BROADCAST_ERRORS,
      confidence: 'documented',
      objects: (request, world) => {
        const { channelId } = request.headers;
        const bundleId = appOf(request);
        if (!applies(request) || channelId === undefined || bundleId === null) return null;
        return world.findChannel(bundleId, channelId) !== undefined
          ? null
          : {
              en: `${bundleId} has no channel ${clip(channelId)} in this environment.`,
              zh: `${bundleId} 在当前环境中没有频道 ${clip(channelId)}。`,
            };
      },
    },
  ];
}
