import type { CredentialSummary } from '#shared/credentials/inspection';

/** What a file or a kept credential can be written as. */
export const CONVERSION_FORMATS = ['p12', 'pem', 'der', 'key'] as const;
export type ConversionFormat = (typeof CONVERSION_FORMATS)[number];

/** The formats that make sense for what is kept, the usual one first. */
export function formatsFor(kind: CredentialSummary['kind']): readonly ConversionFormat[] {
  switch (kind) {
    case 'identity':
      return ['p12', 'pem', 'der', 'key'];
    case 'certificate':
      return ['pem', 'der'];
    case 'private-key':
    case 'apns-key':
      return ['key'];
  }
}

/**
 * Whether the result holds a private key and so must be sealed: the page never gets one that is readable.
 *
 * @param kind - `null` for a file that nobody has looked into yet.
 */
export function needsPassword(format: ConversionFormat, kind: CredentialSummary['kind'] | null): boolean {
  if (format === 'p12' || format === 'key') return true;
  return format === 'pem' && (kind === 'identity' || kind === null);
}
