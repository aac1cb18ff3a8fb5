import { PUSH_HEADERS } from './header-table.js';
import type { HeaderField, PushHeaders } from './push.js';

export interface DuplicateHeaders {
  /** Names that would be sent more than once, each once. */
  readonly names: readonly string[];
  /** The custom headers without those that repeat a field or an earlier one. */
  readonly custom: readonly HeaderField[];
}

/** Finds headers that would be sent more than once, which APNs rejects with `DuplicateHeaders`. */
export function findDuplicateHeaders(headers: PushHeaders): DuplicateHeaders {
  const sent = PUSH_HEADERS.filter(({ key }) => headers[key] !== undefined);
  const seen = new Set<string>(sent.map(({ name }) => name));
  const custom: HeaderField[] = [];
  const names = new Set<string>();
  for (const field of headers.custom ?? []) {
    const name = field.name.trim().toLowerCase();
    if (seen.has(name)) names.add(name);
    else custom.push(field);
    seen.add(name);
  }
  return { names: [...names], custom };
}
