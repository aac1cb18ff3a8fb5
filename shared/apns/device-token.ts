import type { LocalizedText } from '../text/localized-text.js';
import { countedInWords } from '../text/words.js';

/** Shortest and longest token seen in practice; Apple promises no length. Unit: hex digits. */
export const TOKEN_DIGITS = { min: 64, max: 200 } as const;

export type DeviceTokenProblemKind =
  'empty' | 'fcm-token' | 'shortened-description' | 'odd-digits' | 'too-short' | 'too-long' | 'not-hex';

export interface DeviceTokenProblem {
  readonly kind: DeviceTokenProblemKind;
  /** What is wrong with this very text. */
  readonly message: LocalizedText;
  readonly hint: LocalizedText;
}

/** What a text turned out to be when read as a device token. */
export interface DeviceTokenReading {
  /** Lower-case hex where it could be read, else the trimmed text: APNs judges it then. */
  readonly token: string;
  /** `null`: it looks like a device token. */
  readonly problem: DeviceTokenProblem | null;
  /** What was taken away or converted on the way; `null` when it was plain hex already. */
  readonly cleaned: LocalizedText | null;
}

const READ_AGAIN: LocalizedText = {
  en: 'Read the token from the app again: deviceToken.map { String(format: "%02x", $0) }.joined().',
  zh: '请在 App 中重新获取令牌：deviceToken.map { String(format: "%02x", $0) }.joined()。',
};

const CLEANED = {
  description: {
    en: 'Brackets and spaces of an old log line were taken away.',
    zh: '已去除旧版日志格式中的尖括号和空格。',
  },
  base64: { en: 'Converted from Base64 to hex.', zh: '已从 Base64 转换为十六进制。' },
  data: {
    en: 'Taken out of a `{length = …, bytes = …}` log line.',
    zh: '已从 `{length = …, bytes = …}` 日志中取出。',
  },
  prefix: { en: 'The 0x in front was taken away.', zh: '已去除开头的 0x。' },
  separators: { en: 'Spaces and separators were taken away.', zh: '已去除空格和分隔符。' },
  uppercase: { en: 'Written in lower case; APNs accepts both.', zh: '已转换为小写，APNs 两种写法都接受。' },
} as const satisfies Record<string, LocalizedText>;

/**
 * Reads one device token in any of the forms people copy: plain hex, `<c63963fd fdafa1b9 …>`, upper case,
 * with spaces or `0x`, Base64 (MDM, Flutter, databases). Never guesses: what cannot be read is given back
 * with a sentence that says why.
 *
 * @see https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns
 */
export function readDeviceToken(text: string): DeviceTokenReading {
  const trimmed = text
    .trim()
    .replace(/^["'`]+|["'`,;]+$/g, '')
    .trim();
  if (trimmed === '') return unreadable(trimmed, PROBLEMS.empty());
  const data = /^\{\s*length\s*=\s*(\d+)\s*,\s*bytes\s*=\s*0x([\s\S]*?)\}?$/i.exec(trimmed);
  if (data) return readDataDescription(trimmed, Number(data[1]), data[2] ?? '');
  if (/^[\w-]{6,64}:[\w-]{100,}$/.test(trimmed) || /^APA91b[\w-]{100,}$/.test(trimmed)) {
    return unreadable(trimmed, PROBLEMS.fcm());
  }
  const bare = trimmed
    .replace(/^<([\s\S]*)>$/, '$1')
    .replace(/^0x/i, '')
    .replace(/[\s:.-]+/g, '');
  if (/^[0-9a-f]+$/i.test(bare)) return judgeDigits(bare.toLowerCase(), describeCleaning(trimmed, bare));
  const fromBase64 = base64ToHex(trimmed);
  if (fromBase64 !== null) return judgeDigits(fromBase64, CLEANED.base64);
  return unreadable(trimmed, PROBLEMS.notHex(trimmed));
}

/**
 * Splits a pasted text into the tokens in it: one a line, comma or blank separated, a JSON array, log lines
 * with words around the token. A line without anything that looks like a token is given back as one reading
 * with its problem, so that nothing pasted disappears without a word.
 */
export function splitDeviceTokens(text: string): readonly DeviceTokenReading[] {
  const readings: DeviceTokenReading[] = [];
  const described = /<[0-9a-f\s]+>|\{\s*length\s*=[^}]*\}/gi;
  const rest = text.replace(described, (found) => {
    readings.push(readDeviceToken(found));
    return '\n';
  });
  for (const line of rest.split(/[\n\r,;|[\]]+/)) {
    if (/\w/.test(line)) readings.push(...readLine(line.trim()));
  }
  return readings;
}

function readLine(line: string): readonly DeviceTokenReading[] {
  const words = line.split(/\s+/).map((word) => word.replace(/^["'`=]+|["'`]+$/g, ''));
  if (words.length === 1) return [readDeviceToken(words[0] ?? '')];
  // The groups of eight digits of an old description that lost its brackets.
  if (words.every((word) => /^[0-9a-f]{1,8}$/i.test(word))) return [readDeviceToken(words.join(''))];
  const good = words.map(readDeviceToken).filter((reading) => reading.problem === null);
  return good.length > 0 ? good : [readDeviceToken(line)];
}

function readDataDescription(whole: string, length: number, bytes: string): DeviceTokenReading {
  const digits = bytes.replace(/\s+/g, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(digits) || digits.length !== length * 2) {
    return unreadable(whole, PROBLEMS.shortened(length));
  }
  return judgeDigits(digits, CLEANED.data);
}

function judgeDigits(digits: string, cleaned: LocalizedText | null): DeviceTokenReading {
  const problem =
    digits.length % 2 === 1
      ? PROBLEMS.oddDigits(digits.length)
      : digits.length < TOKEN_DIGITS.min
        ? PROBLEMS.tooShort(digits.length)
        : digits.length > TOKEN_DIGITS.max
          ? PROBLEMS.tooLong(digits.length)
          : null;
  return { token: digits, problem, cleaned };
}

function describeCleaning(original: string, bare: string): LocalizedText | null {
  if (original.startsWith('<')) return CLEANED.description;
  if (/^0x/i.test(original)) return CLEANED.prefix;
  if (original.length !== bare.length) return CLEANED.separators;
  return /[A-F]/.test(bare) ? CLEANED.uppercase : null;
}

/** `null` when the text is not the Base64 of something as long as a device token. */
function base64ToHex(text: string): string | null {
  const compact = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const unpadded = compact.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(unpadded) || unpadded.length % 4 === 1) return null;
  const byteCount = Math.floor((unpadded.length * 3) / 4);
  if (byteCount * 2 < TOKEN_DIGITS.min || byteCount * 2 > TOKEN_DIGITS.max) return null;
  const binary = atob(unpadded);
  // Words typed by a person decode too; only an unchanged round trip is really Base64.
  if (btoa(binary).replace(/=+$/, '') !== unpadded) return null;
  return Array.from(binary, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

const unreadable = (token: string, problem: DeviceTokenProblem): DeviceTokenReading => ({
  token,
  problem,
  cleaned: null,
});

const PROBLEMS = {
  empty: (): DeviceTokenProblem => ({
    kind: 'empty',
    message: { en: 'There is no device token.', zh: '没有设备令牌。' },
    hint: READ_AGAIN,
  }),
  fcm: (): DeviceTokenProblem => ({
    kind: 'fcm-token',
    message: {
      en: 'This is a Firebase (FCM) registration token, which APNs does not know.',
      zh: '这是 Firebase（FCM）注册令牌，APNs 无法识别。',
    },
    hint: {
      en: 'Use the APNs token instead: Messaging.messaging().apnsToken, or the one that didRegisterForRemoteNotificationsWithDeviceToken receives.',
      zh: '请改用 APNs 令牌：Messaging.messaging().apnsToken，或 didRegisterForRemoteNotificationsWithDeviceToken 收到的令牌。',
    },
  }),
  shortened: (length: number): DeviceTokenProblem => ({
    kind: 'shortened-description',
    message: {
      en: `This is what iOS 13 and later print for ${length} bytes, with the middle left out: the token cannot be restored from it.`,
      zh: `这是 iOS 13 及以后版本对 ${length} 字节数据的打印结果，中间部分已被省略，无法还原出令牌。`,
    },
    hint: READ_AGAIN,
  }),
  oddDigits: (digits: number): DeviceTokenProblem => ({
    kind: 'odd-digits',
    message: {
      en: `The token has ${digitsInWords(digits).en}; two make a byte, so one is missing or one too many.`,
      zh: `令牌有 ${digitsInWords(digits).zh}；每两位是一个字节，因此少了或多了一位。`,
    },
    hint: { en: 'Copy the whole token again.', zh: '请重新复制完整的令牌。' },
  }),
  tooShort: (digits: number): DeviceTokenProblem => ({
    kind: 'too-short',
    message: {
      en: `The token has only ${digitsInWords(digits).en}; device tokens have ${TOKEN_DIGITS.min} or more.`,
      zh: `令牌只有 ${digitsInWords(digits).zh}，设备令牌至少有 ${TOKEN_DIGITS.min} 位。`,
    },
    hint: { en: 'It was probably cut off: copy it again.', zh: '可能被截断了，请重新复制。' },
  }),
  tooLong: (digits: number): DeviceTokenProblem => ({
    kind: 'too-long',
    message: {
      en: `The token has ${digitsInWords(digits).en}; none longer than ${TOKEN_DIGITS.max} has been seen.`,
      zh: `令牌有 ${digitsInWords(digits).zh}，目前没有见过超过 ${TOKEN_DIGITS.max} 位的令牌。`,
    },
    hint: {
      en: 'Perhaps two tokens were joined: put one on each line.',
      zh: '可能是两个令牌连在了一起，请每行只放一个。',
    },
  }),
  notHex: (text: string): DeviceTokenProblem => {
    const wrong = /[^0-9a-fA-F\s]/u.exec(text)?.[0] ?? '';
    return {
      kind: 'not-hex',
      message: {
        en: `A device token is made of the digits 0–9 and a–f; this has “${wrong}” in it.`,
        zh: `设备令牌只由 0–9 和 a–f 组成，这里出现了“${wrong}”。`,
      },
      hint: READ_AGAIN,
    };
  },
} as const;

function digitsInWords(count: number): LocalizedText {
  return countedInWords(count, 'hex digit', '位十六进制数字');
}
