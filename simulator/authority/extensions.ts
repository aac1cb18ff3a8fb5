import {
  bitString,
  boolean,
  explicitContext,
  implicitContext,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  utf8String,
} from '#core/credentials/asn1/der-writer';
import { OID } from '#core/credentials/asn1/oids';
import type { CertificateOrder } from './certificate.js';

/** One extension of a certificate, encoded. */
export interface Extension {
  readonly der: Buffer;
}

/** Extensions by the identifiers of RFC 5280 §4.2.1. */
const ID = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** The bits of a key usage (RFC 5280 §4.2.1.3), the first one highest. */
const USAGE = { digitalSignature: 0x80, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 } as const;
const PURPOSE = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2' } as const;
/** The kinds of a general name (RFC 5280 §4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** The extensions of an authority that is constrained to this machine, in case it is installed as trusted. */
export function authorityExtensions(): readonly Extension[] {
  return [
    extension(OID.basicConstraints, sequence(boolean(true), integer(0)), 'critical'),
    keyUsage('keyCertSign', 'cRLSign'),
    extension(ID.nameConstraints, localNameConstraints(), 'critical'),
  ];
}

export function serverExtensions(): readonly Extension[] {
  const names = [
    implicitContext(DNS_NAME, Buffer.from('localhost')),
    implicitContext(IP_ADDRESS, Buffer.from([127, 0, 0, 1])),
    implicitContext(IP_ADDRESS, Buffer.from(`${'0'.repeat(31)}1`, 'hex')),
  ];
  return [
    notAnAuthority(),
    // Electron's BoringSSL insists on digitalSignature.
    keyUsage('digitalSignature'),
    purpose('serverAuth'),
    extension(ID.subjectAlternativeName, sequence(...names)),
  ];
}

/** The extensions of a client certificate that is not a push certificate. */
export function clientExtensions(): readonly Extension[] {
  return [notAnAuthority(), keyUsage('digitalSignature'), purpose('clientAuth')];
}

/** What Apple puts into a push certificate. */
export interface PushCertificateFacts {
  readonly environments: readonly ('sandbox' | 'production')[];
  /** Topics with their labels; empty to omit the extension, as in old certificates. */
  readonly topics: readonly { readonly topic: string; readonly label: string }[];
}

/** The extensions of a push certificate, encoded as in Apple's own. */
export function pushExtensions({ environments, topics }: PushCertificateFacts): readonly Extension[] {
  const listed = sequence(
    ...topics.flatMap(({ topic, label }) => [utf8String(topic), sequence(utf8String(label))]),
  );
  return [
    ...clientExtensions(),
    ...(environments.includes('sandbox') ? [extension(OID.appleSandbox, nullValue())] : []),
    ...(environments.includes('production') ? [extension(OID.appleProduction, nullValue())] : []),
    ...(topics.length > 0 ? [extension(OID.appleTopics, listed)] : []),
  ];
}

/** The subject of an APNs certificate, as Apple writes it. */
export function pushSubject(
  bundleId: string,
  teamId: string,
  commonName = `Apple Push Services: ${bundleId}`,
): CertificateOrder['subject'] {
  return [
    { type: OID.userId, value: bundleId },
    { type: OID.commonName, value: commonName },
    { type: OID.organizationalUnit, value: teamId },
    { type: OID.organization, value: 'Pushdeck Simulator' },
    { type: OID.country, value: 'US' },
  ];
}

export const subjectKeyIdentifier = (identifier: Buffer): Extension =>
  extension(ID.subjectKeyIdentifier, octetString(identifier));

export const authorityKeyIdentifier = (identifier: Buffer): Extension =>
  extension(ID.authorityKeyIdentifier, sequence(implicitContext(0, identifier)));

function notAnAuthority(): Extension {
  return extension(OID.basicConstraints, sequence(), 'critical');
}

function purpose(name: keyof typeof PURPOSE): Extension {
  return extension(ID.extendedKeyUsage, sequence(oid(PURPOSE[name])));
}

function keyUsage(...names: readonly (keyof typeof USAGE)[]): Extension {
  const bits = names.reduce((sum, name) => sum | USAGE[name], 0);
  // DER omits trailing zeros of a named bit list (X.690 §11.2.2).
  const unused = 31 - Math.clz32(bits & -bits);
  return extension(ID.keyUsage, bitString(Buffer.from([bits]), unused), 'critical');
}

/** RFC 5280 §4.2.1.10: only localhost, 127.0.0.0/8 and ::1. */
function localNameConstraints(): Buffer {
  const permitted = [
    implicitContext(DNS_NAME, Buffer.from('localhost')),
    implicitContext(IP_ADDRESS, Buffer.from('7f000000ff000000', 'hex')),
    implicitContext(IP_ADDRESS, Buffer.from(`${'0'.repeat(31)}1${'f'.repeat(32)}`, 'hex')),
  ];
  return sequence(explicitContext(0, ...permitted.map((name) => sequence(name))));
}

function extension(id: string, value: Buffer, weight?: 'critical'): Extension {
  const critical = weight === undefined ? [] : [boolean(true)];
  return { der: sequence(oid(id), ...critical, octetString(value)) };
}
