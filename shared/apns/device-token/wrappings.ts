import type { LocalizedText } from '../../text/localized-text.js';
import {
  bytesOfBase64,
  bytesOfHex,
  bytesOfList,
  hexOfBytes,
  isTokenLength,
  textInBytes,
} from './token-bytes.js';

/** A token found within a text, in any notation. */
export interface WrappedToken {
  readonly start: number;
  readonly end: number;
  /** Lower-case hex of a valid length. */
  readonly digits: string;
  /** How it was written; `null` for plain lower-case hex. */
  readonly form: LocalizedText | null;
}

/** Messages for the notations that several readers share. */
export const FORMS = {
  description: {
    en: 'Removed the brackets and spaces of an old log line.',
    zh: '已去除旧版日志格式中的尖括号和空格。',
  },
  prefix: { en: 'Removed the leading 0x.', zh: '已去除开头的 0x。' },
  separators: { en: 'Removed spaces and separators.', zh: '已去除空格和分隔符。' },
  uppercase: { en: 'Converted to lower case; APNs accepts both.', zh: '已转换为小写，APNs 两种写法都接受。' },
  base64: { en: 'Converted from Base64 to hex.', zh: '已从 Base64 转换为十六进制。' },
  surroundings: { en: 'Extracted from the surrounding text.', zh: '已从周围的文本中取出。' },
} as const satisfies Record<string, LocalizedText>;

interface Wrapping {
  readonly within: RegExp;
  readonly form: LocalizedText | null;
  /** Returns the hex digits of a match; `null` if it only looks like a token. */
  readonly digitsIn: (match: RegExpExecArray) => string | null;
}

const plainDigits = (text: string): string => text.replace(/[^0-9a-f]/gi, '').toLowerCase();

const hexOrNull = (bytes: string | null): string | null => (bytes === null ? null : hexOfBytes(bytes));

/** If two rows match at the same position, the upper one wins. */
const WRAPPINGS: readonly Wrapping[] = [
  {
    within: /\{\s*length\s*=\s*(\d+)\s*,\s*bytes\s*=\s*0x([0-9a-f\s]+?)\s*\}/gi,
    form: {
      en: 'Extracted from a `{length = …, bytes = …}` log line.',
      zh: '已从 `{length = …, bytes = …}` 日志中取出。',
    },
    digitsIn: ([, length = '', bytes = '']) => {
      const digits = plainDigits(bytes);
      return digits.length === Number(length) * 2 ? digits : null;
    },
  },
  {
    within: /<([0-9a-f\s]{64,300})>/gi,
    form: FORMS.description,
    digitsIn: ([, groups = '']) => plainDigits(groups),
  },
  {
    within: /<data>([A-Za-z0-9+/=\s]{43,200})<\/data>/g,
    form: { en: 'Extracted from a property list.', zh: '已从属性列表（plist）中取出。' },
    digitsIn: ([, base64 = '']) => hexOrNull(bytesOfBase64(base64)),
  },
  {
    within:
      /(?<![\w.-])(?:(?:0x[0-9a-f]{1,2}|-?\d{1,3})u?\s*,\s*){31,99}(?:0x[0-9a-f]{1,2}|-?\d{1,3})u?(?![\w.])/gi,
    form: { en: 'Converted from a list of bytes.', zh: '已从字节数组转换。' },
    digitsIn: ([list]) => hexOrNull(bytesOfList(list)),
  },
  {
    within: /(?<![0-9a-z])(?:[0-9a-f]{8}[ \t]){7,}[0-9a-f]{8}(?![0-9a-z])/gi,
    form: FORMS.separators,
    digitsIn: ([groups]) => plainDigits(groups),
  },
  {
    within: /(?<![0-9a-z])[0-9a-f]{2}(?:([-:. ])[0-9a-f]{2})(?:\1[0-9a-f]{2}){30,}(?![0-9a-z])/gi,
    form: FORMS.separators,
    digitsIn: ([pairs]) => plainDigits(pairs),
  },
  {
    within: /(?<![0-9a-z])0x([0-9a-f]{64,200})(?![0-9a-z])/gi,
    form: FORMS.prefix,
    digitsIn: ([, digits = '']) => digits.toLowerCase(),
  },
  { within: /(?<![0-9a-z])[0-9a-f]{64,200}(?![0-9a-z])/g, form: null, digitsIn: ([digits]) => digits },
  {
    within: /(?<![0-9a-z])[0-9a-f]{64,200}(?![0-9a-z])/gi,
    form: FORMS.uppercase,
    digitsIn: ([digits]) => digits.toLowerCase(),
  },
  {
    // Identifiers in code are valid Base64, too; the Base64 of a token nearly always contains digits.
    within:
      /(?<![\w+/=-])(?=[A-Za-z+/_-]*\d)(?=[0-9a-z+/_-]*[A-Z])[A-Za-z0-9+/_-]{43,134}={0,2}(?![\w+/=-])/g,
    form: FORMS.base64,
    digitsIn: ([base64]) => hexOrNull(bytesOfBase64(base64)),
  },
];

/** The shortest text that can encode a token is the Base64 of 32 bytes without padding. Unit: hex digits. */
const SHORTEST_INNER_DIGITS = 2 * 43;

const ENCODED_TWICE: LocalizedText = {
  en: 'It was encoded twice; the inner token is used.',
  zh: '内容被重复编码，已还原出其中的令牌。',
};

/**
 * Finds every token in a text, in any notation, in order and without overlaps. Upper rows of the table take precedence.
 */
export function wrappedTokensIn(text: string): readonly WrappedToken[] {
  let taken: readonly WrappedToken[] = [];
  for (const wrapping of WRAPPINGS) taken = withoutOverlaps(taken, tokensWrappedBy(wrapping, text));
  return taken;
}

function tokensWrappedBy({ within, form, digitsIn }: Wrapping, text: string): readonly WrappedToken[] {
  return [...text.matchAll(within)].flatMap((match): WrappedToken[] => {
    const digits = digitsIn(match);
    if (digits === null || !isTokenLength(digits.length / 2)) return [];
    const start = match.index;
    return [{ start, end: start + match[0].length, ...withoutDoubleEncoding(digits, form) }];
  });
}

/** Merges two sorted lists; if two tokens overlap, the one from `first` wins. */
function withoutOverlaps(
  first: readonly WrappedToken[],
  second: readonly WrappedToken[],
): readonly WrappedToken[] {
  if (second.length === 0) return first;
  const merged: WrappedToken[] = [];
  let next = 0;
  for (const token of second) {
    for (let before = first[next]; before !== undefined && before.start < token.end; before = first[next]) {
      merged.push(before);
      next += 1;
    }
    if ((merged.at(-1)?.end ?? 0) <= token.start) merged.push(token);
  }
  return [...merged, ...first.slice(next)];
}

/**
 * Undoes a redundant encoding: digits whose bytes are themselves a token as hex or Base64 text. The bytes of a real
 * token are random, so this cannot happen by chance.
 */
export function withoutDoubleEncoding(
  digits: string,
  form: LocalizedText | null,
): { readonly digits: string; readonly form: LocalizedText | null } {
  if (digits.length < SHORTEST_INNER_DIGITS) return { digits, form };
  const inner = textInBytes(bytesOfHex(digits));
  if (inner === null) return { digits, form };
  const [token, second] = wrappedTokensIn(inner);
  const isWhole =
    token !== undefined && second === undefined && inner.length - (token.end - token.start) <= 4;
  return isWhole ? { digits: token.digits, form: ENCODED_TWICE } : { digits, form };
}
