import type { JsonValue } from '../text/json-record.js';

/** A range of the text in UTF-16 code units; `to` is exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export interface JsonString extends Range {
  readonly type: 'string';
  /** Unescaped. */
  readonly value: string;
  /** Ranges of unpaired surrogates, raw or escaped; usually empty. */
  readonly loneSurrogates: readonly Range[];
}

interface JsonNumber extends Range {
  readonly type: 'number';
  /** As written, such as `1.50` or `1e3`. */
  readonly text: string;
  readonly value: number;
}

interface JsonBoolean extends Range {
  readonly type: 'boolean';
  readonly value: boolean;
}

interface JsonNull extends Range {
  readonly type: 'null';
}

export interface JsonMember extends Range {
  readonly key: JsonString;
  readonly value: JsonNode;
}

export interface JsonObject extends Range {
  readonly type: 'object';
  /** In order, including duplicates. */
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Range {
  readonly type: 'array';
  readonly items: readonly JsonNode[];
}

/** Something that is not a value, or is nested too deep. */
export interface JsonInvalid extends Range {
  readonly type: 'invalid';
}

export type JsonNode =
  JsonString | JsonNumber | JsonBoolean | JsonNull | JsonObject | JsonArray | JsonInvalid;

export type JsonType = Exclude<JsonNode['type'], 'invalid'>;

/** Returns the effective member: the last of duplicates, as common parsers do. */
export function memberOf(node: JsonNode | null | undefined, key: string): JsonMember | undefined {
  if (node?.type !== 'object') return undefined;
  return node.members.findLast((member) => member.key.value === key);
}

/** Returns the value of a key; `undefined` if the node is not an object or lacks it. */
export function valueOf(node: JsonNode | null | undefined, key: string): JsonNode | undefined {
  return memberOf(node, key)?.value;
}

/** Escapes a key or index for a JSON pointer (RFC 6901). */
export function escapePointer(part: string | number): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Splits a JSON pointer into its unescaped parts. */
export function pointerParts(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Returns the child at one part of a pointer. */
export function childOf(node: JsonNode, part: string): JsonNode | undefined {
  if (node.type === 'object') return valueOf(node, part);
  if (node.type === 'array' && /^(0|[1-9]\d*)$/.test(part)) return node.items[Number(part)];
  return undefined;
}

/** Returns the node at a pointer. */
export function nodeAt(root: JsonNode | null, pointer: string): JsonNode | undefined {
  let node = root ?? undefined;
  for (const part of pointerParts(pointer)) {
    if (node === undefined) return undefined;
    node = childOf(node, part);
  }
  return node;
}

/** Converts a node to the value that `JSON.parse` would return. */
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
      // A key such as `__proto__` must not set the prototype.
      return Object.fromEntries(node.members.map((member) => [member.key.value, toValue(member.value)]));
    }
  }
}
