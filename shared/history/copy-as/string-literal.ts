/** JSON's escapes mean the same in JavaScript, Python, Go and Java; Java and Go allow no raw line break either. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A Python literal: code points above the first plane as Python writes them. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\x7f');
}

/** A Go literal, raw with its line breaks where that is possible, because it reads best. */
export function goString(text: string): string {
  const raw = text.includes('\n') && !/[`\r\0\uFEFF]|\p{Surrogate}/u.test(text);
  // Go has no escape for half a surrogate pair.
  return raw ? `\`${text}\`` : JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** A Swift literal: nothing in it is taken for an interpolation. */
export function swiftString(text: string): string {
  const escaped = text.replace(/[\\"\n\r\t\0\p{Cc}\p{Surrogate}]/gu, (character) => {
    const known = SWIFT_ESCAPES[character];
    if (known !== undefined) return known;
    const code = character.charCodeAt(0);
    return code >= 0xd800 ? '\\u{FFFD}' : `\\u{${code.toString(16)}}`;
  });
  return `"${escaped}"`;
}

const SWIFT_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};
