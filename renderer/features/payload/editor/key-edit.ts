/** What accepting a key does to the text. Unit: UTF-16 code units. */
export interface KeyEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** What is selected afterwards: the part to write next. */
  readonly anchor: number;
  readonly head: number;
}

/**
 * Writes a key with a value to start from, and the commas that this takes.
 *
 * @param range - The half-written key, or the cursor.
 * @param example - The value to start from, as JSON.
 */
export function editForKey(
  text: string,
  range: { readonly from: number; readonly to: number },
  key: string,
  example: string,
): KeyEdit {
  const name = JSON.stringify(key);
  const rest = text.slice(range.to);
  if (/^\s*:/.test(rest)) {
    const end = range.from + name.length;
    return { ...range, insert: name, anchor: end, head: end };
  }
  const before = /[^\s]\s*$/.exec(text.slice(0, range.from))?.[0].trim() ?? '{';
  const lead = before === '{' || before === ',' ? '' : ', ';
  const tail = /^\s*["\w]/.test(rest) ? ',' : '';
  const start = range.from + lead.length + name.length + 2;
  const [anchor, head] = placeToWrite(example);
  return {
    ...range,
    insert: `${lead}${name}: ${example}${tail}`,
    anchor: start + anchor,
    head: start + head,
  };
}

/** The part of an example that is to be overwritten: the first empty text or braces, else all of it. */
function placeToWrite(example: string): readonly [number, number] {
  const empty = /""|\{\}|\[\]/.exec(example);
  if (empty !== null) return [empty.index + 1, empty.index + 1];
  const quoted = /^"(.*)"$/.exec(example);
  return quoted === null ? [0, example.length] : [1, example.length - 1];
}
