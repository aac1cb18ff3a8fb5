import type { JsonObject } from '../json-tree.js';
import { applyEdits } from '../text-edit.js';

/** Removes all but the last occurrence of a duplicate key in an object. */
export function removeDuplicate(text: string, object: JsonObject, key: string): string {
  const { members } = object;
  const last = members.findLastIndex((member) => member.key.value === key);
  const edits = members.flatMap((member, index) => {
    const next = members[index + 1];
    if (member.key.value !== key || index === last || next === undefined) return [];
    return [{ from: member.from, to: next.from, insert: '' }];
  });
  return applyEdits(text, edits);
}
