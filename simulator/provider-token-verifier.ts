import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { decodeProviderToken } from '#shared/apns/provider-token';
import type { KnownKey, ProviderTokenFacts } from '#shared/simulator/request-facts';
import type { LocalizedText } from '#shared/text/localized-text';

/** Maximum number of cached tokens, since a client may sign one per request. */
const CACHE_LIMIT = 2000;

/** Verifies provider tokens, with a cache. */
export interface ProviderTokenVerifier {
  /** @param authorization - The header value. @returns `null` if it is not `bearer <something>`. */
  read(authorization: string | undefined): ProviderTokenFacts | null;
  /** Makes this token count as expired from now on, on all connections. */
  declareExpired(token: string): void;
  addKey(key: KnownKey, keyPem: string): void;
  keys(): readonly KnownKey[];
  reset(): void;
}

interface TrustedKey {
  readonly known: KnownKey;
  readonly publicKey: KeyObject;
}

export function createProviderTokenVerifier(): ProviderTokenVerifier {
  const trusted = new Map<string, TrustedKey>();
  const cache = new Map<string, ProviderTokenFacts>();
  /** A sender uses one token for a long time, and comparing is cheaper than a lookup. */
  let latest: { readonly authorization: string; readonly facts: ProviderTokenFacts } | null = null;

  /** Evicts the oldest token. A token in use that was evicted is verified again, which is rare. */
  function remember(authorization: string, facts: ProviderTokenFacts): void {
    if (cache.size >= CACHE_LIMIT) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
    cache.set(authorization, facts);
  }

  function forget(): void {
    cache.clear();
    latest = null;
  }

  return {
    read(authorization) {
      if (authorization === undefined) return null;
      if (authorization === latest?.authorization) return latest.facts;
      const kept = cache.get(authorization);
      if (kept !== undefined) {
        latest = { authorization, facts: kept };
        return kept;
      }
      const token = /^bearer +(\S.*)$/i.exec(authorization)?.[1]?.trim();
      if (token === undefined) return null;
      const facts = verifyToken(token, trusted);
      remember(authorization, facts);
      return facts;
    },
    declareExpired(token) {
      latest = null;
      for (const [authorization, facts] of cache) {
        if (facts.token === token) cache.set(authorization, { ...facts, declaredExpired: true });
      }
    },
    addKey(key, keyPem) {
      trusted.set(key.keyId, { known: key, publicKey: createPublicKey(keyPem) });
      forget();
    },
    keys: () => [...trusted.values()].map(({ known }) => known),
    reset: forget,
  };
}

function verifyToken(token: string, trusted: ReadonlyMap<string, TrustedKey>): ProviderTokenFacts {
  const invalid = (problem: LocalizedText): ProviderTokenFacts => ({
    token,
    problem,
    key: null,
    issuedAtS: 0,
    declaredExpired: false,
  });
  const decoded = decodeProviderToken(token);
  if (decoded === null) {
    return invalid({
      en: 'The provider token is not three parts of Base64 with JSON in the first two.',
      zh: '提供者令牌不是由三段 Base64 组成，或前两段不是 JSON。',
    });
  }
  if (decoded.algorithm !== 'ES256') {
    return invalid({
      en: `The provider token is signed with ${decoded.algorithm ?? 'no named algorithm'}; APNs only accepts ES256.`,
      zh: `提供者令牌使用的签名算法是 ${decoded.algorithm ?? '（未注明）'}；APNs 只接受 ES256。`,
    });
  }
  const key = decoded.keyId === null ? undefined : trusted.get(decoded.keyId);
  if (key === undefined) {
    return invalid({
      en: `The simulator does not know the key “${decoded.keyId ?? ''}” (kid in the header of the provider token).`,
      zh: `模拟器不认识密钥“${decoded.keyId ?? ''}”（提供者令牌标头的 kid）。`,
    });
  }
  if (decoded.teamId !== key.known.teamId) {
    return invalid({
      en: `The key ${key.known.keyId} belongs to team ${key.known.teamId}, and the provider token says “${decoded.teamId ?? ''}” (iss).`,
      zh: `密钥 ${key.known.keyId} 属于团队 ${key.known.teamId}，而提供者令牌中的团队是“${decoded.teamId ?? ''}”（iss）。`,
    });
  }
  if (decoded.issuedAtS === null) {
    return invalid({
      en: 'The provider token does not say when it was issued (iat, in seconds).',
      zh: '提供者令牌没有注明签发时间（iat，单位为秒）。',
    });
  }
  if (!isSignedBy(decoded, key.publicKey)) {
    return invalid({
      en: `The signature of the provider token was not made with key ${key.known.keyId}.`,
      zh: `提供者令牌的签名不是由密钥 ${key.known.keyId} 生成的。`,
    });
  }
  return { token, problem: null, key: key.known, issuedAtS: decoded.issuedAtS, declaredExpired: false };
}

/** ES256 signatures are r‖s in 64 bytes; APNs also accepts DER, which Apple's own command-line example produces. */
function isSignedBy(
  { signingInput, signature }: { readonly signingInput: string; readonly signature: Uint8Array },
  key: KeyObject,
): boolean {
  const input = Buffer.from(signingInput);
  const encodings = signature.length === 64 ? (['ieee-p1363', 'der'] as const) : (['der'] as const);
  try {
    return encodings.some((dsaEncoding) => verify('sha256', input, { key, dsaEncoding }, signature));
  } catch {
    return false;
  }
}
