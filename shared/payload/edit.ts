import type { JsonValue } from '../text/json-record.js';
import { parseJson } from './json-parser.js';
import {
  holds,
  type Insertable,
  isMultiLine,
  type JsonStyle,
  leadingBlanks,
  printValue,
  RawJson,
  styleOf,
} from './json-style.js';
import {
  childOf,
  escapePointer,
  type JsonArray,
  type JsonNode,
  type JsonObject,
  memberOf,
  nodeAt,
  pointerParts,
} from './json-tree.js';
import { applyEdits, type TextEdit } from './text-edit.js';

export { type Insertable, RawJson } from './json-style.js';

/** Parses a text that can be edited; `null` for a blank text, `undefined` for invalid JSON. */
function treeOf(text: string): JsonNode | null | undefined {
  const { root, problems } = parseJson(text);
  if (problems.length === 0) return root;
  return text.trim() === '' ? null : undefined;
}

/** Returns the indentation of a node's children; `null` if the node is, or would be, written on one line. */
function innerLevel(text: string, node: JsonObject | JsonArray, style: JsonStyle): string | null {
  const entries = node.type === 'object' ? node.members : node.items;
  const [first] = entries;
  if (first !== undefined) return isMultiLine(text, node) ? leadingBlanks(text, first.from) : null;
  if (style.indent === null) return null;
  return levelAt(text, node.from) + style.indent;
}

/** Returns the indentation of the line at an offset. */
function levelAt(text: string, at: number): string {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? '';
}

function insertEntry(
  text: string,
  node: JsonObject | JsonArray,
  style: JsonStyle,
  print: (level: string | null) => string,
): TextEdit {
  const entries = node.type === 'object' ? node.members : node.items;
  const level = innerLevel(text, node, style);
  const last = entries.at(-1);
  const { lineBreak } = style;
  if (last !== undefined) {
    const between = level === null ? `,${style.afterComma}` : `,${lineBreak}${level}`;
    return { from: last.to, to: last.to, insert: between + print(level) };
  }
  const inside =
    level === null
      ? print(null)
      : `${lineBreak}${level}${print(level)}${lineBreak}${levelAt(text, node.from)}`;
  return { from: node.from + 1, to: node.to - 1, insert: inside };
}

/** Wraps a value in the objects that are missing on its path. */
function wrapped(
  parts: readonly string[],
  value: Insertable,
  style: JsonStyle,
  level: string | null,
): string {
  const [part, ...rest] = parts;
  if (part === undefined) return printValue(value, style, level);
  const inner = level === null || style.indent === null ? null : level + style.indent;
  const member = `${JSON.stringify(part)}:${style.afterColon}${wrapped(rest, value, style, inner)}`;
  if (inner === null) return `{${member}}`;
  return `{${style.lineBreak}${inner}${member}${style.lineBreak}${level ?? ''}}`;
}

/** Computes the edit that inserts or replaces a value. */
function editToPut(
  text: string,
  root: JsonNode | null,
  parts: readonly string[],
  value: Insertable,
): TextEdit | null {
  const style = styleOf(text, root);
  if (root === null) {
    return { from: 0, to: text.length, insert: wrapped(parts, value, style, '') };
  }
  let node = root;
  let parent: JsonObject | JsonArray | null = null;
  for (const [index, part] of parts.entries()) {
    if (node.type !== 'object' && node.type !== 'array') {
      return replaceNode(text, node, parent, style, parts.slice(index), value);
    }
    const child = childOf(node, part);
    if (child === undefined) return addChild(text, node, style, parts.slice(index), value);
    parent = node;
    node = child;
  }
  return replaceNode(text, node, parent, style, [], value);
}

function replaceNode(
  text: string,
  node: JsonNode,
  parent: JsonObject | JsonArray | null,
  style: JsonStyle,
  rest: readonly string[],
  value: Insertable,
): TextEdit {
  const level = parent === null ? '' : innerLevel(text, parent, style);
  return { from: node.from, to: node.to, insert: wrapped(rest, value, style, level) };
}

function addChild(
  text: string,
  node: JsonObject | JsonArray,
  style: JsonStyle,
  parts: readonly string[],
  value: Insertable,
): TextEdit | null {
  const [part = '', ...rest] = parts;
  if (node.type === 'array' && part !== '-' && part !== String(node.items.length)) return null;
  return insertEntry(text, node, style, (level) => {
    const printed = wrapped(rest, value, style, level);
    return node.type === 'array' ? printed : `${JSON.stringify(part)}:${style.afterColon}${printed}`;
  });
}

function editToRemove(node: JsonObject | JsonArray, index: number): TextEdit {
  const entries: readonly { readonly from: number; readonly to: number }[] =
    node.type === 'object' ? node.members : node.items;
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]];
  if (entry === undefined) return { from: node.from, to: node.from, insert: '' };
  if (after !== undefined) return { from: entry.from, to: after.from, insert: '' };
  if (before !== undefined) return { from: before.to, to: entry.to, insert: '' };
  return { from: node.from + 1, to: node.to - 1, insert: '' };
}

function isRecord(value: Insertable): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof RawJson);
}

/**
 * Sets the value at a JSON pointer. Creates missing objects on the path and replaces primitive values on it. Everything
 * else keeps its order, notation and layout to the character, including equal parts of an object that is replaced.
 *
 * @param text - The document; may be blank.
 * @param pointer - RFC 6901; `-` is the position after an array's last entry.
 * @returns The new text, unchanged if it already holds the value; `null` if the text is not JSON or the pointer leads
 * past the end of an array.
 */
export function setValue(text: string, pointer: string, value: Insertable): string | null {
  const root = treeOf(text);
  if (root === undefined) return null;
  const node = nodeAt(root, pointer);
  if (node !== undefined && !(value instanceof RawJson)) {
    if (holds(node, value)) return text;
    if (node.type === 'object' && isRecord(value)) return mergeObject(text, pointer, node, value);
  }
  const edit = editToPut(text, root, pointerParts(pointer), value);
  return edit === null ? null : applyEdits(text, [edit]);
}

function mergeObject(
  text: string,
  pointer: string,
  node: JsonObject,
  value: Readonly<Record<string, JsonValue>>,
): string | null {
  let result: string | null = text;
  const wanted = new Map(Object.entries(value));
  for (const key of new Set(node.members.map((member) => member.key.value))) {
    if (!wanted.has(key)) result = result && removeValue(result, `${pointer}/${escapePointer(key)}`);
  }
  for (const [key, item] of wanted) {
    result = result && setValue(result, `${pointer}/${escapePointer(key)}`, item);
  }
  return result;
}

/**
 * Removes the value at a JSON pointer, with its comma. Removes all of duplicate keys, so that no earlier one takes
 * effect.
 *
 * @returns The new text, unchanged if there is nothing to remove; `null` if the text is not JSON.
 */
export function removeValue(text: string, pointer: string): string | null {
  const parts = pointerParts(pointer);
  const last = parts.at(-1);
  let result = text;
  for (;;) {
    const root = treeOf(result);
    if (root === undefined) return null;
    if (last === undefined) return '';
    const parent = nodeAt(root, pointer.slice(0, pointer.lastIndexOf('/')));
    if (parent?.type === 'array') {
      const index = Number(last);
      return childOf(parent, last) === undefined ? result : applyEdits(result, [editToRemove(parent, index)]);
    }
    if (parent?.type !== 'object') return result;
    const index = parent.members.findLastIndex((member) => member.key.value === last);
    if (index === -1) return result;
    result = applyEdits(result, [editToRemove(parent, index)]);
  }
}

/**
 * Renames the key at a JSON pointer.
 *
 * @returns The new text; `null` if the text is not JSON, the key does not exist, or the object already has the new one.
 */
export function renameKey(text: string, pointer: string, newKey: string): string | null {
  const root = treeOf(text);
  const last = pointerParts(pointer).at(-1);
  if (root === undefined || last === undefined) return null;
  const parent = nodeAt(root, pointer.slice(0, pointer.lastIndexOf('/')));
  const member = memberOf(parent, last);
  if (member === undefined) return null;
  if (last === newKey) return text;
  if (memberOf(parent, newKey) !== undefined) return null;
  const { from, to } = member.key;
  return applyEdits(text, [{ from, to, insert: JSON.stringify(newKey) }]);
}

/**
 * Moves a value to another JSON pointer, keeping its notation.
 *
 * @returns `null` if the text is not JSON or one of the pointers is invalid.
 */
export function moveValue(text: string, from: string, to: string): string | null {
  const node = nodeAt(treeOf(text) ?? null, from);
  if (node === undefined) return null;
  // Inserted before removing, so that the existing layout can be detected.
  const copied = setValue(text, to, new RawJson(text.slice(node.from, node.to)));
  return copied === null ? null : removeValue(copied, from);
}

/** Returns the smallest single edit that turns one text into the other; none if they are equal. */
export function editBetween(before: string, after: string): readonly TextEdit[] {
  if (before === after) return [];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return [{ from: start, to: before.length - end, insert: after.slice(start, after.length - end) }];
}
