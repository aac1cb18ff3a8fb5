import type { LocalizedText } from '../../text/localized-text.js';
import { countedInWords } from '../../text/words.js';
import { type ForeignIdKind, READ_AGAIN } from './foreign-ids.js';
import { TOKEN_DIGITS } from './token-bytes.js';

type DeviceTokenProblemKind =
  ForeignIdKind | 'empty' | 'several-tokens' | 'odd-digits' | 'too-short' | 'too-long' | 'not-hex';

export interface DeviceTokenProblem {
  readonly kind: DeviceTokenProblemKind;
  /** What is wrong with this text. */
  readonly message: LocalizedText;
  readonly hint: LocalizedText;
}

export const EMPTY: DeviceTokenProblem = {
  kind: 'empty',
  message: { en: 'There is no device token.', zh: '没有设备令牌。' },
  hint: READ_AGAIN,
};

const ONE_EACH_LINE: LocalizedText = { en: 'Put one on each line.', zh: '请每行只放一个。' };

export const tooMuchText = (length: number): DeviceTokenProblem => ({
  kind: 'not-hex',
  message: {
    en: `This is a text of ${length} characters, not a device token.`,
    zh: `这是一段 ${length} 个字符的文本，不是设备令牌。`,
  },
  hint: READ_AGAIN,
});

export const severalTokens = (count: number): DeviceTokenProblem => ({
  kind: 'several-tokens',
  message: {
    en: `This contains ${count} different device tokens; only one is expected.`,
    zh: `其中有 ${count} 个不同的设备令牌，这里只能填写一个。`,
  },
  hint: ONE_EACH_LINE,
});

export const oddDigits = (digits: number): DeviceTokenProblem => ({
  kind: 'odd-digits',
  message: {
    en: `The token has ${digitsInWords(digits).en}; two make a byte, so there is one too few or one too many.`,
    zh: `令牌有 ${digitsInWords(digits).zh}；每两位是一个字节，因此少了或多了一位。`,
  },
  hint: { en: 'Copy the whole token again.', zh: '请重新复制完整的令牌。' },
});

export const tooShort = (digits: number): DeviceTokenProblem => ({
  kind: 'too-short',
  message: {
    en: `The token has only ${digitsInWords(digits).en}; device tokens have ${TOKEN_DIGITS.min} or more.`,
    zh: `令牌只有 ${digitsInWords(digits).zh}，设备令牌至少有 ${TOKEN_DIGITS.min} 位。`,
  },
  hint: { en: 'It was probably cut off: copy it again.', zh: '可能被截断了，请重新复制。' },
});

export const tooLong = (digits: number): DeviceTokenProblem => ({
  kind: 'too-long',
  message: {
    en: `The token has ${digitsInWords(digits).en}; none longer than ${TOKEN_DIGITS.max} has been seen.`,
    zh: `令牌有 ${digitsInWords(digits).zh}，目前没有见过超过 ${TOKEN_DIGITS.max} 位的令牌。`,
  },
  hint: {
    en: `Perhaps two tokens were joined. ${ONE_EACH_LINE.en}`,
    zh: `可能是两个令牌连在了一起。${ONE_EACH_LINE.zh}`,
  },
});

export const notHex = (text: string): DeviceTokenProblem => {
  const wrong = /[^0-9a-fA-F\s]/u.exec(text)?.[0] ?? '';
  return {
    kind: 'not-hex',
    message: {
      en: `A device token consists of the digits 0–9 and a–f; this contains “${wrong}”.`,
      zh: `设备令牌只由 0–9 和 a–f 组成，这里出现了“${wrong}”。`,
    },
    hint: READ_AGAIN,
  };
};

function digitsInWords(count: number): LocalizedText {
  return countedInWords(count, 'hex digit', '位十六进制数字');
}
