import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { CertificateEnvironment } from '#shared/credentials/inspection';
import type { ClientCertificateFacts } from '#shared/simulator/request-facts';

const PUSH_OIDS = {
  sandbox: '1.2.840.113635.100.6.3.1',
  production: '1.2.840.113635.100.6.3.2',
  topics: '1.2.840.113635.100.6.3.6',
} as const;
const UID_OID = '0.9.2342.19200300.100.1.1';
const OU_OID = '2.5.4.11';
const CN_OID = '2.5.4.3';

type Asn1 = forge.asn1.Asn1;

/**
 * Reads what a client certificate allows from its extensions. Who signed it does not matter here: a
 * developer's real certificate works against the simulator as the sample one does.
 *
 * @param der - The certificate as it came in the handshake.
 * @returns `null` when it cannot be read.
 */
export function readClientCertificate(der: Buffer): ClientCertificateFacts | null {
  try {
    const [tbs] = children(forge.asn1.fromDer(forge.util.createBuffer(der.toString('binary'))));
    const fields = children(tbs);
    const extensions = readExtensions(fields);
    const names = readSubject(fields);
    const environments = (['sandbox', 'production'] as const).filter((name: CertificateEnvironment) =>
      extensions.has(PUSH_OIDS[name]),
    );
    const uid = names.get(UID_OID) ?? null;
    const listed = readTopics(extensions.get(PUSH_OIDS.topics));
    return {
      commonName: names.get(CN_OID) ?? '',
      teamId: names.get(OU_OID) ?? null,
      isPushCertificate: environments.length > 0 || listed.length > 0,
      environments,
      // Certificates from before the list existed stand for the app, its calls and its complications.
      topics: listed.length > 0 ? listed : uid === null ? [] : [uid, `${uid}.voip`, `${uid}.complication`],
    };
  } catch {
    return null;
  }
}

/** True when the certificate is outside its validity: the handshake is not completed then. */
export function isOutdated(der: Buffer, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(der);
  return nowMs < Date.parse(validFrom) || nowMs > Date.parse(validTo);
}

function children(node: Asn1 | undefined): Asn1[] {
  if (node === undefined || !Array.isArray(node.value)) throw new TypeError('Not a constructed value');
  return node.value;
}

function text(node: Asn1 | undefined): string {
  if (node === undefined || typeof node.value !== 'string') throw new TypeError('Not a primitive value');
  return node.value;
}

/** The subject is the sixth field of a v3 certificate: version, serial, algorithm, issuer, validity, subject. */
function readSubject(fields: readonly Asn1[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const set of children(fields[5])) {
    for (const attribute of children(set)) {
      const [type, value] = children(attribute);
      names.set(forge.asn1.derToOid(text(type)), decodeUtf8(text(value)));
    }
  }
  return names;
}

function readExtensions(fields: readonly Asn1[]): ReadonlyMap<string, string> {
  const wrapper = fields.find(
    ({ tagClass, type }) =>
      tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && type === forge.asn1.Type.BITSTRING,
  );
  const found = new Map<string, string>();
  if (wrapper === undefined) return found;
  for (const extension of children(children(wrapper)[0])) {
    const parts = children(extension);
    found.set(forge.asn1.derToOid(text(parts[0])), octets(parts[parts.length - 1]));
  }
  return found;
}

/** forge opens octet strings that happen to hold ASN.1; close them again. */
function octets(node: Asn1 | undefined): string {
  if (node !== undefined && Array.isArray(node.value)) {
    return node.value.map((child) => forge.asn1.toDer(child).getBytes()).join('');
  }
  return text(node);
}

/** A sequence of topic and labels in turn; a topic is a string, its labels a sequence. */
function readTopics(der: string | undefined): readonly string[] {
  if (der === undefined) return [];
  return children(forge.asn1.fromDer(der))
    .filter(({ value }) => typeof value === 'string')
    .map((node) => decodeUtf8(text(node)));
}

function decodeUtf8(bytes: string): string {
  return Buffer.from(bytes, 'binary').toString('utf8');
}
