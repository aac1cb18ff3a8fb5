import { AppError } from '../errors.js';

/** One `{{…}}` in a payload. */
export interface Placeholder {
  readonly name: string;
  /** Of `{{now+3600}}`; 0 for none. */
  readonly offset: number;
  readonly type: 'string' | 'number' | 'boolean' | 'json' | null;
  /** Whether it is a whole JSON value; `start` and `end` then include its quotes, if any. */
  readonly whole: boolean;
  /** The key of the value; inside an array, the key of the array. */
  readonly key: string | null;
  readonly start: number;
  readonly end: number;
}

/** Only `now` accepts a minus: names of columns such as `item-2` may contain hyphens. */
const PLACEHOLDER =
  /\{\{\s*(?:(now)\s*([+-])\s*(\d{1,12})|([\p{L}_][\p{L}\p{N}_.-]*)(?:\s*(\+)\s*(\d{1,12}))?)\s*(?::\s*(string|number|boolean|json))?\s*\}\}/uy;

/** Apple's keys with string values, so that an order number as a title remains a string. */
const TEXT_KEYS = new Set([
  'title',
  'subtitle',
  'body',
  'alert',
  'launch-image',
  'action',
  'action-loc-key',
  'loc-key',
  'loc-args',
  'title-loc-key',
  'title-loc-args',
  'subtitle-loc-key',
  'subtitle-loc-args',
  'sound',
  'name',
  'thread-id',
  'category',
  'target-content-id',
  'interruption-level',
  'filter-criteria',
  'event',
  'attributes-type',
  'input-push-channel',
  'url-args',
  'mdm',
]);

/** Whether Apple requires a string for this key. */
export function keyWantsText(key: string | null): boolean {
  return key !== null && TEXT_KEYS.has(key);
}

/**
 * Finds the placeholders of a payload and their context. Only recognises strings, keys and nesting, so that invalid
 * JSON can be sent, too.
 *
 * @throws {@link AppError} `bad-template`.
 */
export function scanPlaceholders(text: string): readonly Placeholder[] {
  return text.includes('{{') ? new Scan(text).run() : [];
}

class Scan {
  readonly #text: string;
  readonly #found: Placeholder[] = [];
  /** The current key at each nesting level. */
  readonly #keys: (string | null)[] = [null];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly Placeholder[] {
    while (this.#at < this.#text.length) this.#step();
    return this.#found;
  }

  #step(): void {
    const character = this.#text[this.#at] ?? '';
    if (character === '"') this.#string();
    else if (character === '{' && this.#text[this.#at + 1] === '{') this.#bare();
    else {
      if (character === '{' || character === '[') this.#keys.push(this.#key());
      else if ((character === '}' || character === ']') && this.#keys.length > 1) this.#keys.pop();
      this.#at += 1;
    }
  }

  #key(): string | null {
    return this.#keys.at(-1) ?? null;
  }

  #bare(): void {
    const start = this.#at;
    const read = this.#read();
    if (read === null) this.#at += 1;
    else this.#found.push({ ...read, whole: true, key: this.#key(), start, end: this.#at });
  }

  #string(): void {
    const open = this.#at;
    const inside: Placeholder[] = [];
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      if (this.#text[this.#at] === '\\') this.#at += 2;
      else if (this.#text.startsWith('{{', this.#at)) {
        const start = this.#at;
        const read = this.#read();
        if (read === null) this.#at += 2;
        else inside.push({ ...read, whole: false, key: this.#key(), start, end: this.#at });
      } else this.#at += 1;
    }
    const close = this.#at;
    this.#at += 1;
    if (this.#isKey()) this.#keys[this.#keys.length - 1] = this.#text.slice(open + 1, close);
    const [only] = inside;
    if (inside.length === 1 && only?.start === open + 1 && only.end === close && !this.#isKey()) {
      this.#found.push({ ...only, whole: true, start: open, end: close + 1 });
    } else this.#found.push(...inside);
  }

  /** Whether the string just read is a key. */
  #isKey(): boolean {
    return /^\s*:/.test(this.#text.slice(this.#at, this.#at + 64));
  }

  /** Reads `{{…}}` at the current position; `null` if the braces are ordinary text. */
  #read(): Pick<Placeholder, 'name' | 'offset' | 'type'> | null {
    PLACEHOLDER.lastIndex = this.#at;
    const match = PLACEHOLDER.exec(this.#text);
    if (match === null) {
      const close = this.#text.slice(this.#at, this.#at + 100).indexOf('}}');
      if (close < 0) return null;
      throw badTemplate(this.#text, this.#at, this.#text.slice(this.#at, this.#at + close + 2));
    }
    this.#at = PLACEHOLDER.lastIndex;
    return placeholderOf(match);
  }
}

/** Reads a text that is exactly one placeholder; `null` otherwise. */
export function readPlaceholder(text: string): Pick<Placeholder, 'name' | 'offset' | 'type'> | null {
  PLACEHOLDER.lastIndex = 0;
  const match = PLACEHOLDER.exec(text);
  return match !== null && PLACEHOLDER.lastIndex === text.length ? placeholderOf(match) : null;
}

function placeholderOf(match: RegExpExecArray): Pick<Placeholder, 'name' | 'offset' | 'type'> {
  const [, now, nowSign, nowBy, plain = '', , plainBy, type] = match;
  const by = Number(nowBy ?? plainBy ?? 0);
  return {
    name: now ?? plain,
    offset: nowSign === '-' ? -by : by,
    type: (type as Placeholder['type'] | undefined) ?? null,
  };
}

function badTemplate(text: string, at: number, words: string): AppError {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  return new AppError(
    'bad-template',
    {
      en: `Line ${line}, column ${column}: “${words}” holds no variable.`,
      zh: `第 ${line} 行第 ${column} 列：“${words}”中没有变量。`,
    },
    {
      en: 'Write {{name}}, {{now+3600}} or {{count:number}}; a name has letters, digits, dots, hyphens and underscores.',
      zh: '请写成 {{name}}、{{now+3600}} 或 {{count:number}}；名称可包含字母、数字、点、连字符和下划线。',
    },
  );
}
