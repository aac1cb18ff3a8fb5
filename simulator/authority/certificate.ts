import {
  createHash,
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import { type BerNode, readBer } from '#core/credentials/asn1/ber-reader';
import { childAt } from '#core/credentials/asn1/ber-values';
import {
  bitString,
  explicitContext,
  integer,
  nullValue,
  oid,
  printableString,
  sequence,
  setOf,
  time,
  unsignedInteger,
  utf8String,
} from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import { toPem } from '#core/credentials/material/pem';
import { readCertificate } from '#core/credentials/reading/certificate';
import { authorityKeyIdentifier, type Extension, subjectKeyIdentifier } from './extensions.js';

const newKeyPair = promisify(generateKeyPair);

/** A certificate and its private key, as unencrypted PEM. */
export interface SignedKey {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface CertificateOrder {
  /** `rsa-2048` takes a tenth of a second or more to generate, `p-256` next to nothing. */
  readonly keyType: 'rsa-2048' | 'p-256';
  /** Attributes by their object identifier. */
  readonly subject: readonly { readonly type: string; readonly value: string }[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Hex; must be positive and unique per authority. */
  readonly serialNumber: string;
  readonly extensions: readonly Extension[];
}

/**
 * Generates a key and a certificate for it (RFC 5280).
 *
 * @param issuer - The signing authority; `null` for a self-signed certificate.
 */
export async function signCertificate(order: CertificateOrder, issuer: SignedKey | null): Promise<SignedKey> {
  const { privateKey, publicKey } = await newKey(order.keyType);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const subject = distinguishedName(order.subject);
  const parent =
    issuer === null ? null : readCertificate(readBer(new X509Certificate(issuer.certificatePem).raw));
  const signer = issuer === null ? privateKey : createPrivateKey(issuer.keyPem);
  const algorithm = signatureAlgorithm(signer);
  const extensions = [
    ...order.extensions,
    subjectKeyIdentifier(keyIdentifier(spki)),
    authorityKeyIdentifier(keyIdentifier(parent?.spki ?? spki)),
  ];
  const signed = sequence(
    explicitContext(0, integer(2)),
    unsignedInteger(Buffer.from(order.serialNumber, 'hex')),
    algorithm,
    parent?.subjectDer ?? subject,
    sequence(time(order.notBeforeMs), time(order.notAfterMs)),
    subject,
    spki,
    explicitContext(3, sequence(...extensions.map(({ der }) => der))),
  );
  const certificate = sequence(signed, algorithm, bitString(sign('sha256', signed, signer)));
  return {
    certificatePem: toPem('CERTIFICATE', certificate),
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function newKey(
  keyType: CertificateOrder['keyType'],
): Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }> {
  return keyType === 'p-256'
    ? newKeyPair('ec', { namedCurve: 'P-256' })
    : newKeyPair('rsa', { modulusLength: 2048 });
}

/** The algorithm of the signing key, not of the signed one. */
function signatureAlgorithm({ asymmetricKeyType }: KeyObject): Buffer {
  return asymmetricKeyType === 'ec'
    ? sequence(oid(OID.ecdsaWithSha256))
    : sequence(oid(OID.sha256WithRsa), nullValue());
}

function distinguishedName(attributes: CertificateOrder['subject']): Buffer {
  return sequence(
    ...attributes.map(({ type, value }) =>
      setOf(sequence(oid(type), type === OID.country ? printableString(value) : utf8String(value))),
    ),
  );
}

/** RFC 5280 §4.2.1.2, the first method: SHA-1 over the bits of the public key. */
function keyIdentifier(spki: Buffer): Buffer {
  const bits: BerNode = childAt(readBer(spki), 1);
  // The first octet counts unused bits.
  return createHash('sha1').update(bits.contents.subarray(1)).digest();
}
