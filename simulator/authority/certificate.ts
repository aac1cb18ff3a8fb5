import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import {
  explicitContext,
  implicitContext,
  nullValue,
  sequence,
  utf8String,
} from '#core/credentials/asn1/der-writer';

const newKeyPair = promisify(generateKeyPair);

/** A certificate and its private key, as unencrypted PEM. */
export interface SignedKey {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface CertificateRequestFacts {
  readonly subject: readonly { readonly name?: string; readonly type?: string; readonly value: string }[];
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Hex; must be positive and new for each certificate of an authority. */
  readonly serialNumber: string;
  /** In the form of node-forge. */
  readonly extensions: readonly object[];
}

/** Name attribute `UID`, where Apple writes the base topic of a push certificate. */
const UID_OID = '0.9.2342.19200300.100.1.1';

/**
 * Makes an RSA-2048 key and a certificate for it. RSA because Apple's push certificates are RSA, and because
 * every client reads it.
 *
 * @param issuer - Who signs; `null` makes a self-signed authority.
 */
export async function signCertificate(
  facts: CertificateRequestFacts,
  issuer: SignedKey | null,
): Promise<SignedKey> {
  const keys = await newKeyPair('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  certificate.serialNumber = facts.serialNumber;
  certificate.validity.notBefore = new Date(facts.notBeforeMs);
  certificate.validity.notAfter = new Date(facts.notAfterMs);
  const subject = facts.subject.map((attribute) => ({ ...attribute }));
  certificate.setSubject(subject);
  const issuerCertificate = issuer === null ? null : forge.pki.certificateFromPem(issuer.certificatePem);
  certificate.setIssuer(issuerCertificate === null ? subject : issuerCertificate.subject.attributes);
  certificate.setExtensions([
    ...facts.extensions,
    { name: 'subjectKeyIdentifier' },
    {
      name: 'authorityKeyIdentifier',
      keyIdentifier: (issuerCertificate ?? certificate).generateSubjectKeyIdentifier().getBytes(),
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(issuer?.keyPem ?? keys.privateKey), forge.md.sha256.create());
  return { certificatePem: forge.pki.certificateToPem(certificate), keyPem: keys.privateKey };
}

/** The extensions of an authority that can vouch for this machine only, should anybody trust it further. */
export function authorityExtensions(): readonly object[] {
  return [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { id: '2.5.29.30', critical: true, value: localNameConstraints() },
  ];
}

export function serverExtensions(): readonly object[] {
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    // Electron's BoringSSL insists on digitalSignature.
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: 2, value: 'localhost' },
        { type: 7, ip: '127.0.0.1' },
        { type: 7, ip: '::1' },
      ],
    },
  ];
}

/** What Apple writes into a push certificate. */
export interface PushCertificateFacts {
  readonly environments: readonly ('sandbox' | 'production')[];
  /** Topic and its label; empty leaves the extension out, as old certificates did. */
  readonly topics: readonly { readonly topic: string; readonly label: string }[];
}

const APPLE_PUSH_OID = '1.2.840.113635.100.6.3';

/** The extensions of a push certificate, encoded as in Apple's own. */
export function pushExtensions({ environments, topics }: PushCertificateFacts): readonly object[] {
  const none = bytesFor(nullValue());
  const listed = sequence(
    ...topics.flatMap(({ topic, label }) => [utf8String(topic), sequence(utf8String(label))]),
  );
  return [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true },
    ...(environments.includes('sandbox') ? [{ id: `${APPLE_PUSH_OID}.1`, value: none }] : []),
    ...(environments.includes('production') ? [{ id: `${APPLE_PUSH_OID}.2`, value: none }] : []),
    ...(topics.length > 0 ? [{ id: `${APPLE_PUSH_OID}.6`, value: bytesFor(listed) }] : []),
  ];
}

/** The subject of an APNs certificate, as Apple writes it. */
export function pushSubject(
  bundleId: string,
  teamId: string,
  commonName = `Apple Push Services: ${bundleId}`,
): CertificateRequestFacts['subject'] {
  return [
    { type: UID_OID, value: bundleId },
    { name: 'commonName', value: commonName },
    { name: 'organizationalUnitName', value: teamId },
    { name: 'organizationName', value: 'Pushdeck Simulator' },
    { name: 'countryName', value: 'US' },
  ];
}

/**
 * Puts a certificate and its key into a `.p12`. 3DES, and the leaf alone, because Go's reader knows neither
 * PBES2 nor more than one certificate and old Keychains want it too.
 */
export function toPkcs12({ certificatePem, keyPem }: SignedKey, password: string, name: string): Buffer {
  const container = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(keyPem),
    [forge.pki.certificateFromPem(certificatePem)],
    password,
    { algorithm: '3des', friendlyName: name },
  );
  return Buffer.from(forge.asn1.toDer(container).getBytes(), 'binary');
}

/** RFC 5280 §4.2.1.10: only localhost, 127.0.0.0/8 and ::1. */
function localNameConstraints(): string {
  const permitted = [
    implicitContext(2, Buffer.from('localhost')),
    implicitContext(7, Buffer.from('7f000000ff000000', 'hex')),
    implicitContext(7, Buffer.from(`${'0'.repeat(31)}1${'f'.repeat(32)}`, 'hex')),
  ];
  return bytesFor(sequence(explicitContext(0, ...permitted.map((name) => sequence(name)))));
}

/** node-forge wants octets as characters. */
function bytesFor(der: Buffer): string {
  return der.toString('binary');
}
