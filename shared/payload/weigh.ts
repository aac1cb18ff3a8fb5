import { parseJson } from './json-parser.js';
import { escapePointer, type JsonNode } from './json-tree.js';

/**
 * Counts the UTF-8 bytes of a text, as APNs does. An unpaired surrogate counts as its replacement character, three
 * bytes.
 */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(index + 1);
      // A surrogate pair takes four bytes for its two code units.
      if (next >= 0xdc00 && next <= 0xdfff) index++;
      bytes += 2;
    } else bytes += 2;
  }
  return bytes;
}

/** The size of a value in a payload, including its key. */
export interface Weight {
  /** JSON pointer. */
  readonly path: string;
  /** UTF-8 bytes. */
  readonly bytes: number;
}

/**
 * Finds the largest values of a payload, largest first. Containers are left out if a single child accounts for most of
 * their size.
 */
export function heaviestValues(text: string, atMost = 5): readonly Weight[] {
  const { root } = parseJson(text);
  const weights: Weight[] = [];
  const weigh = (node: JsonNode, from: number, path: string): number => {
    const bytes = utf8Bytes(text.slice(from, node.to));
    let largest = 0;
    if (node.type === 'object') {
      for (const member of node.members) {
        largest = Math.max(
          largest,
          weigh(member.value, member.from, `${path}/${escapePointer(member.key.value)}`),
        );
      }
    } else if (node.type === 'array') {
      for (const [index, item] of node.items.entries()) {
        largest = Math.max(largest, weigh(item, item.from, `${path}/${index}`));
      }
    }
    if (path !== '' && largest < bytes / 2) weights.push({ path, bytes });
    return bytes;
  };
  if (root !== null) weigh(root, root.from, '');
  return weights.sort((a, b) => b.bytes - a.bytes).slice(0, atMost);
}
