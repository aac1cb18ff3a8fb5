import type { LocalizedText } from '../text/localized-text.js';
import { countedInWords } from '../text/words.js';
import { type DecodedProviderToken, MAX_TOKEN_AGE_S } from './provider-token.js';

type ProviderTokenProblemCode =
  | 'wrong-algorithm'
  | 'key-id-missing'
  | 'key-id-malformed'
  | 'team-id-missing'
  | 'team-id-malformed'
  | 'ids-swapped'
  | 'issued-at-missing'
  | 'issued-at-in-milliseconds'
  | 'issued-in-future'
  | 'expired'
  | 'signature-length'
  | 'signature-invalid';

/** A fault for which APNs answers InvalidProviderToken, or ExpiredProviderToken where it is one of age. */
export interface ProviderTokenProblem {
  readonly code: ProviderTokenProblemCode;
  readonly message: LocalizedText;
}

/** What is known about a token beside its text. */
export interface ProviderTokenContext {
  /** Unix time in seconds. */
  readonly nowS: number;
  readonly signature: 'valid' | 'invalid' | 'unchecked';
  /** The key ID of the key that it is checked with, where that is known. */
  readonly keyId?: string | null;
}

const ID = /^[0-9A-Z]{10}$/;

/** Unix seconds pass this in the year 5138; milliseconds passed it in 1973. */
const FIRST_MILLISECONDS = 100_000_000_000;

/** Two 32-byte numbers (RFC 7518 §3.4). Unit: bytes. */
const SIGNATURE_SIZE = 64;

/** Unit: bytes. A DER sequence of the same two numbers, which APNs takes as well, is at most this long. */
const MAX_DER_SIGNATURE_SIZE = 72;

/**
 * Every fault that lets APNs refuse a provider token, the likeliest cause first.
 *
 * @see https://developer.apple.com/documentation/usernotifications/establishing-a-token-based-connection-to-apns
 */
export function providerTokenProblems(
  token: DecodedProviderToken,
  context: ProviderTokenContext,
): readonly ProviderTokenProblem[] {
  return [
    ...algorithmProblems(token),
    ...idProblems(token, context.keyId ?? null),
    ...ageProblems(token.issuedAtS, context.nowS),
    ...signatureProblems(token, context.signature),
  ];
}

function* algorithmProblems({ algorithm }: DecodedProviderToken): Generator<ProviderTokenProblem> {
  if (algorithm === 'ES256') return;
  const found =
    algorithm === null
      ? { en: 'is missing', zh: '缺失' }
      : { en: `is “${algorithm}”`, zh: `为“${algorithm}”` };
  yield problem(
    'wrong-algorithm',
    `"alg" in the header ${found.en}; APNs takes ES256 only.`,
    `JWT 标头中的 "alg" ${found.zh}，而 APNs 只接受 ES256。`,
  );
}

function* idProblems(
  { keyId, teamId }: DecodedProviderToken,
  knownKeyId: string | null,
): Generator<ProviderTokenProblem> {
  if (keyId !== null && keyId === teamId) {
    yield problem(
      'ids-swapped',
      `"kid" and "iss" are both ${keyId}; one of them must be the other ID.`,
      `"kid" 和 "iss" 都是 ${keyId}，其中一个填错了。`,
    );
  } else if (knownKeyId !== null && keyId !== knownKeyId && teamId === knownKeyId) {
    yield problem(
      'ids-swapped',
      `Key ID and team ID are swapped: "iss" is ${knownKeyId}, which is the ID of the key.`,
      `密钥 ID 与团队 ID 写反了："iss" 是 ${knownKeyId}，即密钥的 ID。`,
    );
  }
  if (keyId === null) {
    yield problem(
      'key-id-missing',
      '"kid" with the key ID is missing in the header.',
      'JWT 标头缺少 "kid"（密钥 ID）。',
    );
  } else if (!ID.test(keyId)) {
    yield problem(
      'key-id-malformed',
      `"kid" is “${keyId}”; a key ID has ten capital letters and digits.`,
      `"kid" 为“${keyId}”，而密钥 ID 由十位大写字母和数字组成。`,
    );
  }
  if (teamId === null) {
    yield problem(
      'team-id-missing',
      '"iss" with the team ID is missing in the claims.',
      '声明中缺少 "iss"（团队 ID）。',
    );
  } else if (!ID.test(teamId)) {
    yield problem(
      'team-id-malformed',
      `"iss" is “${teamId}”; a team ID has ten capital letters and digits.`,
      `"iss" 为“${teamId}”，而团队 ID 由十位大写字母和数字组成。`,
    );
  }
}

function* ageProblems(issuedAtS: number | null, nowS: number): Generator<ProviderTokenProblem> {
  if (issuedAtS === null) {
    yield problem(
      'issued-at-missing',
      '"iat" is missing in the claims, or it is not a number of seconds.',
      '声明中缺少 "iat"，或其值不是秒数。',
    );
  } else if (issuedAtS >= FIRST_MILLISECONDS) {
    yield problem(
      'issued-at-in-milliseconds',
      '"iat" is in milliseconds; it must be in seconds since 1970.',
      '"iat" 使用了毫秒，应为自 1970 年起的秒数。',
    );
  } else {
    const ageS = nowS - issuedAtS;
    const age = countedInWords(Math.floor(Math.abs(ageS) / 60), 'minute', '分钟');
    if (ageS > MAX_TOKEN_AGE_S) {
      yield problem(
        'expired',
        `It was signed ${age.en} ago; APNs takes a token for 60 minutes.`,
        `它签发于 ${age.zh}前，而 APNs 只接受 60 分钟以内的令牌。`,
      );
    } else if (ageS < -MAX_TOKEN_AGE_S) {
      yield problem(
        'issued-in-future',
        `It was signed ${age.en} in the future; check the clock of the machine that signs.`,
        `其签发时间在 ${age.zh}之后；请检查签发所用机器的时钟。`,
      );
    }
  }
}

function* signatureProblems(
  { signature }: DecodedProviderToken,
  checked: ProviderTokenContext['signature'],
): Generator<ProviderTokenProblem> {
  const isDer = signature[0] === 0x30 && signature.length <= MAX_DER_SIGNATURE_SIZE;
  if (signature.length !== SIGNATURE_SIZE && !isDer) {
    const size = signature.length;
    yield problem(
      'signature-length',
      `The signature has ${size} bytes, an ES256 signature ${SIGNATURE_SIZE}: it was cut, or made with another algorithm.`,
      `签名为 ${size} 字节，而 ES256 签名为 ${SIGNATURE_SIZE} 字节：它被截断，或使用了其他算法。`,
    );
  } else if (checked === 'invalid') {
    yield problem(
      'signature-invalid',
      'The signature was made by another key, or the token was changed afterwards.',
      '签名由其他密钥生成，或令牌在签名后被改动。',
    );
  }
}

function problem(code: ProviderTokenProblemCode, en: string, zh: string): ProviderTokenProblem {
  return { code, message: { en, zh } };
}
