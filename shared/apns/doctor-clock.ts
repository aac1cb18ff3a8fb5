import type { LocalizedText } from '../text/localized-text.js';
import { durationInWords, momentInWords } from '../text/words.js';
import { NOTABLE_SKEW_MS, SET_THE_CLOCK } from './clock.js';
import type { DoctorStatus } from './doctor.js';
import { MAX_TOKEN_AGE_S, type SentProviderToken } from './provider-token.js';

/** What an answer of the server tells about its clock. */
export interface ClockEvidence {
  /** Unix time in milliseconds by the clock of this computer, when the answer came. */
  readonly nowMs: number;
  /** The `date` header of the answer; `null` where it has none. */
  readonly date: string | null;
  /** The simulator goes by the clock of this computer. */
  readonly isSimulator: boolean;
  /** The provider token that was called expired; `null` where none was. */
  readonly expiredToken: SentProviderToken | null;
  /** A provider token of Pushdeck's was accepted. */
  readonly isTokenAccepted: boolean;
  /** Of the server's certificate, ISO 8601; `null` where it is not known. */
  readonly certificate: { readonly notBefore: string; readonly notAfter: string } | null;
}

/** What the doctor says about the clock. */
export interface ClockVerdict {
  readonly status: DoctorStatus;
  readonly detail: LocalizedText;
  readonly hint: LocalizedText | null;
}

/** Compares the clock of this computer with that of the server, as far as the server lets its own be seen. */
export function judgeClock(evidence: ClockEvidence): ClockVerdict {
  const { nowMs, date, isSimulator, expiredToken, isTokenAccepted } = evidence;
  const serverMs = date === null ? NaN : Date.parse(date);
  if (!Number.isNaN(serverMs)) return compared(nowMs, serverMs);
  if (isSimulator) {
    return {
      status: 'ok',
      detail: {
        en: 'the simulator goes by the clock of this computer',
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
        en: 'right within an hour: the server sends no time to compare with, but took a provider token that was signed by this clock',
        zh: '误差在一小时以内：服务器的应答没有时间可供比较，但接受了按本机时钟签发的提供者令牌',
      },
      hint: null,
    };
  }
  return notCompared(evidence);
}

/** For a server certificate that is not valid by the clock of this computer. */
export function clockInDoubt(nowMs: number): ClockVerdict {
  const now = momentInWords(nowMs);
  return {
    status: 'unsure',
    detail: {
      en: `The clock of this computer says ${now.en}, and by it the server’s certificate is not valid: one of the two is wrong.`,
      zh: `本机时钟为 ${now.zh}，以此来看服务器证书不在有效期内：两者之一有误。`,
    },
    hint: {
      en: `Compare that with a clock that you trust. ${SET_THE_CLOCK.en}`,
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
      en: `The clock of this computer is ${distance.en} ${skewMs > 0 ? 'ahead of' : 'behind'} the server’s: ${here.en} here, ${there.en} there.`,
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
      en: `The server sends no time to compare with, but it calls a provider token expired that Pushdeck signed ${ago.en} ago, on ${moment.en} by the clock of this computer: that clock is wrong by about an hour or more.`,
      zh: `服务器的应答没有时间可供比较，但它把 Pushdeck 在 ${ago.zh}前（本机时钟 ${moment.zh}）签发的提供者令牌视为过期：本机时钟至少差了约一小时。`,
    },
    hint: {
      en: `Compare that with a clock that you trust. ${SET_THE_CLOCK.en}`,
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
      en: `could not be compared: the server’s answers carry no time${span.en}`,
      zh: `无法比较：服务器的应答不含时间${span.zh}`,
    },
    hint: null,
  };
}
