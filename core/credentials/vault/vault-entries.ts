import { readBer } from '../asn1/ber-reader.js';
import { type Certificate, readCertificate } from '../reading/certificate.js';
import type { PrivateKey } from '../reading/private-key.js';
import type { VaultEntry } from './vault-file.js';

/** The name, with a number if it is taken, so that every credential has a unique name. */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted} (${number})`;
    if (!taken.includes(name)) return name;
  }
}

/**
 * The stored keys with these fingerprints.
 *
 * @param open - Called only for matching entries.
 */
export function storedKeys(
  entries: readonly VaultEntry[],
  spkis: readonly string[],
  open: (entry: VaultEntry) => Buffer,
): readonly PrivateKey[] {
  return entries.flatMap((entry): PrivateKey[] => {
    if (entry.key === null || entry.secret === null || !spkis.includes(entry.key.spkiSha256)) return [];
    return [
      { facts: entry.key, pkcs8: open(entry), writtenAs: 'pkcs8', wasEncrypted: false, friendlyName: null },
    ];
  });
}

/** The certificates of an entry, the leaf first. Unreadable ones are left out. */
export function certificatesOf(entry: VaultEntry): readonly Certificate[] {
  return entry.certificates.flatMap((base64) => {
    try {
      return [readCertificate(readBer(Buffer.from(base64, 'base64')))];
    } catch {
      return [];
    }
  });
}

export function leafOf(entry: VaultEntry): Certificate | undefined {
  return certificatesOf(entry)[0];
}
