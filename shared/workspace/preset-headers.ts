import { PUSH_HEADERS } from '../apns/header-table.js';
import { redactHeaders } from '../apns/request-headers.js';
import { REDACTED } from '../apns/secret-headers.js';
import type { PresetHeaders } from './preset.js';

/** The keys of {@link PresetHeaders} in the order of a file, so that a diff shows what was changed and nothing else. */
export const PRESET_HEADER_KEYS: readonly (keyof PresetHeaders)[] = [
  ...PUSH_HEADERS.flatMap(({ key, kind }) =>
    kind === 'moment' ? (['expiresInS', key] as const) : ([key] as const),
  ),
  'custom',
];

/** The headers that are there, in the order of a file. */
export function headersToFile(headers: PresetHeaders): Record<string, unknown> {
  return Object.fromEntries(
    PRESET_HEADER_KEYS.filter((key) => headers[key] !== undefined).map((key) => [key, headers[key]]),
  );
}

/** Headers as they may leave this machine: without those whose values can carry a secret. */
export function withoutSecretHeaders({ custom, ...rest }: PresetHeaders): PresetHeaders {
  const kept = redactHeaders(custom ?? []).filter(({ value }) => value !== REDACTED);
  return { ...rest, ...(kept.length > 0 && { custom: kept }) };
}
