const INDENT = '  ';

/**
 * JSON with one property a line, for reading. Only white space changes: numbers, escapes and repeated keys
 * stay as they were sent, which `JSON.stringify(JSON.parse(…))` would not keep.
 *
 * @returns The text unchanged when it is not JSON.
 */
export function indentJson(text: string): string {
  if (!isJson(text)) return text;
  const out: string[] = [];
  let depth = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+/g) ?? []) {
    const last = out.at(-1);
    const afterOpening = last === '{' || last === '[';
    if (token === '}' || token === ']') {
      depth -= 1;
      out.push(...(afterOpening ? [] : [lineBreak(depth)]), token);
      continue;
    }
    if (afterOpening) out.push(lineBreak(depth));
    if (token === '{' || token === '[') depth += 1;
    out.push(token);
    if (token === ',') out.push(lineBreak(depth));
    if (token === ':') out.push(' ');
  }
  return out.join('');
}

function lineBreak(depth: number): string {
  return `\n${INDENT.repeat(depth)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
