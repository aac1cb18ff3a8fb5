import { NOTABLE_SKEW_MS, SET_THE_CLOCK } from '../../apns/clock.js';
import { MAX_TOKEN_AGE_S } from '../../apns/provider-token.js';
import { durationInWords, momentInWords } from '../../text/words.js';
import { OFFER_RENEWAL } from './offers.js';
import type { Cause, Situation } from './situation.js';

const TOKEN_LIFETIME_MS = MAX_TOKEN_AGE_S * 1000;

const SET_AND_SEND = {
  en: `Compare it with a clock that you trust. ${SET_THE_CLOCK.en} Then send again: Pushdeck signs a new provider token by the corrected clock.`,
  zh: `请与可信的时钟核对。${SET_THE_CLOCK.zh}校准后重新发送即可，Pushdeck 会按校准后的时钟重新签发提供者令牌。`,
};

/** The age of the provider token by both clocks. */
interface TokenAge {
  /** By this computer's clock; negative if from the future. Unit: milliseconds. */
  readonly here: number;
  /** By the server's clock; `null` if unknown. Unit: milliseconds. */
  readonly there: number | null;
  /** Unix time in milliseconds. */
  readonly issuedAtMs: number;
  readonly isOurs: boolean;
}

function ageOf({ known, clockSkewMs }: Situation): TokenAge | null {
  const { providerToken, nowMs } = known;
  if (providerToken === undefined || nowMs === undefined) return null;
  const { issuedAtMs, isOurs } = providerToken;
  const here = nowMs - issuedAtMs;
  return { here, there: clockSkewMs === null ? null : here - clockSkewMs, issuedAtMs, isOurs };
}

/** Whether the token is valid by the server's clock. */
function isFreshByServer(age: TokenAge | null): boolean {
  const there = age?.there ?? null;
  return there !== null && there > -NOTABLE_SKEW_MS && there < TOKEN_LIFETIME_MS;
}

/** "Pushdeck signed the provider token 3 seconds ago, on …", with at least one second. */
function signedInWords({ here, issuedAtMs, isOurs }: TokenAge): { readonly en: string; readonly zh: string } {
  const ago = durationInWords(Math.max(here, 1000));
  const moment = momentInWords(issuedAtMs);
  return isOurs
    ? {
        en: `Pushdeck signed the provider token ${ago.en} ago, on ${moment.en} by this computer’s clock`,
        zh: `按本机时钟，Pushdeck 于 ${moment.zh}（${ago.zh}前）签发了该提供者令牌`,
      }
    : {
        en: `The provider token claims to have been signed ${ago.en} ago, on ${moment.en}`,
        zh: `按本机时钟，该提供者令牌签发于 ${moment.zh}（${ago.zh}前）`,
      };
}

/** The clock skew measured from the answer's `date` header. */
function measuredSkew(situation: Situation): readonly Cause[] {
  const { clockSkewMs } = situation;
  if (clockSkewMs === null || Math.abs(clockSkewMs) < NOTABLE_SKEW_MS) return [];
  const age = ageOf(situation);
  // The skew was already corrected for, so it is not the reason for the rejection.
  if (isFreshByServer(age)) return [];
  const distance = durationInWords(clockSkewMs);
  const behind = clockSkewMs < 0;
  const isDecisive = age !== null || -clockSkewMs > TOKEN_LIFETIME_MS - NOTABLE_SKEW_MS * 2;
  return [
    {
      weight: isDecisive ? 98 : 75,
      cause: {
        en: `This computer’s clock is ${distance.en} ${behind ? 'behind' : 'ahead of'} that of APNs, so a fresh provider token ${behind ? 'already looks old' : 'comes from the future'} there.`,
        zh: `本机时钟比 APNs ${behind ? '慢' : '快'} ${distance.zh}，因此新签发的提供者令牌在 APNs 看来${behind ? '已经过旧' : '来自未来'}。`,
      },
      fix: {
        en: `${SET_THE_CLOCK.en} Then send again.`,
        zh: `${SET_THE_CLOCK.zh}校准后请重新发送。`,
      },
    },
  ];
}

/** The token is from the future by the clock that signed it, so that clock has been set back since. */
function tokenFromFuture(situation: Situation): readonly Cause[] {
  const age = ageOf(situation);
  if (age === null || age.here > -NOTABLE_SKEW_MS || isFreshByServer(age)) return [];
  const distance = durationInWords(age.here);
  const moment = momentInWords(age.issuedAtMs);
  return [
    {
      weight: 96,
      cause: {
        en: `The provider token claims to have been signed on ${moment.en}, which is ${distance.en} from now by this computer’s clock: it was signed by a clock that was ahead.`,
        zh: `该提供者令牌的签发时间为 ${moment.zh}，按本机时钟还在 ${distance.zh}之后：签发时的时钟过快。`,
      },
      ...(age.isOurs ? RENEW : SIGN_AGAIN),
    },
  ];
}

const RENEW: Pick<Cause, 'fix' | 'actions'> = {
  fix: {
    en: 'Renew it and reconnect: after this answer, the old connection may keep rejecting.',
    zh: '更新令牌并重新连接：出现此响应后，旧连接可能会持续拒绝。',
  },
  actions: [OFFER_RENEWAL],
};

const SIGN_AGAIN: Pick<Cause, 'fix'> = {
  fix: {
    en: 'It came with the request as an authorization header: replace it, or remove the header to have Pushdeck sign its own.',
    zh: '该令牌来自请求中的 authorization 标头：请换成新的令牌，或删除该标头，由 Pushdeck 自行签发。',
  },
};

/** The token is fresh by the server's clock, so its age is not the reason. */
function rejectedForAnotherReason({ clockSkewMs }: Situation, { there, isOurs }: TokenAge): Cause {
  const old = durationInWords(Math.max(there ?? 0, 1000));
  const skewMs = clockSkewMs ?? 0;
  const distance = durationInWords(skewMs);
  const allowedFor =
    Math.abs(skewMs) < NOTABLE_SKEW_MS
      ? { en: '', zh: '' }
      : {
          en: `, although this computer’s clock is ${distance.en} ${skewMs < 0 ? 'behind' : 'ahead'}`,
          zh: `（尽管本机时钟${skewMs < 0 ? '慢' : '快'} ${distance.zh}）`,
        };
  return {
    weight: 95,
    cause: {
      en: `By the time in the server’s answer, the provider token is ${old.en} old${allowedFor.en}: it is not rejected because of its age.`,
      zh: `按服务器应答中的时间，该提供者令牌签发于 ${old.zh}前${allowedFor.zh}：它被拒绝并非因为签发时间。`,
    },
    ...(isOurs ? RENEW : SIGN_AGAIN),
  };
}

/** A token that is fresh by our clock was rejected as expired, and the server's time is unknown. */
function rejectedThoughFresh(situation: Situation, age: TokenAge): Cause {
  const signed = signedInWords(age);
  if (situation.environment.kind === 'simulator') {
    return {
      weight: 95,
      cause: {
        en: `${signed.en}, and the simulator uses the same clock: one of its rules or switches treats the token as expired.`,
        zh: `${signed.zh}，而模拟器使用同一时钟：是模拟器的规则或开关将该令牌视为过期。`,
      },
      fix: {
        en: 'The request log of the simulator names the rule. Remove it, or renew the token as a provider server would.',
        zh: '模拟器的请求日志会指明是哪条规则。请移除该规则，或像服务器程序那样更新令牌。',
      },
      ...(age.isOurs && { actions: [OFFER_RENEWAL] }),
    };
  }
  const atLeast = durationInWords(TOKEN_LIFETIME_MS - Math.max(age.here, 0));
  return {
    weight: 95,
    cause: {
      en: `${signed.en}, and the server rejects it as expired: this computer’s clock is wrong, at least ${atLeast.en} behind or far ahead. The answer does not contain the server’s time.`,
      zh: `${signed.zh}，而服务器认为它已过期：本机时钟不准，至少慢 ${atLeast.zh}，或者快了很多。应答中没有服务器的时间。`,
    },
    fix: SET_AND_SEND,
  };
}

/** Causes of `ExpiredProviderToken`. */
export function expiredProviderToken(situation: Situation): readonly Cause[] {
  const age = ageOf(situation);
  const byClock = [...measuredSkew(situation), ...tokenFromFuture(situation)];
  if (age === null) {
    return [
      ...byClock,
      {
        weight: 60,
        cause: {
          en: 'The provider token was signed more than one hour ago by the clock of APNs.',
          zh: '以 APNs 的时钟来看，该提供者令牌的签发时间已超过一小时。',
        },
        ...(byClock.length > 0 ? { fix: SET_THE_CLOCK } : RENEW),
      },
    ];
  }
  if (isFreshByServer(age)) return [rejectedForAnotherReason(situation, age)];
  if (age.here >= TOKEN_LIFETIME_MS) {
    return [
      ...byClock,
      {
        weight: 95,
        cause: {
          en: `The provider token was signed ${durationInWords(age.here).en} ago by this computer’s clock; APNs accepts it for one hour.`,
          zh: `按本机时钟，该提供者令牌签发于 ${durationInWords(age.here).zh}前，而 APNs 只在一小时内接受它。`,
        },
        ...(age.isOurs ? RENEW : SIGN_AGAIN),
      },
    ];
  }
  return byClock.length > 0 ? byClock : [rejectedThoughFresh(situation, age)];
}

/** Clock-related causes of `InvalidProviderToken`. */
export function clockBehindInvalidToken(situation: Situation): readonly Cause[] {
  const age = ageOf(situation);
  const shown = [...measuredSkew(situation), ...tokenFromFuture(situation)];
  if (shown.length > 0 || age?.there !== null) return shown;
  const signed = signedInWords(age);
  return [
    {
      weight: 40,
      cause: {
        en: `This computer’s clock is ahead. ${signed.en}.`,
        zh: `本机时钟过快。${signed.zh}。`,
      },
      fix: SET_AND_SEND,
    },
  ];
}
