import type { HeaderField } from '../apns/push.js';
import { type JsonNode, toValue, valueOf } from '../payload/json-tree.js';
import { isJsonRecord, type JsonRecord, type JsonValue } from '../text/json-record.js';
import type { MessageSource } from './foreign-message.js';

/** A node's text exactly as it is written, so that numbers and escapes keep their spelling. */
export function sliceOf({ text }: MessageSource, node: JsonNode): string {
  return text.slice(node.from, node.to);
}

/** The names of an object's members. */
export function keysOf(node: JsonNode | undefined): readonly string[] {
  return node?.type === 'object' ? node.members.map(({ key }) => key.value) : [];
}

export function recordAt(node: JsonNode | undefined, key: string): JsonRecord | undefined {
  const value = valueOf(node, key);
  const data = value === undefined ? undefined : toValue(value);
  return isJsonRecord(data) ? data : undefined;
}

/** The data under a key; `undefined` also for `null`. */
export function valueAt(node: JsonNode, key: string): JsonValue | undefined {
  const value = valueOf(node, key);
  return value === undefined || value.type === 'null' ? undefined : toValue(value);
}

export function textAt(node: JsonNode | undefined, key: string): string | undefined {
  const value = valueOf(node, key);
  return value?.type === 'string' && value.value !== '' ? value.value : undefined;
}

/** The text in the reader's language of an object such as `{"en": "Hi", "es": "Hola"}`, or the text itself. */
export function translationAt(node: JsonNode | undefined, key: string): string | undefined {
  const translations = recordAt(node, key);
  if (translations === undefined) return textAt(node, key);
  const texts = Object.values(translations).filter((text) => typeof text === 'string');
  const english = translations['en'];
  return typeof english === 'string' ? english : texts[0];
}

/** Members that are there, as an object; `undefined` when none is. */
export function recordOf(members: Readonly<Record<string, JsonValue | undefined>>): JsonRecord | undefined {
  const present = Object.entries(members).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined,
  );
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

/** Headers that are there. */
export function headersOf(fields: Readonly<Record<string, JsonValue | undefined>>): readonly HeaderField[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number'
      ? [{ name: name.toLowerCase(), value: String(value) }]
      : [],
  );
}

export function printed(value: JsonRecord): string {
  return JSON.stringify(value, null, 2);
}

/** The keys of a message beyond those that were taken. */
export function othersThan(node: JsonNode | undefined, taken: readonly string[]): readonly string[] {
  return keysOf(node).filter((key) => !taken.includes(key));
}
