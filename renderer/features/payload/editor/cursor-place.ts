import { escapePointer, type JsonNode, type JsonObject } from '#shared/payload/json-tree';

/** What can be written at the cursor. `from` and `to` are the range it would replace. */
export type CursorPlace =
  | {
      readonly kind: 'key';
      /** JSON pointer of the object that contains the key. */
      readonly container: string;
      /** Keys of the object besides the one at the cursor. */
      readonly taken: readonly string[];
      readonly from: number;
      readonly to: number;
      /** The key at the cursor; empty between members. */
      readonly key: string;
    }
  | {
      readonly kind: 'value';
      /** JSON pointer of the value. */
      readonly pointer: string;
      readonly from: number;
      readonly to: number;
    };

/**
 * Determines what can be written at an offset, also in incomplete text.
 *
 * @param root - The tree of the text, as far as it could be parsed.
 * @returns `null` where neither a key nor a value of a payload can be written.
 */
export function cursorPlace(text: string, root: JsonNode | null, offset: number): CursorPlace | null {
  return placeIn(text, root, '', offset);
}

function placeIn(text: string, node: JsonNode | null, pointer: string, offset: number): CursorPlace | null {
  if (node === null || offset <= node.from) return null;
  if (node.type === 'array') {
    for (const [index, item] of node.items.entries()) {
      if (offset > item.from && offset < item.to) return placeIn(text, item, `${pointer}/${index}`, offset);
    }
    return null;
  }
  if (node.type !== 'object' || !isInside(text, node, offset)) return null;
  for (const member of node.members) {
    const { key, value } = member;
    if (offset < key.from) break;
    if (offset <= key.to) return keyPlace(node, pointer, key.from, key.to, key.value);
    const childPointer = `${pointer}/${escapePointer(key.value)}`;
    const isContainer = value.type === 'object' || value.type === 'array';
    if (isContainer && offset > value.from && isInside(text, value, offset)) {
      return placeIn(text, value, childPointer, offset);
    }
    if (offset <= value.to && text.slice(key.to, offset).includes(':')) {
      const from = value.type === 'invalid' ? offset : Math.min(value.from, offset);
      return { kind: 'value', pointer: childPointer, from, to: Math.max(value.to, offset) };
    }
    // A colon without a value yet.
    if (value.type === 'invalid' && /^\s*:\s*$/.test(text.slice(key.to, offset))) {
      return { kind: 'value', pointer: childPointer, from: offset, to: offset };
    }
  }
  return keyPlace(node, pointer, offset, offset, '');
}

function keyPlace(node: JsonObject, container: string, from: number, to: number, key: string): CursorPlace {
  const others = node.members.filter((member) => member.key.from !== from || from === to);
  return { kind: 'key', container, taken: others.map((member) => member.key.value), from, to, key };
}

/** An object or list without a closing bracket extends to the end of the text, including the cursor. */
function isInside(text: string, node: JsonNode, offset: number): boolean {
  const isClosed = text[node.to - 1] === '}' || text[node.to - 1] === ']';
  return offset < node.to || (!isClosed && offset === node.to && node.to === text.length);
}
