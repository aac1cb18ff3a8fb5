import type { HeaderField, PushHeaders } from './push.js';

/** The header that each field becomes. */
export const HEADER_OF_FIELD = {
  topic: 'apns-topic',
  pushType: 'apns-push-type',
  priority: 'apns-priority',
  expiration: 'apns-expiration',
  collapseId: 'apns-collapse-id',
  id: 'apns-id',
} as const satisfies Readonly<Record<Exclude<keyof PushHeaders, 'custom'>, string>>;

export interface DuplicateHeaders {
  /** Names that would be sent more than once, each once. */
  readonly names: readonly string[];
  /** The custom headers without those that repeat a field or an earlier one. */
  readonly custom: readonly HeaderField[];
}

/** Finds headers that would be sent more than once: APNs answers `DuplicateHeaders` to those. */
export function findDuplicateHeaders(headers: PushHeaders): DuplicateHeaders {
  const fields = Object.entries(HEADER_OF_FIELD) as [keyof typeof HEADER_OF_FIELD, string][];
  const seen = new Set(fields.flatMap(([field, name]) => (headers[field] === undefined ? [] : [name])));
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
