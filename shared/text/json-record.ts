/** What JSON can say, as plain data. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord;

/** A JSON object as plain data. */
export interface JsonRecord {
  readonly [key: string]: JsonValue;
}

/** True for a JSON object: neither a list nor `null`. */
export function isJsonRecord(value: JsonValue | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON object in a text that may be anything, such as the body of a request. Of duplicate keys the last counts.
 *
 * @returns `null` for what is no JSON and for any other JSON.
 */
export function parseJsonRecord(text: string): JsonRecord | null {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonRecord(value) ? value : null;
  } catch {
    return null;
  }
}
