import type { JsonProblemCode } from './json-problems.js';
import type { JsonString, Range } from './json-tree.js';
import type { TextEdit } from './text-edit.js';

/** Records a problem; `seen` is what its message quotes. */
export type Report = (
  code: JsonProblemCode,
  range: Range,
  seen: string,
  edits: readonly TextEdit[] | null,
) => void;

const SMART_DOUBLE = '“”„‟«»＂〝〞';
const SMART_SINGLE = '‘’‚‛´';
const SMART = SMART_DOUBLE + SMART_SINGLE;

const OTHER_QUOTES = `'\`${SMART}`;

/** Whether a character is used to quote strings, valid or not. */
export function isQuote(character: string): boolean {
  return character === '"' || (character !== '' && OTHER_QUOTES.includes(character));
}

function closersOf(opener: string): string {
  if (opener === '"') return opener;
  if (SMART_DOUBLE.includes(opener)) return `${SMART_DOUBLE}"`;
  if (SMART_SINGLE.includes(opener)) return `${SMART_SINGLE}'`;
  return opener;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
/** Below the blank, but no line break, which ends a string. */
const isControl = (code: number): boolean => code < 0x20 && code !== 0x0a && code !== 0x0d;
const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** How each control character is written in JSON, by its code: `\t`, `\u0007`. */
const ESCAPED_CONTROLS = Array.from({ length: 0x20 }, (_, code) => {
  const short = Object.entries(SIMPLE_ESCAPES).find(([, value]) => value.charCodeAt(0) === code);
  return short === undefined ? `\\u${code.toString(16).padStart(4, '0')}` : `\\${short[0]}`;
});

/** Reads one string with any kind of quotes. */
class StringReader {
  private position: number;
  private readonly parts: string[] = [];
  private readonly lone: Range[] = [];
  private pendingHigh: Range | null = null;
  private readonly innerEdits: TextEdit[] = [];
  /** Offset of a typographic quote that may end a string that began with a straight one. */
  private smartEnd: number | null = null;
  private continuesUntil: number | null = null;
  private readonly opener: string;
  private readonly closers: string;
  private readonly text: string;
  private readonly from: number;
  private readonly report: Report;

  constructor(text: string, from: number, report: Report) {
    this.text = text;
    this.from = from;
    this.report = report;
    this.position = from + 1;
    this.opener = text[from] ?? '"';
    this.closers = closersOf(this.opener);
  }

  read(): JsonString {
    for (;;) {
      this.readPlain();
      if (this.position >= this.text.length) return this.endUnclosed(this.text.length);
      const code = this.text.charCodeAt(this.position);
      const character = this.text[this.position] ?? '';
      if (this.closers.includes(character)) {
        const end = this.smartEndBefore(this.position);
        return end === null ? this.endAt(this.position) : this.endSmart(end);
      }
      if (character === '\\') this.readEscape();
      else if (code === 0x0a || code === 0x0d) {
        if (!this.lineBreakContinues()) {
          return this.smartEnd === null ? this.endUnclosed(this.position) : this.endSmart(this.smartEnd);
        }
        this.readLineBreak();
      } else if (code < 0x20) this.readControls();
      else if (isHigh(code) || isLow(code)) {
        this.unit(code, { from: this.position, to: this.position + 1 });
        this.position++;
      } else this.readOddQuote(character);
    }
  }

  /** Consumes a run of ordinary characters at once. */
  private readPlain(): void {
    const start = this.position;
    const straight = this.opener === '"';
    const odd = straight ? SMART_DOUBLE : SMART;
    let index = start;
    for (; index < this.text.length; index++) {
      const code = this.text.charCodeAt(index);
      if (code < 0x20 || code === 0x22 || code === 0x5c) break;
      if (code < 0x80) {
        if (!straight && isQuote(this.text[index] ?? '')) break;
      } else if ((code >= 0xd800 && code <= 0xdfff) || odd.includes(this.text[index] ?? '')) break;
    }
    if (index === start) return;
    this.flushHigh();
    this.parts.push(this.text.slice(start, index));
    this.position = index;
  }

  private readOddQuote(character: string): void {
    this.flushHigh();
    if (character === '"') {
      this.innerEdits.push({ from: this.position, to: this.position, insert: '\\' });
    } else if (this.opener === '"' && this.smartEnd === null && SMART_DOUBLE.includes(character)) {
      if (/[:,}\]]/.test(this.nextAfterBlanks(this.position + 1))) this.smartEnd = this.position;
    }
    this.parts.push(character);
    this.position++;
  }

  private nextAfterBlanks(from: number): string {
    let index = from;
    while (index < this.text.length && isBlank(this.text.charCodeAt(index))) index++;
    return this.text[index] ?? '';
  }

  /** Returns the typographic quote that actually ends the string, if what follows the straight one makes no sense. */
  private smartEndBefore(close: number): number | null {
    if (this.smartEnd === null) return null;
    const next = this.nextAfterBlanks(close + 1);
    return next === '' || ':,}]'.includes(next) ? null : this.smartEnd;
  }

  private readEscape(): void {
    const at = this.position;
    const letter = this.text[at + 1] ?? '';
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) {
      this.flushHigh();
      this.parts.push(simple);
      this.position += 2;
      return;
    }
    const digits = letter === 'u' ? this.text.slice(at + 2, at + 6) : '';
    if (/^[0-9a-fA-F]{4}$/.test(digits)) {
      this.unit(Number.parseInt(digits, 16), { from: at, to: at + 6 });
      this.position += 6;
      return;
    }
    this.flushHigh();
    const isBreak = letter === '\n' || letter === '\r' || letter === '';
    const seen = isBreak ? '\\' : `\\${letter}`;
    const edit = letter === "'" ? { from: at, to: at + 1, insert: '' } : { from: at, to: at, insert: '\\' };
    this.report('bad-escape', { from: at, to: at + seen.length }, seen, [edit]);
    this.parts.push(letter === "'" ? '' : '\\');
    this.position += 1;
  }

  /** Whether a line break is part of the string: text and a plausible closing quote follow it. */
  private lineBreakContinues(): boolean {
    if (this.opener !== '"') return false;
    if (this.continuesUntil === null) {
      const quote = this.text.indexOf('"', this.position);
      let last = quote - 1;
      while (
        last > this.position &&
        (isBlank(this.text.charCodeAt(last)) || '{}[],:'.includes(this.text[last] ?? ''))
      ) {
        last--;
      }
      const next = quote === -1 ? ':' : this.nextAfterBlanks(quote + 1);
      // The last offset at which text follows before the closing quote.
      this.continuesUntil = quote !== -1 && (next === '' || ',}]'.includes(next)) ? last : -1;
    }
    return this.position < this.continuesUntil;
  }

  private readLineBreak(): void {
    const length = this.text.startsWith('\r\n', this.position) ? 2 : 1;
    const range = { from: this.position, to: this.position + length };
    this.report('line-break-in-string', range, '', [{ ...range, insert: '\\n' }]);
    this.flushHigh();
    this.parts.push('\n');
    this.position += length;
  }

  /** Takes a run of control characters as one mistake: a pasted table has thousands of tabs. */
  private readControls(): void {
    const from = this.position;
    let to = from;
    for (let code = this.text.charCodeAt(to); isControl(code); code = this.text.charCodeAt(to)) to += 1;
    const run = this.text.slice(from, to);
    const escaped = Array.from(run, (character) => ESCAPED_CONTROLS[character.charCodeAt(0)] ?? '');
    this.report('control-character', { from, to }, escaped[0] ?? '', [
      { from, to, insert: escaped.join('') },
    ]);
    this.flushHigh();
    this.parts.push(run);
    this.position = to;
  }

  /** Handles a UTF-16 code unit that may be part of a surrogate pair. */
  private unit(code: number, range: Range): void {
    if (isLow(code) && this.pendingHigh !== null) this.pendingHigh = null;
    else {
      this.flushHigh();
      if (isHigh(code)) this.pendingHigh = range;
      else if (isLow(code)) this.lone.push(range);
    }
    this.parts.push(String.fromCharCode(code));
  }

  private flushHigh(): void {
    if (this.pendingHigh !== null) this.lone.push(this.pendingHigh);
    this.pendingHigh = null;
  }

  private endAt(close: number): JsonString {
    this.flushHigh();
    const closer = this.text[close] ?? '';
    if (this.opener !== '"' || closer !== '"') {
      const smart = [this.opener, closer].find((quote) => SMART.includes(quote));
      this.report(
        smart === undefined ? 'single-quotes' : 'smart-quotes',
        { from: this.from, to: close + 1 },
        smart ?? this.opener,
        [
          { from: this.from, to: this.from + 1, insert: '"' },
          ...this.innerEdits,
          { from: close, to: close + 1, insert: '"' },
        ],
      );
    }
    return this.node(close + 1, this.parts.join(''));
  }

  private endSmart(close: number): JsonString {
    const edits = [{ from: close, to: close + 1, insert: '"' }];
    this.report('smart-quotes', { from: close, to: close + 1 }, this.text[close] ?? '', edits);
    return this.node(close + 1, this.text.slice(this.from + 1, close));
  }

  /** The quote is inserted before closing brackets: `"Hello}}` becomes `"Hello"}}`. */
  private endUnclosed(lineEnd: number): JsonString {
    let end = lineEnd;
    while (
      end > this.from + 1 &&
      (isBlank(this.text.charCodeAt(end - 1)) || ',}]'.includes(this.text[end - 1] ?? ''))
    ) {
      end--;
    }
    const opening = this.opener === '"' ? [] : [{ from: this.from, to: this.from + 1, insert: '"' }];
    this.report('unclosed-string', { from: this.from, to: end }, '', [
      ...opening,
      ...this.innerEdits.filter((edit) => edit.from < end),
      { from: end, to: end, insert: '"' },
    ]);
    this.flushHigh();
    return this.node(end, this.parts.join('').slice(0, end - this.from - 1));
  }

  private node(to: number, value: string): JsonString {
    return { type: 'string', from: this.from, to, value, loneSurrogates: this.lone };
  }
}

/**
 * Reads the string whose opening quote, of any kind, is at `from`. Reports errors and recovers as the author most
 * likely intended.
 */
export function readString(text: string, from: number, report: Report): JsonString {
  return new StringReader(text, from, report).read();
}
