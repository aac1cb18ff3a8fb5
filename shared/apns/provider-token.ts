import { AppError } from '../errors.js';
import { type JsonRecord, parseJsonRecord } from '../text/json-record.js';

/** Renewing sooner earns 429 `TooManyProviderTokenUpdates`. Unit: seconds. */
export const MIN_RENEWAL_INTERVAL_S = 20 * 60;
/** Past this age APNs answers 403 `ExpiredProviderToken`. Unit: seconds. */
export const MAX_TOKEN_AGE_S = 60 * 60;
/** When we renew: ours, not Apple's; leaves room for clock skew and slow requests. Unit: seconds. */
export const RENEWAL_AGE_S = 50 * 60;

/** Who signs: the two IDs that go into a provider token. */
export interface SigningIdentity {
  readonly keyId: string;
  readonly teamId: string;
}

/**
 * Builds the part of a provider token that gets signed with ES256.
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

/** @throws {@link AppError} `bad-signing-identity` that names the wrong ID and the usual mistake behind it. */
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
        en: `The ${name.en} “${value}” is not ten capital letters and digits.`,
        zh: `${name.zh}“${value}”不是由十位大写字母和数字组成。`,
      },
      {
        en: 'The key ID is in the name of the file, AuthKey_<key ID>.p8; the team ID is under Membership in the developer account.',
        zh: '密钥 ID 在文件名 AuthKey_<密钥 ID>.p8 中；团队 ID 在开发者账号的“会员资格”页面。',
      },
    );
  }
}

/** True once a token should be replaced: before it expires, never inside the 20-minute limit. */
export function shouldRenew(issuedAtS: number, nowS: number): boolean {
  return nowS - issuedAtS >= Math.max(MIN_RENEWAL_INTERVAL_S, RENEWAL_AGE_S);
}

/** True when APNs lets a token be replaced at all: the last one is 20 minutes old. */
export function mayRenew(issuedAtS: number, nowS: number): boolean {
  return nowS - issuedAtS >= MIN_RENEWAL_INTERVAL_S;
}

/** A provider token taken apart, with nothing checked yet but its form. */
export interface DecodedProviderToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly keyId: string | null;
  readonly algorithm: string | null;
  readonly teamId: string | null;
  /** Unix time in seconds; a decimal string is tolerated, as APNs does. */
  readonly issuedAtS: number | null;
  /** What was signed: `header.claims` as they were written. */
  readonly signingInput: string;
  /** P1363 (64 bytes) or DER. */
  readonly signature: Uint8Array;
}

/**
 * Takes a provider token apart. Padded and ordinary Base64 are read too: libraries in wide use send them and
 * APNs accepts them.
 *
 * @returns `null` for what is not three parts of Base64 with JSON objects in the first two.
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

/** What an explanation needs of a provider token that was sent: nothing that could be used again. */
export interface SentProviderToken {
  /** Unix time in milliseconds, by the clock of whoever signed it. */
  readonly issuedAtMs: number;
  /** Pushdeck signed it; otherwise it came with the request. */
  readonly isOurs: boolean;
}

/** Reads when the token of an `authorization` header was signed; `null` where it does not say. */
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

/** What became of the wish for a new provider token. */
export type ProviderTokenRenewal =
  | { readonly kind: 'renewed' }
  /** APNs would answer 429 to a new one now. */
  | { readonly kind: 'too-soon'; readonly waitS: number }
  /** A certificate proves itself with each connection and needs none. */
  | { readonly kind: 'no-provider-token' };
