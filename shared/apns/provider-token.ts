import { AppError } from '../errors.js';
import { type JsonRecord, parseJsonRecord } from '../text/json-record.js';

/** Renewing sooner is rejected with 429 `TooManyProviderTokenUpdates`. Unit: seconds. */
export const MIN_RENEWAL_INTERVAL_S = 20 * 60;
/** Past this age APNs answers 403 `ExpiredProviderToken`. Unit: seconds. */
export const MAX_TOKEN_AGE_S = 60 * 60;
/** When we renew. Our own limit, which allows for clock skew and slow requests. Unit: seconds. */
const RENEWAL_AGE_S = 50 * 60;

/** The two IDs that a provider token contains. */
export interface SigningIdentity {
  readonly keyId: string;
  readonly teamId: string;
}

/**
 * Builds the part of a provider token that is signed with ES256.
 *
 * @param issuedAtS - Unix time in **seconds**, not `Date.now()` milliseconds.
 * @returns `base64url(header).base64url(claims)`, without the signature.
 * @throws {@link AppError} `bad-signing-identity` when an ID is not ten characters A–Z, 0–9.
 * @see https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */
export function buildSigningInput(identity: SigningIdentity, issuedAtS: number): string {
  checkSigningIdentity(identity);
  const header = { alg: 'ES256', kid: identity.keyId };
  const claims = { iss: identity.teamId, iat: Math.floor(issuedAtS) };
  return [header, claims].map((part) => base64UrlOf(JSON.stringify(part))).join('.');
}

/** @throws {@link AppError} `bad-signing-identity`, naming the invalid ID. */
export function checkSigningIdentity({ keyId, teamId }: SigningIdentity): void {
  const ids = [
    { name: { en: 'key ID', zh: '密钥 ID' }, value: keyId },
    { name: { en: 'team ID', zh: '团队 ID' }, value: teamId },
  ];
  for (const { name, value } of ids) {
    if (/^[0-9A-Z]{10}$/.test(value)) continue;
    throw new AppError(
      'bad-signing-identity',
      {
        en: `The ${name.en} “${value}” does not consist of ten capital letters and digits.`,
        zh: `${name.zh}“${value}”不是由十位大写字母和数字组成。`,
      },
      {
        en: 'The key ID is in the name of the file, AuthKey_<key ID>.p8; the team ID is under Membership in the developer account.',
        zh: '密钥 ID 在文件名 AuthKey_<密钥 ID>.p8 中；团队 ID 在开发者账号的“会员资格”页面。',
      },
    );
  }
}

/** Whether a token should be replaced: before it expires, but never within the 20-minute limit. */
export function shouldRenew(issuedAtS: number, nowS: number): boolean {
  return nowS - issuedAtS >= Math.max(MIN_RENEWAL_INTERVAL_S, RENEWAL_AGE_S);
}

/** Whether APNs accepts a new token: the last one is at least 20 minutes old. */
export function canRenew(issuedAtS: number, nowS: number): boolean {
  return nowS - issuedAtS >= MIN_RENEWAL_INTERVAL_S;
}

/** A decoded provider token; only its format has been checked. */
export interface DecodedProviderToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly keyId: string | null;
  readonly algorithm: string | null;
  readonly teamId: string | null;
  /** Unix time in seconds; APNs tolerates a decimal string, so do we. */
  readonly issuedAtS: number | null;
  /** What was signed: `header.claims` as received. */
  readonly signingInput: string;
  /** P1363 (64 bytes) or DER. */
  readonly signature: Uint8Array;
}

/**
 * Decodes a provider token. Accepts padded and standard Base64, too: popular libraries send it and APNs accepts it.
 *
 * @returns `null` unless it is three parts of Base64 with JSON objects in the first two.
 */
export function decodeProviderToken(token: string): DecodedProviderToken | null {
  const [headerPart, claimsPart, signaturePart, ...rest] = token.trim().split('.');
  if (
    headerPart === undefined ||
    claimsPart === undefined ||
    signaturePart === undefined ||
    rest.length > 0
  ) {
    return null;
  }
  const header = decodeObject(headerPart);
  const claims = decodeObject(claimsPart);
  const signature = decodeBase64(signaturePart);
  if (header === null || claims === null || signature === null || signature.length === 0) return null;
  const issuedAt = claims['iat'];
  const issuedAtS =
    typeof issuedAt === 'number'
      ? issuedAt
      : typeof issuedAt === 'string' && /^\d+$/.test(issuedAt)
        ? Number(issuedAt)
        : null;
  return {
    header,
    claims,
    keyId: textOf(header['kid']),
    algorithm: textOf(header['alg']),
    teamId: textOf(claims['iss']),
    issuedAtS,
    signingInput: `${headerPart}.${claimsPart}`,
    signature,
  };
}

/** What an explanation needs to know about a provider token, without the token itself. */
export interface SentProviderToken {
  /** Unix time in milliseconds, by the signer's clock. */
  readonly issuedAtMs: number;
  /** Whether Pushdeck signed it; otherwise it came with the request. */
  readonly isOurs: boolean;
}

/** Reads when the token of an `authorization` header was signed; `null` if it has no valid `iat`. */
export function sentProviderToken(authorization: string, isOurs: boolean): SentProviderToken | null {
  const issuedAtS = decodeProviderToken(authorization.replace(/^bearer +/i, ''))?.issuedAtS ?? null;
  return issuedAtS === null ? null : { issuedAtMs: issuedAtS * 1000, isOurs };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function decodeObject(part: string): JsonRecord | null {
  const bytes = decodeBase64(part);
  if (bytes === null) return null;
  try {
    return parseJsonRecord(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function decodeBase64(text: string): Uint8Array | null {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(standard) || standard.length % 4 === 1) return null;
  return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
}

function base64UrlOf(ascii: string): string {
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The result of a request to renew the provider token. */
export type ProviderTokenRenewal =
  | { readonly kind: 'renewed' }
  /** APNs would reject a new one with 429. */
  | { readonly kind: 'too-soon'; readonly waitS: number }
  /** Certificate authentication uses no provider token. */
  | { readonly kind: 'no-provider-token' };
