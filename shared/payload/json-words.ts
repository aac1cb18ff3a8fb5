import type { Report } from './json-strings.js';
import type { JsonNode } from './json-tree.js';

/** Maps full-width punctuation of East Asian keyboards, and the semicolon, to JSON punctuation. */
export const FULL_WIDTH: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '｛': '{',
    '｝': '}',
    '［': '[',
    '］': ']',
    '【': '[',
    '】': ']',
    '：': ':',
    '，': ',',
    '、': ',',
    ';': ',',
    '；': ',',
  }),
);

/** Names of characters that look like a space or are invisible. */
export const STRANGE_SPACES: ReadonlyMap<number, string> = new Map([
  [0x0b, 'U+000B'],
  [0x0c, 'U+000C'],
  [0x85, 'U+0085'],
  [0xa0, 'U+00A0'],
  ...[0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x200b].map(
    (code): [number, string] => [code, `U+${code.toString(16).toUpperCase()}`],
  ),
  [0x2028, 'U+2028'],
  [0x2029, 'U+2029'],
  [0x202f, 'U+202F'],
  [0x205f, 'U+205F'],
  [0x2060, 'U+2060'],
  [0x3000, 'U+3000'],
  [0xfeff, 'U+FEFF'],
]);

/** Keywords of other languages and their JSON equivalents. */
const FOREIGN_WORDS: ReadonlyMap<string, boolean | null> = new Map(
  Object.entries({
    true: true,
    yes: true,
    on: true,
    false: false,
    no: false,
    off: false,
    null: null,
    nil: null,
    none: null,
    undefined: null,
    nan: null,
    infinity: null,
  }),
);

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const DELIMITER = /[\s,:{}[\]"，：｛｝；;、/]/;

function endOfRun(text: string, from: number, delimiter: RegExp): number {
  let to = from;
  while (to < text.length && !delimiter.test(text[to] ?? '')) to++;
  return to;
}

/** Converts a number in another notation to JSON; `null` if it is not a number. */
function normalizedNumber(run: string): string | null {
  const sign = run.startsWith('-') ? '-' : '';
  const body = run.replace(/^[-+]/, '').replaceAll('_', '');
  if (/^0[xX][0-9a-fA-F]{1,13}$/.test(body)) return `${sign}${Number.parseInt(body.slice(2), 16)}`;
  const parts = /^(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/.exec(body);
  if (parts === null) return null;
  const [, whole = '', fraction = '', exponent = ''] = parts;
  if (whole === '' && fraction === '') return null;
  const shortWhole = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign}${shortWhole}${fraction === '' ? '' : `.${fraction}`}${exponent}`;
}

/** Reads the number at `from`. Accepts other notations, but reports them. */
export function readNumber(text: string, from: number, report: Report): JsonNode {
  NUMBER.lastIndex = from;
  const exact = NUMBER.exec(text)?.[0] ?? '';
  const next = text[from + exact.length] ?? '';
  if (exact !== '' && (next === '' || DELIMITER.test(next))) {
    return { type: 'number', from, to: from + exact.length, text: exact, value: Number(exact) };
  }
  const to = Math.max(endOfRun(text, from, DELIMITER), from + 1);
  const run = text.slice(from, to);
  const normal = normalizedNumber(run);
  const shown = run.length > 24 ? `${run.slice(0, 24)}…` : run;
  if (normal !== null) {
    report('bad-number', { from, to }, shown, [{ from, to, insert: normal }]);
    return { type: 'number', from, to, text: normal, value: Number(normal) };
  }
  report('unquoted', { from, to }, shown, [{ from, to, insert: JSON.stringify(run) }]);
  return { type: 'string', from, to, value: run, loneSurrogates: [] };
}

/** Reads `true`, `false`, `null`, their equivalents in other languages, and unquoted text. */
export function readWord(text: string, from: number, report: Report): JsonNode {
  let to = Math.max(endOfRun(text, from, DELIMITER), from + 1);
  const word = text.slice(from, to);
  const known = FOREIGN_WORDS.get(word.toLowerCase());
  if (known !== undefined) {
    const right = String(known);
    if (word !== right) report('bad-word', { from, to }, word, [{ from, to, insert: right }]);
    return known === null ? { type: 'null', from, to } : { type: 'boolean', from, to, value: known };
  }
  // Unquoted text continues to the end of the value.
  to = endOfRun(text, to, /[,:{}[\]\n\r"，：｛｝；;]/);
  while (to > from + 1 && /\s/.test(text[to - 1] ?? '')) to--;
  const value = text.slice(from, to);
  const shown = value.length > 24 ? `${value.slice(0, 24)}…` : value;
  report('unquoted', { from, to }, shown, [{ from, to, insert: JSON.stringify(value) }]);
  return { type: 'string', from, to, value, loneSurrogates: [] };
}
