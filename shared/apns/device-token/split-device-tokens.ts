import { type DeviceTokenReading, isOneToken, readDeviceToken } from './device-token.js';
import { foreignIdsIn } from './foreign-ids.js';
import { unescapedText, withoutInvisible } from './unescape.js';
import { wrappedTokensIn } from './wrappings.js';

/** A longer text without a token is not a list of mistyped tokens. Unit: UTF-16 code units. */
const MAX_WITHOUT_TOKENS = 4096;

/** Some lines of a text. */
interface Block {
  readonly start: number;
  readonly end: number;
}

/** A recognised token or foreign ID. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly isToken: boolean;
}

/**
 * Splits pasted text into the tokens in it: one per line, separated by commas or spaces, JSON, tables, or log lines.
 * Nothing is split inside brackets, braces or quotes. A line or list entry that is not a token is returned as a reading
 * with a problem, so that nothing disappears silently. Text around a token, other columns of a table, comment lines and
 * a header line are ignored.
 */
export function splitDeviceTokens(text: string): readonly DeviceTokenReading[] {
  if (isOneToken(text)) return [readDeviceToken(text)];
  const visible = withoutInvisible(text).text;
  const spans = spansIn(visible);
  if (!spans.some(({ isToken }) => isToken)) {
    const decoded = unescapedText(visible);
    if (decoded !== visible && spansIn(decoded).some(({ isToken }) => isToken))
      return splitDeviceTokens(decoded);
  }
  // A long text without any token is reported once, not line by line.
  const isPage = spans.length === 0 && visible.length > MAX_WITHOUT_TOKENS;
  return isPage ? [readDeviceToken(visible)] : readSpans(visible, spans);
}

function spansIn(text: string): readonly Span[] {
  const foreign = foreignIdsIn(text).map(({ start, end }): Span => ({ start, end, isToken: false }));
  const tokens = wrappedTokensIn(text).map(({ start, end }): Span => ({ start, end, isToken: true }));
  const spans = [...foreign, ...tokens].sort(
    (a, b) => a.start - b.start || Number(a.isToken) - Number(b.isToken),
  );
  let covered = 0;
  return spans.filter(({ start, end }) => {
    if (start < covered) return false;
    covered = end;
    return true;
  });
}

function readSpans(text: string, spans: readonly Span[]): readonly DeviceTokenReading[] {
  const readings: DeviceTokenReading[] = [];
  let next = 0;
  let isFirst = true;
  for (const block of blocksOf(text, spans)) {
    const inside: Span[] = [];
    for (; next < spans.length && (spans[next]?.start ?? 0) < block.end; next += 1) {
      const span = spans[next];
      if (span !== undefined) inside.push(span);
    }
    if (inside.length > 0) readings.push(...readAround(text, block, inside));
    else
      readings.push(
        ...readWithoutToken(text.slice(block.start, block.end).trim(), isFirst && spans.length > 0),
      );
    isFirst = false;
  }
  return readings;
}

/** Reads the recognised spans of a block, and the malformed tokens between them. */
function readAround(text: string, block: Block, spans: readonly Span[]): readonly DeviceTokenReading[] {
  const readings: DeviceTokenReading[] = [];
  let from = block.start;
  for (const { start, end } of [...spans, { start: block.end, end: block.end }]) {
    const entries = text.slice(from, start).split(/[,;|\t]/);
    const strays = entries.map((entry) => entry.trim()).filter((entry) => /^[0-9a-f]{16,}$/i.test(entry));
    readings.push(...strays.map(readDeviceToken));
    if (end > start) readings.push(readDeviceToken(text.slice(start, end)));
    from = end;
  }
  return readings;
}

/** Reads a line or a bracketed text in which nothing was recognised. */
function readWithoutToken(text: string, isAboveTokens: boolean): readonly DeviceTokenReading[] {
  if (!/\w/.test(text) || /^(?:#|\/\/|--)/.test(text)) return [];
  const isTableHead = isAboveTokens && /^[\w\s,;|"'\p{L}-]+$/u.test(text) && !/[0-9a-f]{16}/i.test(text);
  if (isTableHead) return [];
  const entries = text.split(/[,;|]+/).filter((entry) => /\w/.test(entry));
  const areTokens = entries.every((entry) => /^\s*[0-9a-f\s]{8,}$/i.test(entry));
  return (areTokens ? entries : [text]).map(readDeviceToken);
}

/**
 * Yields the lines of a text. Text in brackets or braces counts as one line unless the brackets are unbalanced, and a
 * token is never split.
 */
function* blocksOf(text: string, spans: readonly Span[]): Generator<Block, void> {
  const closed = bracketsClose(text);
  let start = 0;
  let depth = 0;
  let next = 0;
  for (let at = 0; at < text.length; at += 1) {
    while ((spans[next]?.end ?? Infinity) <= at) next += 1;
    const span = spans[next];
    if (span !== undefined && span.start <= at) {
      at = span.end - 1;
      continue;
    }
    const character = text[at];
    if (closed && (character === '[' || character === '{')) depth += 1;
    else if (closed && (character === ']' || character === '}')) depth -= 1;
    else if (depth === 0 && (character === '\n' || character === '\r')) {
      yield { start, end: at };
      start = at + 1;
    }
  }
  yield { start, end: text.length };
}

function bracketsClose(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth += 1;
    if (character === ']' || character === '}') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
