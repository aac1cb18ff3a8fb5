import { createHash } from 'node:crypto';
import { type CipherName, decrypt, keySizeOf } from './ciphers.js';
import { UnknownAlgorithmError } from './encryption-scheme.js';
import type { PasswordForms } from './password-forms.js';

const CIPHER_BY_NAME: Readonly<Record<string, CipherName>> = {
  'DES-CBC': 'des',
  'DES-EDE3-CBC': '3des',
  'AES-128-CBC': 'aes-128',
  'AES-192-CBC': 'aes-192',
  'AES-256-CBC': 'aes-256',
};

/** `DEK-Info: AES-256-CBC,<iv>` of a traditional encrypted PEM key (RFC 1421 §4.6.1.3). */
export interface DekInfo {
  readonly cipher: CipherName;
  readonly iv: Buffer;
}

/** @throws {@link UnknownAlgorithmError} */
export function readDekInfo(header: string): DekInfo {
  const [name = '', iv = ''] = header.split(',').map((part) => part.trim());
  const cipher = CIPHER_BY_NAME[name.toUpperCase()];
  if (cipher === undefined) throw new UnknownAlgorithmError(name);
  return { cipher, iv: Buffer.from(iv, 'hex') };
}

/**
 * Decrypts a traditional encrypted PEM body. The key is derived with one round of MD5 (OpenSSL's EVP_BytesToKey);
 * the only checks are the padding and the contents.
 */
export async function openLegacyPem(
  { cipher, iv }: DekInfo,
  cipherText: Buffer,
  password: PasswordForms,
): Promise<Buffer | undefined> {
  for (const octets of password.octets) {
    const key = bytesToKey(octets, iv.subarray(0, 8), keySizeOf(cipher));
    const plain = await decrypt(cipher, key, iv, cipherText);
    if (plain?.[0] === 0x30) return plain;
  }
  return undefined;
}

function bytesToKey(password: Buffer, salt: Buffer, length: number): Buffer {
  let block = Buffer.alloc(0);
  const output: Buffer[] = [];
  for (let have = 0; have < length; have += block.length) {
    block = createHash('md5').update(block).update(password).update(salt).digest();
    output.push(block);
  }
  return Buffer.concat(output).subarray(0, length);
}
