import { redactHeaders } from '../apns/request-headers.js';
import { REDACTED } from '../apns/secret-headers.js';
import type { PresetHeaders } from './preset.js';

/** The order in which files have them, so that a diff shows what was changed and nothing else. */
const ORDER = [
  'topic',
  'pushType',
  'priority',
  'expiresInS',
  'expiration',
  'collapseId',
  'id',
  'custom',
] as const satisfies readonly (keyof PresetHeaders)[];

/** The headers that are there, in the order of a file. */
export function headersToFile(headers: PresetHeaders): Record<string, unknown> {
  return Object.fromEntries(
    ORDER.filter((key) => headers[key] !== undefined).map((key) => [key, headers[key]]),
  );
}

/** Headers as they may leave this machine: without those whose values can carry a secret. */
export function withoutSecretHeaders({ custom, ...rest }: PresetHeaders): PresetHeaders {
  const kept = redactHeaders(custom ?? []).filter(({ value }) => value !== REDACTED);
  return { ...rest, ...(kept.length > 0 && { custom: kept }) };
}
