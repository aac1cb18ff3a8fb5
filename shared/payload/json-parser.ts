import { MAX_JSON_DEPTH } from '../read-json.js';
import type { LocalizedText } from '../text/localized-text.js';
import { JSON_PROBLEM_WORDS, type JsonProblem } from './json-problems.js';
import { isQuote, readString, type Report } from './json-strings.js';
import type {
  JsonArray,
  JsonInvalid,
  JsonMember,
  JsonNode,
  JsonObject,
  JsonString,
  Range,
} from './json-tree.js';
import { FULL_WIDTH, readNumber, readWord, STRANGE_SPACES } from './json-words.js';
import { applyEdits, type TextEdit } from './text-edit.js';

/** The shared limit of all JSON readers. */
export const MAX_DEPTH = MAX_JSON_DEPTH;
/** Our own limit: a text with more errors is not JSON at all. */
const MAX_PROBLEMS = 200;

export interface ParsedJson {
  /** The tree as far as it could be recovered; `null` for an empty text. */
  readonly root: JsonNode | null;
  /** Empty if and only if the text is valid JSON (RFC 8259). In the order of the text. */
  readonly problems: readonly JsonProblem[];
  /** Edits that make it valid; `null` if there is nothing to repair or no safe way to do so. */
  readonly repair: readonly TextEdit[] | null;
}

class Parser {
  private position = 0;
  private depth = 0;
  private openArrays = 0;
  private openObjects = 0;
  private lastEnd = 0;
  private overflowed = false;
  private readonly problems: JsonProblem[] = [];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  parse(): ParsedJson {
    if (this.text.charCodeAt(0) === 0xfeff) {
      this.report('byte-order-mark', { from: 0, to: 1 }, '', [{ from: 0, to: 1, insert: '' }]);
      this.position = 1;
    }
    this.skipBlanks();
    if (this.position >= this.text.length) {
      this.report('empty', { from: 0, to: this.text.length }, '', [
        { from: 0, to: this.text.length, insert: '{"aps":{"alert":"Hello"}}' },
      ]);
      return this.result(null);
    }
    const root = this.readValue() ?? this.readUnexpected();
    this.readRest();
    return this.result(root);
  }

  private result(root: JsonNode | null): ParsedJson {
    // If one character has several edits, the last one wins: later findings know more.
    const byPlace = new Map<string, TextEdit>();
    for (const edit of this.problems.flatMap((problem) => problem.fix?.edits ?? [])) {
      const place = edit.from === edit.to ? `insert ${byPlace.size}` : `${edit.from}`;
      byPlace.set(place, edit);
    }
    const edits = [...byPlace.values()];
    const repairable =
      this.problems.length > 0 && !this.overflowed && this.problems.every((problem) => problem.fix !== null);
    const ordered = this.problems
      .map((problem, index) => ({ problem, index }))
      .sort((a, b) => a.problem.from - b.problem.from || a.index - b.index)
      .map(({ problem }) => problem);
    return { root, problems: ordered, repair: repairable ? edits : null };
  }

  private readonly report: Report = (code, range, seen, edits) => {
    if (this.problems.length >= MAX_PROBLEMS) {
      this.overflowed = true;
      return;
    }
    const words = JSON_PROBLEM_WORDS[code];
    const message: LocalizedText = words.message(seen);
    this.problems.push({
      code,
      from: range.from,
      to: Math.max(range.to, range.from),
      message,
      fix: edits === null ? null : { label: words.label, edits },
    });
  };

  /** The current character; empty after too many problems, which ends all open values. */
  private char(): string {
    return this.overflowed ? '' : (this.text[this.position] ?? '');
  }

  /** The current character, with full-width punctuation mapped to ASCII. */
  private structural(): string {
    const character = this.char();
    return character === ';' || character > '\u007f' ? (FULL_WIDTH.get(character) ?? character) : character;
  }

  /** Consumes the character returned by `structural`. */
  private take(): Range {
    const range = { from: this.position, to: this.position + 1 };
    const plain = this.structural();
    if (plain !== this.char()) this.report('full-width', range, this.char(), [{ ...range, insert: plain }]);
    this.position++;
    this.lastEnd = this.position;
    return range;
  }

  private skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.position++;
      else if (code === 0x2f || code === 0x23) {
        if (!this.skipComment()) return;
      } else if (code >= 0x80 || code === 0x0b || code === 0x0c) {
        const name = STRANGE_SPACES.get(code);
        if (name === undefined) return;
        const range = { from: this.position, to: this.position + 1 };
        this.report('strange-space', range, name, [{ ...range, insert: ' ' }]);
        this.position++;
      } else return;
    }
  }

  private skipComment(): boolean {
    const from = this.position;
    const two = this.text.slice(from, from + 2);
    let to: number;
    if (two === '/*') {
      const close = this.text.indexOf('*/', from + 2);
      to = close === -1 ? this.text.length : close + 2;
    } else if (two === '//' || two.startsWith('#')) {
      to = from;
      while (to < this.text.length && !/[\n\r]/.test(this.text[to] ?? '')) to++;
    } else return false;
    this.report('comment', { from, to }, '', [{ from, to, insert: '' }]);
    this.position = to;
    return true;
  }

  /** Reads a value; `null`, without consuming anything, if none begins here. */
  private readValue(): JsonNode | null {
    const node = this.readValueHere();
    if (node !== null) {
      this.position = node.to;
      this.lastEnd = node.to;
    }
    return node;
  }

  private readValueHere(): JsonNode | null {
    const character = this.structural();
    if (character === '{') return this.readNested(() => this.readObject());
    if (character === '[') return this.readNested(() => this.readArray());
    if (isQuote(this.char())) return readString(this.text, this.position, this.report);
    if (character === '' || ',:}]'.includes(character)) return null;
    if (/[-+.\d]/.test(character)) return readNumber(this.text, this.position, this.report);
    if (/[\p{L}_$]/u.test(character)) return readWord(this.text, this.position, this.report);
    return null;
  }

  private readNested(read: () => JsonObject | JsonArray): JsonNode {
    if (this.depth >= MAX_DEPTH) return this.skipDeep();
    this.depth++;
    const node = read();
    this.depth--;
    return node;
  }

  /** Skips a value that is nested too deep. */
  private skipDeep(): JsonInvalid {
    const from = this.position;
    let open = 0;
    let index = from;
    while (index < this.text.length) {
      const character = this.text[index] ?? '';
      if (character === '"') {
        index++;
        while (index < this.text.length && this.text[index] !== '"')
          index += this.text[index] === '\\' ? 2 : 1;
      } else if (character === '{' || character === '[') open++;
      else if ((character === '}' || character === ']') && --open === 0) break;
      index++;
    }
    const to = Math.min(index + 1, this.text.length);
    this.report('too-deep', { from, to: from + 1 }, String(MAX_DEPTH), null);
    return { type: 'invalid', from, to };
  }

  private readObject(): JsonObject {
    const { from } = this.take();
    const members: JsonMember[] = [];
    this.openObjects++;
    this.readEntries(from, '}', () => {
      const member = this.readMember();
      if (member !== null) members.push(member);
      return member;
    });
    this.openObjects--;
    return { type: 'object', from, to: this.position, members };
  }

  private readArray(): JsonArray {
    const { from } = this.take();
    const items: JsonNode[] = [];
    this.openArrays++;
    this.readEntries(from, ']', () => {
      const item = this.readValue();
      if (item !== null) items.push(item);
      return item;
    });
    this.openArrays--;
    return { type: 'array', from, to: this.position, items };
  }

  /** The common part of objects and arrays: entries, commas and a closing bracket. */
  private readEntries(from: number, closer: '}' | ']', readEntry: () => Range | null): void {
    let lastComma: Range | null = null;
    let needsComma = false;
    for (;;) {
      this.skipBlanks();
      const character = this.structural();
      if (character === '' || ((character === '}' || character === ']') && character !== closer)) {
        if (this.endWithout(from, closer, character, lastComma)) return;
      } else if (character === closer) {
        this.reportTrailing(lastComma, closer);
        this.take();
        return;
      } else if (character === ',') {
        const comma = this.take();
        if (needsComma) lastComma = comma;
        else this.report('extra-comma', comma, '', [{ ...comma, insert: '' }]);
        needsComma = false;
      } else {
        const before = this.lastEnd;
        const start = this.position;
        const entry = readEntry();
        if (entry === null) {
          this.readUnexpected();
          continue;
        }
        if (needsComma) {
          const seen = this.shown(start, entry.to);
          this.report('missing-comma', { from: start, to: entry.to }, seen, [
            { from: before, to: before, insert: ',' },
          ]);
        }
        needsComma = true;
        lastComma = null;
      }
    }
  }

  private reportTrailing(comma: Range | null, closer: string): void {
    if (comma !== null) this.report('trailing-comma', comma, closer, [{ ...comma, insert: '' }]);
  }

  /** Ends an object or array without its own closing bracket. */
  private endWithout(from: number, closer: '}' | ']', found: string, lastComma: Range | null): boolean {
    const outer = found === ']' ? this.openArrays : found === '}' ? this.openObjects : 1;
    if (outer === 0) {
      this.reportTrailing(lastComma, closer);
      const range = { from: this.position, to: this.position + 1 };
      this.report('wrong-bracket', range, found, [{ ...range, insert: closer }]);
      this.position++;
      this.lastEnd = this.position;
      return true;
    }
    this.reportTrailing(lastComma, closer);
    const opener = closer === '}' ? '{' : '[';
    this.report('unclosed', { from, to: from + 1 }, opener, [
      { from: this.lastEnd, to: this.lastEnd, insert: closer },
    ]);
    return true;
  }

  private readMember(): JsonMember | null {
    const key = this.readKey();
    if (key === null) return null;
    this.position = key.to;
    this.lastEnd = key.to;
    this.skipBlanks();
    const hasColon = this.readColon(key);
    this.skipBlanks();
    const value = this.readValue();
    if (value !== null) return { key, value, from: key.from, to: value.to };
    if (hasColon || !this.startsUnexpected()) {
      const insert = hasColon ? ' null' : ': null';
      this.report('missing-value', { from: key.from, to: this.lastEnd }, this.shown(key.from, key.to), [
        { from: this.lastEnd, to: this.lastEnd, insert },
      ]);
      this.position = this.lastEnd;
      const missing: JsonInvalid = { type: 'invalid', from: this.lastEnd, to: this.lastEnd };
      return { key, value: missing, from: key.from, to: this.lastEnd };
    }
    const invalid = this.readUnexpected();
    return { key, value: invalid, from: key.from, to: invalid.to };
  }

  private startsUnexpected(): boolean {
    const character = this.structural();
    return character !== '' && !',}]'.includes(character);
  }

  private readColon(key: JsonString): boolean {
    const character = this.structural();
    if (character === ':') {
      this.take();
      return true;
    }
    if (character === '=') {
      const to = this.position + (this.text[this.position + 1] === '>' ? 2 : 1);
      const range = { from: this.position, to };
      this.report('missing-colon', range, this.shown(key.from, key.to), [{ ...range, insert: ':' }]);
      this.position = to;
      this.lastEnd = to;
      return true;
    }
    const startsValue = character !== '' && !',}]'.includes(character);
    if (startsValue) {
      this.report('missing-colon', key, this.shown(key.from, key.to), [
        { from: key.to, to: key.to, insert: ':' },
      ]);
    }
    return false;
  }

  private readKey(): JsonString | null {
    if (isQuote(this.char())) return readString(this.text, this.position, this.report);
    const from = this.position;
    let to = from;
    while (to < this.text.length && /[\p{L}\p{N}_$.-]/u.test(this.text[to] ?? '')) to++;
    if (to === from) return null;
    const value = this.text.slice(from, to);
    this.report('unquoted', { from, to }, value, [{ from, to, insert: JSON.stringify(value) }]);
    return { type: 'string', from, to, value, loneSurrogates: [] };
  }

  /** Skips characters that cannot begin a value. */
  private readUnexpected(): JsonInvalid {
    const from = this.position;
    let to = from + 1;
    while (to < this.text.length && !/[\s,:{}[\]"]/.test(this.text[to] ?? '')) to++;
    this.report('unexpected', { from, to }, this.shown(from, to), null);
    this.position = to;
    this.lastEnd = to;
    return { type: 'invalid', from, to };
  }

  private readRest(): void {
    for (;;) {
      this.skipBlanks();
      if (this.overflowed || this.position >= this.text.length) return;
      const character = this.structural();
      if (character !== '}' && character !== ']' && character !== ',') break;
      const range = { from: this.position, to: this.position + 1 };
      const code = character === ',' ? 'extra-comma' : 'extra-bracket';
      this.report(code, range, character, [{ ...range, insert: '' }]);
      this.position++;
    }
    const range = { from: this.position, to: this.text.length };
    this.report('extra-text', range, this.shown(range.from, range.to), null);
  }

  private shown(from: number, to: number): string {
    const piece = this.text.slice(from, Math.min(to, from + 24)).split(/[\n\r]/, 1)[0] ?? '';
    return to - from > piece.length ? `${piece}…` : piece;
  }
}

/**
 * Parses JSON with exact positions and recovers from errors, so that one pass yields the tree for the editor and all
 * errors, with repairs where the meaning is clear. Takes linear time.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export function parseJson(text: string): ParsedJson {
  return new Parser(text).parse();
}

/** Repairs all errors; `null` if there are none or one has no clear repair. */
export function repairJson(text: string): string | null {
  const { repair } = parseJson(text);
  return repair === null ? null : applyEdits(text, repair);
}
