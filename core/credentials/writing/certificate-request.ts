import { generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '#shared/errors';
import {
  bitString,
  explicitContext,
  ia5String,
  integer,
  nullValue,
  oid,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '../asn1/der-writer.js';
import { OID } from '../asn1/oids.js';

const generateKeyPairAsync = promisify(generateKeyPair);

export const CSR_KEY_TYPES = ['rsa-2048', 'rsa-4096', 'p-256'] as const;
export type CsrKeyType = (typeof CSR_KEY_TYPES)[number];

export interface RequestSubject {
  readonly email: string;
  readonly commonName: string;
  /** ISO 3166 alpha-2, for example `CN`. */
  readonly country?: string;
}

export interface GeneratedRequest {
  /** PKCS#10. */
  readonly der: Buffer;
  /** PKCS#8, unencrypted. A secret. */
  readonly pkcs8: Buffer;
}

/**
 * Generates a key and a certificate request for it (RFC 2986), with the subject that Keychain Access writes. Apple
 * only reads the key.
 *
 * @throws AppError `bad-argument`.
 */
export async function generateCertificateRequest(
  subject: RequestSubject,
  keyType: CsrKeyType,
): Promise<GeneratedRequest> {
  checkSubject(subject);
  const { privateKey, publicKey } = await generateKey(keyType);
  const isEc = keyType === 'p-256';
  const signed = sequence(
    integer(0),
    subjectName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicitContext(0),
  );
  const algorithm = isEc ? sequence(oid(OID.ecdsaWithSha256)) : sequence(oid(OID.sha256WithRsa), nullValue());
  const der = sequence(signed, algorithm, bitString(sign('sha256', signed, privateKey)));
  return { der, pkcs8: privateKey.export({ type: 'pkcs8', format: 'der' }) };
}

function generateKey(
  keyType: CsrKeyType,
): Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }> {
  if (keyType === 'p-256') return generateKeyPairAsync('ec', { namedCurve: 'prime256v1' });
  return generateKeyPairAsync('rsa', { modulusLength: keyType === 'rsa-4096' ? 4096 : 2048 });
}

function subjectName({ email, commonName, country }: RequestSubject): Buffer {
  const isAscii = /^[\x20-\x7e]*$/.test(email);
  return sequence(
    attribute(OID.emailAddress, isAscii ? ia5String(email) : utf8String(email)),
    attribute(OID.commonName, utf8String(commonName)),
    ...(country === undefined ? [] : [attribute(OID.country, printableString(country.toUpperCase()))]),
  );
}

function attribute(type: string, value: Buffer): Buffer {
  return setOf(sequence(oid(type), value));
}

/** The maximum length of a common name in RFC 5280. Unit: characters. */
const MAX_NAME_LENGTH = 64;

function checkSubject({ email, commonName, country }: RequestSubject): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 255) {
    throw badSubject(
      `"${email}" is not an e-mail address.`,
      `“${email}” 不是有效的电子邮件地址。`,
      'Enter the address of your Apple developer account, for example me@example.com.',
      '请填写 Apple 开发者账户的邮箱，例如 me@example.com。',
    );
  }
  const length = Array.from(commonName).length;
  if (commonName.trim() === '' || length > MAX_NAME_LENGTH) {
    throw badSubject(
      `The common name has ${length} characters; it needs 1 to ${MAX_NAME_LENGTH}.`,
      `常用名称有 ${length} 个字符，应为 1 到 ${MAX_NAME_LENGTH} 个。`,
      'Any name that you recognise will do, for example that of the app.',
      '任何便于识别的名称都可以，例如 App 的名称。',
    );
  }
  if (country !== undefined && !/^[A-Za-z]{2}$/.test(country)) {
    throw badSubject(
      `"${country}" is not a country code.`,
      `“${country}” 不是有效的国家/地区代码。`,
      'It has two letters, for example CN, DE or US.',
      '应为两个字母，例如 CN、DE 或 US。',
    );
  }
}

function badSubject(en: string, zh: string, hintEn: string, hintZh: string): AppError {
  return new AppError('bad-argument', { en, zh }, { en: hintEn, zh: hintZh });
}
