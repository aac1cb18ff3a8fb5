/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord;

/** A JSON object. */
export interface JsonRecord {
  readonly [key: string]: JsonValue;
}

/** Whether a value is a JSON object, neither an array nor `null`. */
export function isJsonRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON object from untrusted text, such as the body of a request. The last of duplicate keys wins.
 *
 * @returns `null` for invalid JSON and for any value that is not an object.
 */
export function parseJsonRecord(text: string): JsonRecord | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonRecord(value) ? value : null;
  } catch {
    return null;
  }
}
