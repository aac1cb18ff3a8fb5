/** The edit that inserts an accepted key. Unit: UTF-16 code units. */
export interface KeyEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  /** The selection afterwards: the part to fill in next. */
  readonly anchor: number;
  readonly head: number;
}

/**
 * Inserts a key with an example value, and the necessary commas.
 *
 * @param range - The partial key, or the cursor.
 * @param example - The initial value, as JSON.
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

/** The part of an example to overwrite: the first empty string or braces, otherwise all of it. */
function placeToWrite(example: string): readonly [number, number] {
  const empty = /""|\{\}|\[\]/.exec(example);
  if (empty !== null) return [empty.index + 1, empty.index + 1];
  const quoted = /^"(.*)"$/.exec(example);
  return quoted === null ? [0, example.length] : [1, example.length - 1];
}
