import { MAX_TOKEN_AGE_S, MIN_RENEWAL_INTERVAL_S } from '../apns/provider-token.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Check } from './check.js';
import type { KnownKey, RequestFacts, World } from './request-facts.js';

const ENVIRONMENT_NAMES = {
  sandbox: { en: 'sandbox', zh: '沙盒' },
  production: { en: 'production', zh: '生产' },
} as const;

/** The rows that judge who is asking: the same for every API of the service. */
export const CREDENTIAL_CHECKS: readonly Check[] = [
  {
    id: 'certificate-kind',
    stage: 'credentials',
    status: 403,
    reason: 'BadCertificate',
    source: 'Handling notification responses from APNs',
    confidence: 'documented',
    objects: ({ connection: { certificate } }) =>
      certificate === null || certificate.isPushCertificate
        ? null
        : {
            en: `The client certificate “${certificate.commonName}” is not a push certificate: it has none of Apple's push extensions.`,
            zh: `客户端证书“${certificate.commonName}”不是推送证书：其中没有任何 Apple 推送扩展。`,
          },
  },
  {
    id: 'certificate-environment',
    stage: 'credentials',
    status: 403,
    reason: 'BadCertificateEnvironment',
    source: 'Handling notification responses from APNs; on the wire it comes as GOAWAY (sideshow/apns2#93)',
    confidence: 'observed',
    objects: ({ connection: { certificate } }, { environment }) =>
      certificate === null || certificate.environments.includes(environment)
        ? null
        : {
            en: `The client certificate “${certificate.commonName}” is not for the ${ENVIRONMENT_NAMES[environment].en} environment.`,
            zh: `客户端证书“${certificate.commonName}”不适用于${ENVIRONMENT_NAMES[environment].zh}环境。`,
          },
  },
  {
    id: 'connection-wedged',
    stage: 'credentials',
    status: 403,
    reason: 'ExpiredProviderToken',
    source: 'jchambers/pushy#476, #529, #783',
    confidence: 'observed',
    objects: ({ connection }, { switches }) =>
      connection.wedged && switches.wedgeAfterExpiredToken
        ? {
            en: 'An expired provider token was used on this connection before; everything on it is answered the same until it is opened anew.',
            zh: '该连接此前使用过已过期的提供者令牌；在重新建立连接之前，所有请求都会得到相同的答复。',
          }
        : null,
  },
  {
    id: 'provider-token-missing',
    stage: 'credentials',
    status: 403,
    reason: 'MissingProviderToken',
    source: 'Handling notification responses from APNs',
    confidence: 'documented',
    objects: ({ connection, providerToken, headers }) =>
      connection.certificate !== null || providerToken !== null
        ? null
        : headers.authorization === undefined
          ? {
              en: 'There is neither a client certificate nor an authorization header.',
              zh: '既没有客户端证书，也没有 authorization 标头。',
            }
          : {
              en: 'The authorization header does not have the form “bearer <provider token>”.',
              zh: 'authorization 标头的格式不是“bearer <提供者令牌>”。',
            },
  },
  {
    id: 'provider-token-invalid',
    stage: 'credentials',
    status: 403,
    reason: 'InvalidProviderToken',
    source: 'Establishing a token-based connection to APNs',
    confidence: 'documented',
    objects: withToken(({ problem }) => problem),
  },
  {
    id: 'provider-token-environment',
    stage: 'credentials',
    status: 403,
    reason: ({ switches }) => switches.environmentKeyReason,
    source: 'Establishing a token-based connection to APNs; spelling: kylebrowning/APNSwift#229',
    confidence: 'observed',
    objects: withKey((key, _, { environment }) =>
      key.environment === 'both' || key.environment === environment
        ? null
        : {
            en: `The key ${key.keyId} is only for ${ENVIRONMENT_NAMES[key.environment].en}, and this is ${ENVIRONMENT_NAMES[environment].en}.`,
            zh: `密钥 ${key.keyId} 仅用于${ENVIRONMENT_NAMES[key.environment].zh}环境，而当前是${ENVIRONMENT_NAMES[environment].zh}环境。`,
          },
    ),
  },
  {
    id: 'provider-token-team',
    stage: 'credentials',
    status: 403,
    reason: 'InvalidProviderToken',
    source: 'A connection cannot serve two teams; the reason is that of pushy’s mock server',
    confidence: 'ours',
    objects: withKey((key, { connection: { firstKey } }) =>
      firstKey === null || firstKey.teamId === key.teamId
        ? null
        : {
            en: `This connection belongs to team ${firstKey.teamId}, and the provider token is of team ${key.teamId}.`,
            zh: `该连接属于团队 ${firstKey.teamId}，而提供者令牌属于团队 ${key.teamId}。`,
          },
    ),
  },
  {
    id: 'provider-token-unrelated',
    stage: 'credentials',
    status: 403,
    reason: 'UnrelatedKeyIdInToken',
    source: 'Establishing a token-based connection to APNs',
    confidence: 'documented',
    objects: withKey((key, { connection: { firstKey } }) =>
      firstKey === null || areRelated(firstKey, key)
        ? null
        : {
            en: `The first push on this connection used key ${firstKey.keyId}; key ${key.keyId} is not related to it.`,
            zh: `该连接的第一条推送使用了密钥 ${firstKey.keyId}，密钥 ${key.keyId} 与其无关联。`,
          },
    ),
  },
  {
    id: 'provider-token-expired',
    stage: 'credentials',
    status: 403,
    reason: 'ExpiredProviderToken',
    source: 'Establishing a token-based connection to APNs',
    confidence: 'documented',
    objects: withToken(({ issuedAtS, declaredExpired }, { nowMs }) => {
      if (declaredExpired) {
        return {
          en: 'A rule declared this provider token expired.',
          zh: '有规则将此提供者令牌视为已过期。',
        };
      }
      const ageS = Math.floor(nowMs / 1000) - issuedAtS;
      if (ageS > MAX_TOKEN_AGE_S) {
        return {
          en: `The provider token is ${Math.floor(ageS / 60)} minutes old; the limit is 60.`,
          zh: `提供者令牌已签发 ${Math.floor(ageS / 60)} 分钟，上限为 60 分钟。`,
        };
      }
      return -ageS > MAX_TOKEN_AGE_S
        ? {
            en: `The provider token was issued ${Math.floor(-ageS / 60)} minutes in the future: check the clock.`,
            zh: `提供者令牌的签发时间在未来 ${Math.floor(-ageS / 60)} 分钟：请检查系统时钟。`,
          }
        : null;
    }),
  },
  {
    id: 'provider-token-renewal',
    stage: 'credentials',
    status: 429,
    reason: 'TooManyProviderTokenUpdates',
    source: 'Establishing a token-based connection to APNs',
    confidence: 'documented',
    objects: withKey((key, request, world) => {
      const last = world.lastTokenUse(request, key);
      if (last === undefined || last.token === request.providerToken?.token) return null;
      const ageS = Math.floor((request.nowMs - last.sinceMs) / 1000);
      return ageS >= MIN_RENEWAL_INTERVAL_S
        ? null
        : {
            en: `A new provider token of key ${key.keyId} came ${ageS} seconds after the last one; renew it at most every 20 minutes.`,
            zh: `密钥 ${key.keyId} 的新提供者令牌距上一个仅 ${ageS} 秒；最多每 20 分钟更新一次。`,
          };
    }),
  },
];

/** A topic-specific key may be mixed with its related key; a team key, with nothing but itself. */
function areRelated(first: KnownKey, other: KnownKey): boolean {
  return (
    first.keyId === other.keyId || first.relatedKeyId === other.keyId || other.relatedKeyId === first.keyId
  );
}

/** A client certificate makes APNs ignore the authorization header. */
function withToken(
  objects: (
    token: NonNullable<RequestFacts['providerToken']>,
    request: RequestFacts,
    world: World,
  ) => LocalizedText | null,
): Check['objects'] {
  return (request, world) =>
    request.providerToken === null || request.connection.certificate !== null
      ? null
      : objects(request.providerToken, request, world);
}

function withKey(
  objects: (key: KnownKey, request: RequestFacts, world: World) => LocalizedText | null,
): Check['objects'] {
  return withToken(({ key }, request, world) => (key === null ? null : objects(key, request, world)));
}
