import { describeExpiry } from '#shared/credentials/expiry';
import type { CertificateFacts, Inspection, KeyFacts } from '#shared/credentials/inspection';
import { omitUndefined } from '#shared/omit-undefined';
import { paint, type Terminal, writeLine } from '../terminal/terminal.js';

const KIND_WORDS: Readonly<Record<Inspection['kind'], string>> = {
  identity: 'identity: a certificate with its private key',
  certificate: 'certificate without a private key',
  'private-key': 'private key',
  'apns-key': 'APNs key',
  'certificate-request': 'certificate request',
};

const CONTAINER_WORDS: Readonly<Record<Inspection['container'], string>> = {
  pkcs12: 'PKCS#12',
  pem: 'PEM',
  der: 'DER',
  base64: 'base64',
};

/** The JSON of `pushdeck inspect` for one file: an interface, see docs/credentials.md. */
export function inspectionJson(file: string, inspection: Inspection): Readonly<Record<string, unknown>> {
  return { file, ok: true, ...factsJson(inspection) };
}

/** What both `inspect` and `credentials list` tell of a credential. */
export function factsJson(inspection: Inspection): Readonly<Record<string, unknown>> {
  const { kind, container, key, certificates, keyId, subject, warnings, abilities } = inspection;
  return {
    kind,
    container,
    key,
    certificates,
    keyId,
    ...omitUndefined({ subject }),
    warnings: warnings.map(({ code, message }) => ({ code, message: message.en })),
    abilities: abilities.map(({ en }) => en),
  };
}

/**
 * The diagnosis for people.
 *
 * @param nowMs - Unix time in milliseconds, for "expires in 12 days".
 */
export function writeInspection(
  terminal: Terminal,
  title: string,
  inspection: Inspection,
  nowMs: number,
): void {
  const { kind, container, key, certificates, keyId, subject, warnings, abilities } = inspection;
  writeLine(
    terminal,
    `${paint(terminal, 'bold', title)}: ${KIND_WORDS[kind]} (${CONTAINER_WORDS[container]})`,
  );
  const [leaf, ...chain] = certificates;
  if (keyId !== null) writeFact(terminal, 'Key ID', keyId);
  if (subject !== undefined) writeFact(terminal, 'Subject', subject);
  if (leaf !== undefined) writeCertificate(terminal, leaf, nowMs);
  if (key !== null) writeFact(terminal, 'Key', keyWords(key, kind));
  if (chain.length > 0)
    writeFact(terminal, 'With it', chain.map(({ commonName, issuer }) => commonName ?? issuer).join(', '));
  for (const { en } of abilities) writeLine(terminal, `  ${en}`);
  for (const { message } of warnings) writeLine(terminal, paint(terminal, 'yellow', `  ! ${message.en}`));
}

function writeCertificate(terminal: Terminal, facts: CertificateFacts, nowMs: number): void {
  const {
    commonName,
    organization,
    topics,
    environments,
    notBefore,
    notAfter,
    issuer,
    serialNumber,
    sha256,
  } = facts;
  const expiry = describeExpiry(Date.parse(notBefore), Date.parse(notAfter), nowMs);
  const name = commonName ?? organization;
  if (name !== null) writeFact(terminal, 'Name', name);
  if (topics.length > 0) writeFact(terminal, 'Topics', topics.map(({ topic }) => topic).join(', '));
  if (environments.length > 0) writeFact(terminal, 'Sends to', environments.join(', '));
  writeFact(terminal, 'Valid', `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}, ${expiry.en}`);
  writeFact(terminal, 'Issuer', issuer);
  writeFact(terminal, 'Serial', serialNumber);
  writeFact(terminal, 'SHA-256', sha256);
}

function keyWords({ algorithm, bits, curve, spkiSha256 }: KeyFacts, kind: Inspection['kind']): string {
  const size = curve ?? `${bits} bits`;
  const relation = kind === 'identity' ? ', belongs to the certificate' : '';
  return `${algorithm} ${size}${relation}, public key SHA-256 ${spkiSha256}`;
}

function writeFact(terminal: Terminal, name: string, value: string): void {
  writeLine(terminal, `  ${paint(terminal, 'dim', name.padEnd(9))} ${value}`);
}
