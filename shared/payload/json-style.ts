import type { JsonValue } from '../text/json-record.js';
import { type JsonArray, type JsonNode, type JsonObject, memberOf } from './json-tree.js';

/** JSON text to insert verbatim: numbers keep their notation, members their order. */
export class RawJson {
  readonly text: string;

  /** @param text - Valid JSON; not checked. */
  constructor(text: string) {
    this.text = text;
  }
}

export type Insertable = JsonValue | RawJson;

/** The layout of a document, so that additions match it. */
export interface JsonStyle {
  /** One step of indentation; `null` if the document is on one line. */
  readonly indent: string | null;
  readonly lineBreak: string;
  readonly afterColon: string;
  readonly afterComma: string;
}

const DEFAULT_STYLE: JsonStyle = { indent: '  ', lineBreak: '\n', afterColon: ' ', afterComma: ' ' };

/** Whether the first entry of an object or array is on its own line. */
export function isMultiLine(text: string, node: JsonObject | JsonArray): boolean {
  const first = node.type === 'object' ? node.members[0] : node.items[0];
  return first !== undefined && /[\n\r]/.test(text.slice(node.from, first.from));
}

/** Returns the whitespace before an offset if nothing else precedes it on its line. */
export function leadingBlanks(text: string, at: number): string {
  let start = at;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  return start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r' ? text.slice(start, at) : '';
}

/** Detects the layout of a document; defaults to two spaces. */
export function styleOf(text: string, root: JsonNode | null): JsonStyle {
  if (root?.type !== 'object' && root?.type !== 'array') return DEFAULT_STYLE;
  const entries = root.type === 'object' ? root.members : root.items;
  const [first, second] = entries;
  if (first === undefined) return DEFAULT_STYLE;
  const inner = root.type === 'object' ? root.members[0] : undefined;
  const colon = inner === undefined ? ' ' : text.slice(inner.key.to, inner.value.from).replace(/^\s*:/, '');
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  if (isMultiLine(text, root)) {
    const indent = leadingBlanks(text, first.from).slice(leadingBlanks(text, root.from).length);
    return { indent: indent === '' ? '  ' : indent, lineBreak, afterColon: colon, afterComma: ' ' };
  }
  // With a single entry there is no comma: assume the same spacing as after colons.
  const comma = second === undefined ? colon : text.slice(first.to, second.from).replace(/^\s*,/, '');
  return { indent: null, lineBreak, afterColon: colon, afterComma: /[\n\r]/.test(comma) ? ' ' : comma };
}

/**
 * Serializes a value in a style.
 *
 * @param level - Indentation of its first line; `null` writes it on one line.
 */
export function printValue(value: Insertable, style: JsonStyle, level: string | null): string {
  if (value instanceof RawJson) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const { indent, lineBreak, afterColon, afterComma } = style;
  const inner = level === null || indent === null ? null : level + indent;
  const isArray = Array.isArray(value);
  const entries = isArray
    ? (value as readonly JsonValue[]).map((item) => printValue(item, style, inner))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}:${afterColon}${printValue(item, style, inner)}`,
      );
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return open + close;
  if (inner === null) return open + entries.join(`,${afterComma}`) + close;
  return `${open}${lineBreak}${inner}${entries.join(`,${lineBreak}${inner}`)}${lineBreak}${level ?? ''}${close}`;
}

/** Whether a node equals a value, regardless of its notation. */
export function holds(node: JsonNode, value: JsonValue): boolean {
  switch (node.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return node.value === value;
    case 'null':
      return value === null;
    case 'invalid':
      return false;
    case 'array':
      return (
        Array.isArray(value) &&
        value.length === node.items.length &&
        node.items.every((item, index) => holds(item, (value as readonly JsonValue[])[index] ?? null))
      );
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const wanted = Object.entries(value);
      return (
        wanted.length === new Set(node.members.map((member) => member.key.value)).size &&
        wanted.every(([key, item]) => {
          const member = memberOf(node, key);
          return member !== undefined && holds(member.value, item);
        })
      );
    }
  }
}
