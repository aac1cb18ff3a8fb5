import type { LocalizedText } from '../../text/localized-text.js';
import { foreignIdOf, foreignIdsIn } from './foreign-ids.js';
import { bytesOfBase64, hexOfBytes, isTokenLength, TOKEN_DIGITS } from './token-bytes.js';
import {
  type DeviceTokenProblem,
  EMPTY,
  notHex,
  oddDigits,
  severalTokens,
  tooLong,
  tooMuchText,
  tooShort,
} from './token-problems.js';
import { unescapedText, withoutInvisible } from './unescape.js';
import { FORMS, withoutDoubleEncoding, wrappedTokensIn } from './wrappings.js';

/** The result of reading a text as a device token. */
export interface DeviceTokenReading {
  /** Lower-case hex if it could be read, else the trimmed text. */
  readonly token: string;
  /** `null` if it looks like a device token. */
  readonly problem: DeviceTokenProblem | null;
  /** What was removed or converted; `null` if the input was plain lower-case hex. */
  readonly cleaned: LocalizedText | null;
}

/** Longer than any notation of a single token. Unit: characters. */
const MAX_LENGTH = 20_000;

/**
 * Reads one device token in any of the forms people copy: plain hex, `<c63963fd fdafa1b9 …>`, upper case, with spaces
 * or `0x`, Base64 (MDM, Flutter, databases), a list of bytes, a log line, an address or a message with exactly one
 * token in it. Never guesses: unreadable text is returned with a message that says what it is.
 *
 * @see https://developer.apple.com/documentation/usernotifications/registering-your-app-with-apns
 */
export function readDeviceToken(text: string): DeviceTokenReading {
  if (/^[0-9a-f]{64}$/.test(text)) return validated(text, null);
  const { text: visible, removed } = withoutInvisible(text);
  const reading = readTrimmed(withoutQuotes(visible));
  return removed === null ? reading : { ...reading, cleaned: joined(removed, reading.cleaned) };
}

/** Whether a text is exactly one token, possibly over several lines. */
export function isOneToken(text: string): boolean {
  return readAsWhole(withoutQuotes(withoutInvisible(text).text))?.problem === null;
}

function withoutQuotes(text: string): string {
  return text
    .trim()
    .replace(/^["'`“”‘’]+|["'`“”‘’,;]+$/g, '')
    .trim();
}

function readTrimmed(text: string): DeviceTokenReading {
  return readAsWhole(text) ?? readWrapped(text) ?? readWrapped(unescapedText(text)) ?? readDigits(text);
}

/** Reads a text that is nothing but one token or one foreign ID; `null` if it contains anything else. */
function readAsWhole(text: string): DeviceTokenReading | null {
  if (text === '') return unreadable(text, EMPTY);
  if (text.length > MAX_LENGTH) return unreadable(text, tooMuchText(text.length));
  const foreign = foreignIdOf(text);
  if (foreign !== undefined) return unreadable(text, foreign);
  const digits = digitsOf(text);
  // Two adjacent tokens are also just digits and spaces.
  if (digits !== null) return digits.length < TOKEN_DIGITS.min * 2 ? readDigits(text) : null;
  // Paths consist of Base64 characters, too.
  const isPath = /[0-9a-f]{64}|\S[ \t]+\S/i.test(text);
  const base64 = isPath ? null : bytesOfBase64(text);
  return base64 !== null && isTokenLength(base64.length) ? validated(hexOfBytes(base64), FORMS.base64) : null;
}

function readDigits(text: string): DeviceTokenReading {
  const digits = digitsOf(text);
  return digits === null
    ? unreadable(text, notHex(text))
    : validated(digits.toLowerCase(), formOf(text, digits));
}

/** Returns the digits of a text of hex digits and separators, else `null`. */
function digitsOf(text: string): string | null {
  const bare = text
    .replace(/^<([\s\S]*)>$/, '$1')
    .replace(/^0x/i, '')
    .replace(/[\s:.-]+/g, '');
  return /^[0-9a-f]+$/i.test(bare) ? bare : null;
}

/** Reads the single token, or else the foreign ID, within a text; `null` if there is neither. */
function readWrapped(text: string): DeviceTokenReading | null {
  const foreign = foreignIdsIn(text);
  const tokens = wrappedTokensIn(text).filter(
    (token) => !foreign.some(({ start, end }) => token.start < end && token.end > start),
  );
  const [token] = tokens;
  if (token === undefined) {
    const [found] = foreign;
    return found === undefined ? null : unreadable(text, found.id);
  }
  const different = new Set(tokens.map(({ digits }) => digits)).size;
  if (different > 1) return unreadable(text, severalTokens(different));
  const isWhole = token.end - token.start === text.length;
  return validated(token.digits, isWhole ? token.form : joined(FORMS.surroundings, token.form));
}

function validated(digits: string, form: LocalizedText | null): DeviceTokenReading {
  const once = withoutDoubleEncoding(digits, form);
  const count = once.digits.length;
  const problem =
    count % 2 === 1
      ? oddDigits(count)
      : count < TOKEN_DIGITS.min
        ? tooShort(count)
        : count > TOKEN_DIGITS.max
          ? tooLong(count)
          : null;
  return { token: once.digits, problem, cleaned: once.form };
}

function formOf(original: string, bare: string): LocalizedText | null {
  if (original.startsWith('<')) return FORMS.description;
  if (/^0x/i.test(original)) return FORMS.prefix;
  if (original.length !== bare.length) return FORMS.separators;
  return /[A-F]/.test(bare) ? FORMS.uppercase : null;
}

const joined = (first: LocalizedText, second: LocalizedText | null): LocalizedText =>
  second === null ? first : { en: `${first.en} ${second.en}`, zh: `${first.zh}${second.zh}` };

const unreadable = (token: string, { kind, message, hint }: DeviceTokenProblem): DeviceTokenReading => ({
  token,
  problem: { kind, message, hint },
  cleaned: null,
});
