/** Ours: deeper values are not looked into, so that no text can exhaust the stack of what works on them. */
export const MAX_JSON_DEPTH = 256;

/**
 * As `JSON.parse`, for texts from files, the network and other programs. A byte order mark is skipped.
 *
 * @throws SyntaxError for what is no JSON, and for what is nested deeper than {@link MAX_JSON_DEPTH}: writing such a
 * value as text, or comparing it, would end in an exhausted stack.
 */
export function readJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  const value: unknown = JSON.parse(json);
  if (isTooDeep(json)) throw new SyntaxError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
  return value;
}

/** @param json - A text that is JSON. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  // Whole strings, so that brackets in them do not count.
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
