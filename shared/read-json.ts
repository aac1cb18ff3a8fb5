/** Our own limit, so that no input can overflow the stack of the code that walks the value. */
export const MAX_JSON_DEPTH = 256;

/**
 * Like `JSON.parse`, but for untrusted text from files, the network and other programs. Skips a byte order mark.
 *
 * @throws SyntaxError for invalid JSON, and for values nested deeper than {@link MAX_JSON_DEPTH}: serializing or
 * comparing them would overflow the stack.
 */
export function readJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  const value: unknown = JSON.parse(json);
  if (isTooDeep(json)) throw new SyntaxError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
  return value;
}

/** @param json - Valid JSON. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  // Strings are matched as a whole, so that brackets inside them do not count.
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
