import { parse } from 'yaml';
import { isJsonRecord, type JsonValue } from '../text/json-record.js';
import { converted, looksLikeYaml, type LooseJson } from './loose-json.js';

/** Many times what a message may have; the parser of YAML is slow. Unit: UTF-16 code units. */
const MAX_LENGTH = 64 * 1024;
/** Anchors in a message are few; more of them are an attack on memory. */
const MAX_ALIASES = 20;

/** Reads YAML; `null` for what is none. */
export function readYaml(text: string): LooseJson | null {
  if (text.length > MAX_LENGTH || !looksLikeYaml(text)) return null;
  try {
    const value = parse(text, { maxAliasCount: MAX_ALIASES, logLevel: 'silent' }) as JsonValue;
    return isJsonRecord(value) ? converted(value, { en: 'YAML', zh: 'YAML' }) : null;
  } catch {
    return null;
  }
}
