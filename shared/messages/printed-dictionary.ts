import { isJsonRecord, type JsonRecord, type JsonValue } from '../text/json-record.js';

/** Ours: deeper than any payload; a bound for the stack. */
const MAX_DEPTH = 64;

/**
 * Reads a dictionary as Xcode's console prints it: an NSDictionary (`{ aps = { alert = "Hi"; }; }`, with lists in
 * parentheses) or a Swift dictionary (`[AnyHashable("aps"): …]`), with words before it, such as `userInfo: `.
 *
 * @returns `null` when the text is no such print-out from its first bracket to its end.
 */
export function readPrintedDictionary(text: string): JsonRecord | null {
  const start = /^\s*[\w"-]+\s*=\s*[{(\w"]/.test(text) ? 0 : text.search(/[{[]/);
  if (start < 0 || !/=|AnyHashable\(/.test(text)) return null;
  const reader = new PrintedReader(text.slice(start));
  const value = start === 0 && !/^\s*[{[]/.test(text) ? reader.readMembers() : reader.readWhole();
  return isJsonRecord(value) ? value : null;
}

class PrintedReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readWhole(): JsonValue | undefined {
    const value = this.#readValue(0);
    this.#skipBlanks();
    return this.#at < this.#text.length ? undefined : value;
  }

  /** Members without the braces around them, as when only the inner lines were copied. */
  readMembers(): JsonRecord | undefined {
    const members = this.#readObject(0, null);
    return this.#at < this.#text.length ? undefined : members;
  }

  #readValue(depth: number): JsonValue | undefined {
    this.#skipBlanks();
    if (depth > MAX_DEPTH) return undefined;
    if (this.#take('{')) return this.#readObject(depth, '}');
    if (this.#take('(')) return this.#readList(depth, ')');
    if (this.#take('[')) {
      return this.#peek(/^\s*(?:AnyHashable\(|"[^"\n]*"\s*:|\])/)
        ? this.#readObject(depth, ']')
        : this.#readList(depth, ']');
    }
    return this.#readScalar();
  }

  #readObject(depth: number, end: string | null): JsonRecord | undefined {
    const members: [string, JsonValue][] = [];
    for (;;) {
      this.#skipBlanks();
      if (end === null ? this.#at >= this.#text.length : this.#take(end)) return Object.fromEntries(members);
      const key = this.#readKey();
      this.#skipBlanks();
      if (key === undefined || !(this.#take('=') || this.#take(':'))) return undefined;
      const value = this.#readValue(depth + 1);
      if (value === undefined) return undefined;
      members.push([key, value]);
      this.#skipBlanks();
      if (!this.#take(';')) this.#take(',');
    }
  }

  #readList(depth: number, end: string): JsonValue | undefined {
    const items: JsonValue[] = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#take(end)) return items;
      const item = this.#readValue(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      this.#skipBlanks();
      this.#take(',');
    }
  }

  #readKey(): string | undefined {
    const wrapped = this.#match(/AnyHashable\(\s*("(?:[^"\\]|\\.)*"|[^)\s]+)\s*\)/y);
    if (wrapped !== null) return unquoted(wrapped[1] ?? '');
    const word = this.#match(/"(?:[^"\\]|\\.)*"|[\w.$-]+/y);
    return word === null ? undefined : unquoted(word[0]);
  }

  #readScalar(): JsonValue | undefined {
    const quoted = this.#match(/"(?:[^"\\]|\\.)*"/y);
    if (quoted !== null) return unquoted(quoted[0]);
    const optional = this.#match(/Optional\(/y);
    if (optional !== null) {
      const inner = this.#readScalar();
      return this.#take(')') ? inner : undefined;
    }
    const word = this.#match(/[^\s;,(){}[\]="][^;,(){}[\]="\n]*/y)?.[0].trim();
    if (word === undefined) return undefined;
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(word)) return Number(word);
    if (word === 'true' || word === 'false') return word === 'true';
    return word === '<null>' || word === 'nil' ? null : word;
  }

  #skipBlanks(): void {
    this.#match(/\s+/y);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #peek(pattern: RegExp): boolean {
    return pattern.test(this.#text.slice(this.#at, this.#at + 200));
  }

  #match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}

/** A quoted text with the escapes of Objective-C (`\U00e9`) and Swift (`\u{e9}`) undone. */
function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  return text
    .slice(1, -1)
    .replace(
      /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|([\s\S]))/gi,
      (_, braced?: string, four?: string, other?: string) => {
        const digits = braced ?? four;
        if (digits === undefined) return ESCAPES[other ?? ''] ?? other ?? '';
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : '';
      },
    );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
