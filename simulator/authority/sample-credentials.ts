import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmod, link, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFileError, readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import { newerVersionError, putAside, versionOf } from '#core/files/data-folder';
import type { Clock, Randomness, SimulatorSamples } from '#core/ports/ports';
import { AppError } from '#shared/errors';
import type { KnownKey } from '#shared/simulator/request-facts';
import { SAMPLE_TEAM_ID, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { SYSTEM_FAILURE_CODES, systemFailure } from '#shared/system-failure';
import {
  authorityExtensions,
  pushExtensions,
  pushSubject,
  serverExtensions,
  signCertificate,
  type SignedKey,
  toPkcs12,
} from './certificate.js';

const DAY_MS = 86_400_000;
/** Apple's platforms refuse server certificates that last longer than 398 days. */
const LEAF_DAYS = 397;
const AUTHORITY_DAYS = 3650;
const RENEW_BEFORE_DAYS = 30;
const FILE_VERSION = 1;
const SAMPLE_PASSWORD = 'pushdeck';

/** A sample APNs key with its scope: one good for everything, and one for each mistake worth practising. */
export interface SampleKey extends KnownKey {
  readonly keyPem: string;
}

/** Everything the simulator signs and is signed with. */
export interface SampleCredentials {
  readonly authority: SignedKey;
  readonly server: SignedKey;
  readonly identity: SignedKey;
  readonly keys: readonly SampleKey[];
}

/** Where the credentials lie as files that any client can read. */
export interface SampleFiles {
  readonly caPath: string;
  readonly certificatePath: string;
  readonly keyPath: string;
  readonly p12Path: string;
  readonly password: string;
  readonly apnsKeyPath: (keyId: string) => string;
}

export interface SamplePorts {
  readonly clock: Clock;
  readonly random: Randomness;
  /** Told about a damaged file, which was put aside. */
  readonly onProblem?: ((problem: AppError) => void) | undefined;
  /** Somebody is given the paths: where they cannot be written that is thrown. */
  readonly requiresFiles?: boolean;
}

export function sampleFiles(folder: string): SampleFiles {
  return {
    caPath: join(folder, 'ca.pem'),
    certificatePath: join(folder, 'identity.cert.pem'),
    keyPath: join(folder, 'identity.key.pem'),
    p12Path: join(folder, 'identity.p12'),
    password: SAMPLE_PASSWORD,
    apnsKeyPath: (keyId) => join(folder, `AuthKey_${keyId}.p8`),
  };
}

/**
 * The simulator's own credentials: made on the first run, renewed when a certificate is near its end or not valid yet,
 * reused otherwise. Every file has mode 0600. Two processes that start together end with the same ones. Where nothing
 * can be written they are good for this process.
 *
 * @param folder - Made when missing.
 * @throws AppError `data-from-newer-version`, what keeps them from being written; with `requiresFiles` also a full disk or a read-only file system.
 */
export async function openSampleCredentials(folder: string, ports: SamplePorts): Promise<SampleCredentials> {
  const path = join(folder, 'credentials.json');
  let made: SampleCredentials | null = null;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept = readKept(path, ports);
    if (kept === null) made = await makeCredentials(ports);
    const credentials = kept ?? (await keepFirst(path, made ?? (await makeCredentials(ports)), ports));
    made = await renewWhereDue(credentials, ports);
    if (made !== credentials) writeFileAtomically(path, serialize(made));
    await writeFiles(folder, made, made !== kept);
    return made;
  } catch (error) {
    const problem = error instanceof AppError ? error : unwritable(folder, error);
    // Where the machine refuses to write, whoever opened the folder has told so.
    const isTold = SYSTEM_FAILURE_CODES.has(problem.code) || isFileError(error, 'ENOENT', 'ENOTDIR');
    if (ports.requiresFiles === true || !isTold) throw problem;
    return made ?? (await makeCredentials(ports));
  }
}

/** False once the clock stands outside the time for which the certificates were made. */
export function areCurrent(credentials: SampleCredentials, nowMs: number): boolean {
  const { authority, server, identity } = credentials;
  return [authority, server, identity].every((signed) => !isDue(signed, nowMs));
}

function isDue({ certificatePem }: SignedKey, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  return Date.parse(validFrom) > nowMs || Date.parse(validTo) - nowMs < RENEW_BEFORE_DAYS * DAY_MS;
}

function unwritable(folder: string, cause: unknown): AppError {
  const failure = systemFailure(cause, folder);
  const why = failure?.text ?? { en: '', zh: '' };
  return new AppError(
    failure?.code ?? 'data-folder-unwritable',
    {
      en: `The simulator cannot keep its certificates in ${folder}. ${why.en}`.trimEnd(),
      zh: `模拟器无法在 ${folder} 中保存证书。${why.zh}`,
    },
    failure?.hint ?? {
      en: 'Make the folder writable, or choose another one with --data-dir.',
      zh: '请确保该文件夹可写，或使用 --data-dir 选择其他文件夹。',
    },
    { cause },
  );
}

/** As the core hands them to the user. */
export function toSamples(folder: string, credentials: SampleCredentials): SimulatorSamples {
  const files = sampleFiles(folder);
  const [key] = credentials.keys;
  if (key === undefined) throw new TypeError('The sample credentials have no key');
  return {
    identity: {
      p12Path: files.p12Path,
      password: files.password,
      certificatePem: credentials.identity.certificatePem,
      keyPem: credentials.identity.keyPem,
    },
    apnsKey: {
      p8Path: files.apnsKeyPath(key.keyId),
      keyPem: key.keyPem,
      keyId: key.keyId,
      teamId: key.teamId,
    },
  };
}

async function makeCredentials(ports: SamplePorts): Promise<SampleCredentials> {
  const authority = await makeAuthority(ports);
  const [server, identity] = await Promise.all([
    makeServer(authority, ports),
    makeIdentity(authority, ports),
  ]);
  return { authority, server, identity, keys: makeKeys(ports) };
}

function makeAuthority(ports: SamplePorts): Promise<SignedKey> {
  const subject = [
    // Two folders make two authorities; a client that meets both must not mix them up.
    { name: 'commonName', value: `Pushdeck Simulator CA ${ports.random.bytes(4).toString('hex')}` },
    { name: 'organizationName', value: 'Pushdeck Simulator' },
  ];
  return signCertificate(
    { subject, ...validity(ports, AUTHORITY_DAYS), extensions: authorityExtensions() },
    null,
  );
}

function makeServer(authority: SignedKey, ports: SamplePorts): Promise<SignedKey> {
  const subject = [{ name: 'commonName', value: 'localhost' }];
  return signCertificate(
    { subject, ...validity(ports, LEAF_DAYS), extensions: serverExtensions() },
    authority,
  );
}

function makeIdentity(authority: SignedKey, ports: SamplePorts): Promise<SignedKey> {
  const extensions = pushExtensions({
    environments: ['sandbox', 'production'],
    topics: [
      { topic: SAMPLE_TOPIC, label: 'topic' },
      { topic: `${SAMPLE_TOPIC}.voip`, label: 'voip' },
      { topic: `${SAMPLE_TOPIC}.complication`, label: 'complication' },
      { topic: `${SAMPLE_TOPIC}.voip-ptt`, label: '.voip-ptt' },
    ],
  });
  return signCertificate(
    { subject: pushSubject(SAMPLE_TOPIC, SAMPLE_TEAM_ID), ...validity(ports, LEAF_DAYS), extensions },
    authority,
  );
}

function makeKeys({ random }: SamplePorts): readonly SampleKey[] {
  const key = (scope: Pick<KnownKey, 'environment' | 'topics'>): SampleKey => ({
    keyId: newKeyId(random),
    teamId: SAMPLE_TEAM_ID,
    relatedKeyId: null,
    ...scope,
    keyPem: generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  });
  return [
    key({ environment: 'both', topics: null }),
    key({ environment: 'sandbox', topics: null }),
    key({ environment: 'production', topics: null }),
    key({ environment: 'both', topics: [`${SAMPLE_TOPIC}.voip`] }),
  ];
}

/** Ten capital letters and digits, as Apple's. */
function newKeyId(random: Randomness): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from(random.bytes(10), (byte) => alphabet[byte % alphabet.length] ?? 'A').join('');
}

function validity({ clock, random }: SamplePorts, days: number) {
  const nowMs = clock.now();
  return {
    notBeforeMs: nowMs - DAY_MS,
    notAfterMs: nowMs + (days - 1) * DAY_MS,
    // A leading 4 keeps the number positive and its length fixed.
    serialNumber: `4${random.bytes(16).toString('hex').slice(1)}`,
  };
}

async function renewWhereDue(credentials: SampleCredentials, ports: SamplePorts): Promise<SampleCredentials> {
  const nowMs = ports.clock.now();
  const { authority, server, identity } = credentials;
  if (isDue(authority, nowMs)) {
    return { ...(await makeCredentials(ports)), keys: credentials.keys };
  }
  if (!isDue(server, nowMs) && !isDue(identity, nowMs)) return credentials;
  return {
    ...credentials,
    server: await makeServer(authority, ports),
    identity: await makeIdentity(authority, ports),
  };
}

function serialize(credentials: SampleCredentials): string {
  return `${JSON.stringify({ version: FILE_VERSION, ...credentials }, null, 2)}\n`;
}

/** `null` where there is none, or a damaged one, which is put aside. */
function readKept(path: string, { onProblem }: SamplePorts): SampleCredentials | null {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const kept = JSON.parse(bytes.toString('utf8')) as SampleCredentials;
    const version = versionOf(kept) ?? 0;
    if (version > FILE_VERSION) throw newerVersionError(path, version, FILE_VERSION);
    for (const { certificatePem, keyPem } of [kept.authority, kept.server, kept.identity]) {
      if (!new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem))) {
        throw new SyntaxError('a key that does not belong to its certificate');
      }
    }
    if (kept.keys.length === 0) throw new SyntaxError('no keys');
    return kept;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const problem = putAside(path, error);
    onProblem?.(problem);
    return null;
  }
}

/** Linking fails where another process was first; then its credentials count. */
async function keepFirst(
  path: string,
  made: SampleCredentials,
  ports: SamplePorts,
): Promise<SampleCredentials> {
  const draft = `${path}.${process.pid}.${made.keys[0]?.keyId ?? ''}`;
  try {
    writeFileAtomically(draft, serialize(made));
    await link(draft, path);
    return made;
  } catch (error) {
    const kept = readKept(path, ports);
    if (kept !== null) return kept;
    if (systemFailure(error) !== null) throw error;
    writeFileAtomically(path, serialize(made));
    return made;
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeFiles(
  folder: string,
  credentials: SampleCredentials,
  everything: boolean,
): Promise<void> {
  const files = sampleFiles(folder);
  const contents: readonly (readonly [string, () => string | Buffer])[] = [
    [files.caPath, () => credentials.authority.certificatePem],
    [files.certificatePath, () => credentials.identity.certificatePem],
    [files.keyPath, () => credentials.identity.keyPem],
    [
      files.p12Path,
      () => toPkcs12(credentials.identity, SAMPLE_PASSWORD, `Apple Push Services: ${SAMPLE_TOPIC}`),
    ],
    ...credentials.keys.map(({ keyId, keyPem }) => [files.apnsKeyPath(keyId), (): string => keyPem] as const),
  ];
  for (const [path, content] of contents) {
    if (!everything && (await isPresent(path))) continue;
    writeFileAtomically(path, content());
  }
}

/** Also takes back a mode that lets others read. */
async function isPresent(path: string): Promise<boolean> {
  try {
    await chmod(path, 0o600);
    return true;
  } catch (error) {
    // What is there stays usable where nothing can be changed.
    return !isFileError(error, 'ENOENT', 'ENOTDIR');
  }
}
