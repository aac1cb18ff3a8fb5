import type { JsonValue } from '../text/json-record.js';

/** Offsets of a piece of the text, in UTF-16 code units; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface JsonString extends Range {
  readonly type: 'string';
  /** Unescaped. */
  readonly value: string;
  /** Offsets in the text of surrogates without their other half, raw or escaped. Empty for nearly all. */
  readonly loneSurrogates: readonly Range[];
}

export interface JsonNumber extends Range {
  readonly type: 'number';
  /** As written: `1.50` and `1e3` stay so. */
  readonly text: string;
  readonly value: number;
}

export interface JsonBoolean extends Range {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface JsonNull extends Range {
  readonly type: 'null';
}

export interface JsonMember extends Range {
  readonly key: JsonString;
  readonly value: JsonNode;
}

export interface JsonObject extends Range {
  readonly type: 'object';
  /** As written, with duplicates. */
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Range {
  readonly type: 'array';
  readonly items: readonly JsonNode[];
}

/** What stands where a value should, and is none; also what lies deeper than the parser goes. */
export interface JsonInvalid extends Range {
  readonly type: 'invalid';
}

export type JsonNode =
  JsonString | JsonNumber | JsonBoolean | JsonNull | JsonObject | JsonArray | JsonInvalid;

export type JsonType = Exclude<JsonNode['type'], 'invalid'>;

/** The member that counts: of duplicates the last, as every common parser has it. */
export function memberOf(node: JsonNode | null | undefined, key: string): JsonMember | undefined {
  if (node?.type !== 'object') return undefined;
  return node.members.findLast((member) => member.key.value === key);
}

/** The value of a key; `undefined` where the node is no object or lacks it. */
export function valueOf(node: JsonNode | null | undefined, key: string): JsonNode | undefined {
  return memberOf(node, key)?.value;
}

/** One key or index as part of a JSON pointer (RFC 6901). */
export function escapePointer(part: string | number): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The parts of a JSON pointer, unescaped. The empty pointer has none. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The child that one pointer part names. */
export function childOf(node: JsonNode, part: string): JsonNode | undefined {
  if (node.type === 'object') return valueOf(node, part);
  if (node.type === 'array' && /^(0|[1-9]\d*)$/.test(part)) return node.items[Number(part)];
  return undefined;
}

/** The node that a pointer names. */
export function nodeAt(root: JsonNode | null, pointer: string): JsonNode | undefined {
  let node = root ?? undefined;
  for (const part of pointerParts(pointer)) {
    if (node === undefined) return undefined;
    node = childOf(node, part);
  }
  return node;
}

/** The data of a node, as `JSON.parse` would give it: numbers as far as a double carries them, duplicates as the last. */
export function toValue(node: JsonNode): JsonValue {
  switch (node.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return node.value;
    case 'null':
    case 'invalid':
      return null;
    case 'array':
      return node.items.map(toValue);
    case 'object': {
      // A key such as `__proto__` has to become data, not the prototype.
      return Object.fromEntries(node.members.map((member) => [member.key.value, toValue(member.value)]));
    }
  }
}
