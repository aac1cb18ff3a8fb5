/**
 * One password in the encodings of the formats: PKCS#12 derives keys from UTF-16 with a terminating zero, PBES2 and
 * PEM from UTF-8.
 */
export interface PasswordForms {
  /** UTF-16 in big-endian order with two terminating zero octets; empty for an absent password (RFC 7292 §B.1). */
  readonly bmp: Buffer;
  /** The encodings that a PBES2 writer may have used, the usual one first. */
  readonly octets: readonly Buffer[];
}

/** No password at all, as opposed to an empty one; in OpenSSL, NULL and "". */
const ABSENT_PASSWORD: PasswordForms = { bmp: Buffer.alloc(0), octets: [Buffer.alloc(0)] };

/**
 * The encodings that a password may have been used with, in the order to try. ASCII has only one; beyond it,
 * systems differ in how they compose accents, and OpenSSL before 1.1.0 widened UTF-8 octets instead of characters.
 *
 * @param password - As typed, spaces included; `undefined` when none was given.
 */
export function passwordCandidates(password: string | undefined): readonly PasswordForms[] {
  if (password === undefined) return [ABSENT_PASSWORD, formsOf('')];
  if (password === '') return [formsOf(''), ABSENT_PASSWORD];
  const spellings = new Set([password, password.normalize('NFC'), password.normalize('NFD')]);
  const candidates = [...spellings].map(formsOf);
  const isAscii = Buffer.byteLength(password, 'utf8') === password.length;
  return isAscii ? candidates : [...candidates, widenedUtf8(password)];
}

function formsOf(password: string): PasswordForms {
  const bmp = toBmp(password);
  const utf8 = Buffer.from(password, 'utf8');
  const latin1 = Buffer.from(password, 'latin1');
  const octets: Buffer[] = [utf8];
  // NSS has derived PBES2 keys from the PKCS#12 encoding, with and without its terminating zeros.
  if (bmp.length > 2) octets.push(bmp, bmp.subarray(0, -2));
  if (latin1.toString('latin1') === password && !latin1.equals(utf8)) octets.push(latin1);
  return { bmp, octets };
}

function toBmp(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le').swap16();
}

function widenedUtf8(password: string): PasswordForms {
  const utf8 = Buffer.from(password, 'utf8');
  return { bmp: toBmp(utf8.toString('latin1')), octets: [utf8] };
}
