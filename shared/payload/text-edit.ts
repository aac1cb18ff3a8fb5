/** Replaces the range from `from` to `to` (exclusive). Unit: UTF-16 code units of the original text. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * Applies non-overlapping edits. All offsets refer to the original text; insertions at the same offset keep their
 * order.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index);
  const parts: string[] = [];
  let position = 0;
  for (const edit of inOrder) {
    if (edit.from < position) continue;
    parts.push(text.slice(position, edit.from), edit.insert);
    position = edit.to;
  }
  parts.push(text.slice(position));
  return parts.join('');
}
