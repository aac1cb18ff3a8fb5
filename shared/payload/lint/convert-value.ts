import type { JsonNode } from '../json-tree.js';
import type { SchemaKey } from '../schema-key.js';

/** A date with a time zone, so that it is unambiguous. */
const ISO_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

function toNumber(node: JsonNode, schema: SchemaKey): string | null {
  if (node.type === 'boolean') return node.value ? '1' : '0';
  if (node.type !== 'string') return null;
  const text = node.value.trim();
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return text;
  if (schema.unit === 'unix-seconds' && ISO_DATE.test(text)) {
    const atMs = Date.parse(text);
    return Number.isNaN(atMs) ? null : String(Math.floor(atMs / 1000));
  }
  if (text === 'true') return '1';
  return null;
}

/**
 * Converts a value to the type that its key requires, if that is unambiguous: `"3"` → `3`, `true` → `1`, an ISO date →
 * Unix seconds. Returns JSON, or `null` otherwise.
 */
export function convertValue(node: JsonNode, schema: SchemaKey): string | null {
  for (const type of schema.types) {
    if (type === 'number') {
      const converted = toNumber(node, schema);
      if (converted !== null) return converted;
    }
    if (type === 'boolean') {
      if (node.type === 'number' && (node.value === 1 || node.value === 0)) return String(node.value === 1);
      if (node.type === 'string' && /^(true|false)$/.test(node.value)) return node.value;
    }
    if (type === 'string' && node.type === 'number') return JSON.stringify(node.text);
    if (type === 'array' && node.type === 'string' && schema.items === 'string') {
      return JSON.stringify([node.value]);
    }
  }
  return null;
}
