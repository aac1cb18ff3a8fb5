/**
 * Splits a pasted command line into words as a POSIX shell would, including what browsers and API tools produce: single
 * and double quotes, `$'…'`, a backslash or caret at the end of a line. Nothing is expanded or executed.
 *
 * @returns `null` for an unclosed quote.
 */
export function shellWords(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const continued = continuation(text, at);
    if (continued > 0) {
      at += continued;
      continue;
    }
    if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    const part = readPart(text, at);
    if (part === null) return null;
    word = (word ?? '') + part.text;
    at = part.end;
  }
  if (word !== null) words.push(word);
  return words;
}

/** Returns the length of a line continuation at this offset; 0 if there is none. */
function continuation(source: string, at: number): number {
  return /^[\\^]\r?\n/.exec(source.slice(at, at + 3))?.[0].length ?? 0;
}

interface Part {
  readonly text: string;
  readonly end: number;
}

function readPart(source: string, at: number): Part | null {
  if (source.startsWith("$'", at)) return readAnsiQuoted(source, at + 2);
  switch (source[at]) {
    case "'": {
      const end = source.indexOf("'", at + 1);
      return end === -1 ? null : { text: source.slice(at + 1, end), end: end + 1 };
    }
    case '"':
      return readDoubleQuoted(source, at + 1);
    case '\\':
      return { text: source[at + 1] ?? '', end: at + 2 };
    default:
      return { text: source[at] ?? '', end: at + 1 };
  }
}

function readDoubleQuoted(source: string, start: number): Part | null {
  let text = '';
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === '"') return { text, end: at + 1 };
    if (character === '\\' && continuation(source, at) > 0) {
      at += continuation(source, at) - 1;
      continue;
    }
    // Inside double quotes a backslash escapes only these.
    if (character === '\\' && '"\\$`'.includes(source[at + 1] ?? ' ')) {
      at += 1;
      text += source[at] ?? '';
    } else {
      text += character;
    }
  }
  return null;
}

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

function readAnsiQuoted(source: string, start: number): Part | null {
  let text = '';
  for (let at = start; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === "'") return { text, end: at + 1 };
    if (character !== '\\') {
      text += character;
      continue;
    }
    const code = /^(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(source.slice(at + 1, at + 6));
    if (code !== null) {
      text += String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '0', 16));
      at += code[0].length;
    } else {
      at += 1;
      text += ANSI_ESCAPES[source[at] ?? ''] ?? `\\${source[at] ?? ''}`;
    }
  }
  return null;
}
