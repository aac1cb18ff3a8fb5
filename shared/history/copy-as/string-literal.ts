/** A string literal for JavaScript, Python, Go and Java, which share JSON's escapes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A Python string literal, with DEL escaped. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\x7f');
}

/** A Go string literal; raw if the text has line breaks and no characters that forbid it. */
export function goString(text: string): string {
  const raw = text.includes('\n') && !/[`\r\0\uFEFF]|\p{Surrogate}/u.test(text);
  // Go has no escape for unpaired surrogates.
  return raw ? `\`${text}\`` : JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** A Swift string literal, with interpolations escaped. */
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
