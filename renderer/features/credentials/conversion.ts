import type { ConversionFormat } from '#shared/credentials/file-form';
import type { CredentialSummary } from '#shared/credentials/inspection';

/**
 * Whether the result holds a private key and so must be sealed: the page never gets one that is readable.
 *
 * @param kind - `null` for a file that nobody has looked into yet.
 */
export function needsPassword(format: ConversionFormat, kind: CredentialSummary['kind'] | null): boolean {
  if (format === 'p12' || format === 'key') return true;
  return format === 'pem' && (kind === 'identity' || kind === null);
}
