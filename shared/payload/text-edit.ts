/** Replaces the characters from `from` up to `to` by `insert`. Unit: UTF-16 code units of the text before any edit. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * Applies edits that do not overlap. Their offsets all mean the text as it was given; two insertions at one
 * place keep their order.
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
