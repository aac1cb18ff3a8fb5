import { readJson } from '../read-json.js';

/**
 * How a payload text lies in a preset file: as JSON where that gives the very same text back, which reads and
 * diffs best, else line by line. Nothing of the text is ever lost: spelling of numbers, order and doubling of
 * keys, white space, what is no JSON at all.
 */
export type PayloadInFile =
  | { readonly payload: unknown; readonly payloadStyle?: 'compact' | 'no-newline' }
  | { readonly payloadLines: readonly string[] };

/** @param text - The payload exactly as written. */
export function payloadToFile(text: string): PayloadInFile {
  const payload = parse(text);
  if (payload !== undefined) {
    if (text === pretty(payload)) return { payload };
    if (text === JSON.stringify(payload)) return { payloadStyle: 'compact', payload };
    if (text === pretty(payload).trimEnd()) return { payloadStyle: 'no-newline', payload };
  }
  return { payloadLines: text.split('\n') };
}

/** The text that {@link payloadToFile} was given; `null` when the file has none that makes sense. */
export function payloadFromFile(file: Readonly<Record<string, unknown>>): string | null {
  const lines = file['payloadLines'];
  if (Array.isArray(lines)) {
    return lines.every((line) => typeof line === 'string') ? lines.join('\n') : null;
  }
  if (!('payload' in file)) return null;
  if (file['payloadStyle'] === 'compact') return JSON.stringify(file['payload']);
  const text = pretty(file['payload']);
  return file['payloadStyle'] === 'no-newline' ? text.trimEnd() : text;
}

function pretty(payload: unknown): string {
  return `${JSON.stringify(payload, null, 2)}\n`;
}

/** `undefined` for what is not an object or a list: a bare number would be mistaken for a mistake in the file. */
function parse(text: string): unknown {
  try {
    if (text.startsWith('\uFEFF')) return undefined;
    const value = readJson(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
