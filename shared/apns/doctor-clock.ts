import type { LocalizedText } from '../text/localized-text.js';
import { durationInWords, momentInWords } from '../text/words.js';
import { NOTABLE_SKEW_MS, SET_THE_CLOCK } from './clock.js';
import type { DoctorStatus } from './doctor.js';
import { MAX_TOKEN_AGE_S, type SentProviderToken } from './provider-token.js';

/** What a server's answer reveals about its clock. */
export interface ClockEvidence {
  /** When the answer arrived by this computer's clock. Unix time in milliseconds. */
  readonly nowMs: number;
  /** The `date` header of the answer; `null` if absent. */
  readonly date: string | null;
  /** The simulator uses this computer's clock. */
  readonly isSimulator: boolean;
  /** The provider token that was rejected as expired; `null` if none was. */
  readonly expiredToken: SentProviderToken | null;
  /** Whether a provider token signed by Pushdeck was accepted. */
  readonly isTokenAccepted: boolean;
  /** Validity of the server's certificate, ISO 8601; `null` if unknown. */
  readonly certificate: { readonly notBefore: string; readonly notAfter: string } | null;
}

/** The doctor's verdict on the clock. */
export interface ClockVerdict {
  readonly status: DoctorStatus;
  readonly detail: LocalizedText;
  readonly hint: LocalizedText | null;
}

/** Compares this computer's clock with the server's, as far as the answer reveals it. */
export function judgeClock(evidence: ClockEvidence): ClockVerdict {
  const { nowMs, date, isSimulator, expiredToken, isTokenAccepted } = evidence;
  const serverMs = date === null ? NaN : Date.parse(date);
  if (!Number.isNaN(serverMs)) return compared(nowMs, serverMs);
  if (isSimulator) {
    return {
      status: 'ok',
      detail: {
        en: 'the simulator uses this computer’s clock',
        zh: '模拟器使用本机时钟',
      },
      hint: null,
    };
  }
  if (expiredToken?.isOurs === true && nowMs - expiredToken.issuedAtMs < MAX_TOKEN_AGE_S * 1000) {
    return refused(nowMs, expiredToken);
  }
  if (isTokenAccepted) {
    return {
      status: 'ok',
      detail: {
        en: 'correct to within an hour: the server sends no time to compare with, but accepted a provider token signed by this clock',
        zh: '误差在一小时以内：服务器的应答没有时间可供比较，但接受了按本机时钟签发的提供者令牌',
      },
      hint: null,
    };
  }
  return notCompared(evidence);
}

/** The verdict for a server certificate that is not valid by this computer's clock. */
export function clockInDoubt(nowMs: number): ClockVerdict {
  const now = momentInWords(nowMs);
  return {
    status: 'unsure',
    detail: {
      en: `This computer's clock says ${now.en}, when the server’s certificate is not valid: one of the two is wrong.`,
      zh: `本机时钟为 ${now.zh}，以此来看服务器证书不在有效期内：两者之一有误。`,
    },
    hint: {
      en: `Compare it with a clock that you trust. ${SET_THE_CLOCK.en}`,
      zh: `请与可信的时钟核对。${SET_THE_CLOCK.zh}`,
    },
  };
}

function compared(nowMs: number, serverMs: number): ClockVerdict {
  const skewMs = nowMs - serverMs;
  const distance = durationInWords(skewMs);
  if (Math.abs(skewMs) < NOTABLE_SKEW_MS) {
    return {
      status: 'ok',
      detail: {
        en: `within ${distance.en} of the server’s clock`,
        zh: `与服务器时钟相差 ${distance.zh}`,
      },
      hint: null,
    };
  }
  const [here, there] = [momentInWords(nowMs), momentInWords(serverMs)];
  return {
    status: 'failed',
    detail: {
      en: `This computer's clock is ${distance.en} ${skewMs > 0 ? 'ahead of' : 'behind'} the server’s: ${here.en} here, ${there.en} there.`,
      zh: `本机时钟比服务器${skewMs > 0 ? '快' : '慢'} ${distance.zh}：本机为 ${here.zh}，服务器为 ${there.zh}。`,
    },
    hint: SET_THE_CLOCK,
  };
}

function refused(nowMs: number, { issuedAtMs }: SentProviderToken): ClockVerdict {
  const ago = durationInWords(Math.max(nowMs - issuedAtMs, 1000));
  const moment = momentInWords(issuedAtMs);
  return {
    status: 'failed',
    detail: {
      en: `The server sends no time to compare with, but it rejected a provider token as expired that Pushdeck signed ${ago.en} ago, on ${moment.en} by this computer's clock: that clock is off by about an hour or more.`,
      zh: `服务器的应答没有时间可供比较，但它把 Pushdeck 在 ${ago.zh}前（本机时钟 ${moment.zh}）签发的提供者令牌视为过期：本机时钟至少差了约一小时。`,
    },
    hint: {
      en: `Compare it with a clock that you trust. ${SET_THE_CLOCK.en}`,
      zh: `请与可信的时钟核对。${SET_THE_CLOCK.zh}`,
    },
  };
}

function notCompared({ certificate }: ClockEvidence): ClockVerdict {
  const span =
    certificate === null
      ? { en: '', zh: '' }
      : {
          en: `; its certificate is valid by this clock, ${certificate.notBefore.slice(0, 10)} to ${certificate.notAfter.slice(0, 10)}`,
          zh: `；以本机时钟来看其证书在有效期内（${certificate.notBefore.slice(0, 10)} 至 ${certificate.notAfter.slice(0, 10)}）`,
        };
  return {
    status: 'skipped',
    detail: {
      en: `could not be compared: the server’s answers contain no time${span.en}`,
      zh: `无法比较：服务器的应答不含时间${span.zh}`,
    },
    hint: null,
  };
}
