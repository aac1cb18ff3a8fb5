import type { ConversionFormat } from '#shared/credentials/file-form';
import type { CredentialSummary } from '#shared/credentials/inspection';

/**
 * Whether the result contains a private key and must be encrypted: the page never receives a readable one.
 *
 * @param kind - `null` for a file that was not inspected.
 */
export function needsPassword(format: ConversionFormat, kind: CredentialSummary['kind'] | null): boolean {
  if (format === 'p12' || format === 'key') return true;
  return format === 'pem' && (kind === 'identity' || kind === null);
}
