import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OID } from '#core/credentials/asn1/oids';
import { writePkcs12 } from '#core/credentials/writing/pkcs12-writer';
import { isFileError, readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import { newerVersionError, putAside, versionOf } from '#core/files/data-folder';
import { withFileLock } from '#core/files/file-lock';
import type { Clock, Randomness, SampleIdentity, SampleKeyFile } from '#core/ports/ports';
import { AppError } from '#shared/errors';
import type { KnownKey } from '#shared/simulator/request-facts';
import { SAMPLE_TEAM_ID, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { SYSTEM_FAILURE_CODES, systemFailure } from '#shared/system-failure';
import { signCertificate, type SignedKey } from './certificate.js';
import { authorityExtensions, pushExtensions, pushSubject, serverExtensions } from './extensions.js';

const DAY_MS = 86_400_000;
/** Apple's platforms refuse server certificates that last longer than 398 days. */
const LEAF_DAYS = 397;
const AUTHORITY_DAYS = 3650;
const RENEW_BEFORE_DAYS = 30;
/** Since version 2 the identity may be missing, and is generated on first use. */
const FILE_VERSION = 2;
const SAMPLE_PASSWORD = 'pushdeck';

/** A sample APNs key with its scope: one without restrictions, and one for each mistake worth practising. */
interface SampleKey extends KnownKey {
  readonly keyPem: string;
}

/** The credentials that the simulator needs to start. */
export interface SampleCredentials {
  readonly authority: SignedKey;
  readonly server: SignedKey;
  readonly keys: readonly SampleKey[];
}

/** The contents of the file. */
interface StoredSampleCredentials extends SampleCredentials {
  /** A push certificate; `null` until it is needed, since its RSA key takes time to generate. */
  readonly identity: SignedKey | null;
}

/** The paths of the credentials, in formats that any client can read. */
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
  /** Called for a damaged file, which was set aside. */
  readonly onProblem?: ((problem: AppError) => void) | undefined;
  /** True if the paths are handed out, so that failing to write them is an error. */
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
 * Opens the simulator's own credentials: generated on first run, renewed when a certificate is about to expire or
 * not yet valid, reused otherwise. Every file has mode 0600. Two processes that start together get the same
 * credentials. If they cannot be written, they are only used by this process.
 *
 * @param folder - Created if missing.
 * @throws AppError `data-from-newer-version`, or why they cannot be written; with `requiresFiles` also for a full
 *   disk or a read-only file system.
 */
export async function openSampleCredentials(folder: string, ports: SamplePorts): Promise<SampleCredentials> {
  const path = credentialsPath(folder);
  let made: StoredSampleCredentials | null = null;
  return orInMemory(
    folder,
    ports,
    async () => {
      const found = readStored(path, ports);
      if (found !== null && areCurrent(found, ports.clock.now())) {
        await writeFiles(folder, found, ports, false);
        return found;
      }
      return await withFileLock(`${path}.lock`, ports, async () => {
        const before = readStored(path, ports);
        made = before === null ? await makeCredentials(ports) : await renewExpiring(before, ports);
        if (made !== before) writeFileAtomically(path, serialize(made));
        await writeFiles(folder, made, ports, made !== before);
        return made;
      });
    },
    async () => made ?? (await makeCredentials(ports)),
  );
}

/**
 * Opens the push certificate of the credentials: generated on first use, renewed when it is about to expire.
 *
 * @throws as {@link openSampleCredentials}.
 */
export async function openSampleIdentity(
  folder: string,
  credentials: SampleCredentials,
  ports: SamplePorts,
): Promise<SignedKey> {
  const path = credentialsPath(folder);
  const { authority } = credentials;
  let made: SignedKey | null = null;
  return orInMemory(
    folder,
    ports,
    () =>
      withFileLock(`${path}.lock`, ports, async () => {
        const kept = readStored(path, ports) ?? { ...credentials, identity: null };
        // Another process may have replaced all of them.
        const isOurs = kept.authority.certificatePem === authority.certificatePem;
        if (isOurs && kept.identity !== null && !isExpiring(kept.identity, ports.clock.now())) {
          await writeFiles(folder, kept, ports, false);
          return kept.identity;
        }
        made = await makeIdentity(authority, ports);
        if (!isOurs) return made;
        const next = { ...kept, identity: made };
        writeFileAtomically(path, serialize(next));
        await writeFiles(folder, next, ports, true);
        return made;
      }),
    async () => made ?? (await makeIdentity(authority, ports)),
  );
}

function credentialsPath(folder: string): string {
  return join(folder, 'credentials.json');
}

/** If the folder cannot be written, creates them for this process only. */
async function orInMemory<Result>(
  folder: string,
  { requiresFiles = false }: SamplePorts,
  open: () => Promise<Result>,
  make: () => Promise<Result>,
): Promise<Result> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await open();
  } catch (error) {
    const problem = error instanceof AppError ? error : unwritable(folder, error);
    // The problem was reported when the data folder was opened.
    const isTold = SYSTEM_FAILURE_CODES.has(problem.code) || isFileError(error, 'ENOENT', 'ENOTDIR');
    if (requiresFiles || !isTold) throw problem;
    return make();
  }
}

/** False if the clock is outside the validity of the certificates, or close to its end. */
export function areCurrent(credentials: SampleCredentials, nowMs: number): boolean {
  return [credentials.authority, credentials.server].every((signed) => !isExpiring(signed, nowMs));
}

/** @see areCurrent */
export function isExpiring({ certificatePem }: SignedKey, nowMs: number): boolean {
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  return Date.parse(validFrom) > nowMs || Date.parse(validTo) - nowMs < RENEW_BEFORE_DAYS * DAY_MS;
}

function unwritable(folder: string, cause: unknown): AppError {
  const failure = systemFailure(cause, folder);
  const why = failure?.text ?? { en: '', zh: '' };
  return new AppError(
    failure?.code ?? 'data-folder-unwritable',
    {
      en: `The simulator cannot store its certificates in ${folder}. ${why.en}`.trimEnd(),
      zh: `模拟器无法在 ${folder} 中保存证书。${why.zh}`,
    },
    failure?.hint ?? {
      en: 'Make the folder writable, or choose another one with --data-dir.',
      zh: '请确保该文件夹可写，或使用 --data-dir 选择其他文件夹。',
    },
    { cause },
  );
}

/** The unrestricted key, as the core presents it to the user. */
export function toSampleKey(folder: string, { keys: [key] }: SampleCredentials): SampleKeyFile {
  if (key === undefined) throw new TypeError('The sample credentials have no key');
  const { keyPem, keyId, teamId } = key;
  return { p8Path: sampleFiles(folder).apnsKeyPath(keyId), keyPem, keyId, teamId };
}

/** The identity, as the core presents it to the user. */
export function toSampleIdentity(folder: string, identity: SignedKey): SampleIdentity {
  const { p12Path, password } = sampleFiles(folder);
  return { p12Path, password, ...identity };
}

async function makeCredentials(ports: SamplePorts): Promise<StoredSampleCredentials> {
  const authority = await makeAuthority(ports);
  return { authority, server: await makeServer(authority, ports), keys: makeKeys(ports), identity: null };
}

function makeAuthority(ports: SamplePorts): Promise<SignedKey> {
  const subject = [
    // A unique name, so that a client does not confuse the authorities of two folders.
    { type: OID.commonName, value: `Pushdeck Simulator CA ${ports.random.bytes(4).toString('hex')}` },
    { type: OID.organization, value: 'Pushdeck Simulator' },
  ];
  return signCertificate(
    { keyType: 'p-256', subject, ...validity(ports, AUTHORITY_DAYS), extensions: authorityExtensions() },
    null,
  );
}

function makeServer(authority: SignedKey, ports: SamplePorts): Promise<SignedKey> {
  const subject = [{ type: OID.commonName, value: 'localhost' }];
  return signCertificate(
    { keyType: 'p-256', subject, ...validity(ports, LEAF_DAYS), extensions: serverExtensions() },
    authority,
  );
}

/** RSA, like Apple's push certificates, and because every client supports it. */
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
    {
      keyType: 'rsa-2048',
      subject: pushSubject(SAMPLE_TOPIC, SAMPLE_TEAM_ID),
      ...validity(ports, LEAF_DAYS),
      extensions,
    },
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

/** Ten upper-case letters and digits, like Apple's. */
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

async function renewExpiring(
  credentials: StoredSampleCredentials,
  ports: SamplePorts,
): Promise<StoredSampleCredentials> {
  const nowMs = ports.clock.now();
  const { authority, server, keys } = credentials;
  if (isExpiring(authority, nowMs)) return { ...(await makeCredentials(ports)), keys };
  return isExpiring(server, nowMs)
    ? { ...credentials, server: await makeServer(authority, ports) }
    : credentials;
}

function serialize(credentials: StoredSampleCredentials): string {
  return `${JSON.stringify({ version: FILE_VERSION, ...credentials }, null, 2)}\n`;
}

/** `null` if there is no file, or a damaged one, which is set aside. */
function readStored(path: string, { onProblem }: SamplePorts): StoredSampleCredentials | null {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const kept = JSON.parse(bytes.toString('utf8')) as StoredSampleCredentials;
    const version = versionOf(kept) ?? 0;
    if (version > FILE_VERSION) throw newerVersionError(path, version, FILE_VERSION);
    const { authority, server, identity } = kept;
    for (const { certificatePem, keyPem } of [authority, server, ...(identity === null ? [] : [identity])]) {
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

async function writeFiles(
  folder: string,
  { authority, identity, keys }: StoredSampleCredentials,
  ports: SamplePorts,
  everything: boolean,
): Promise<void> {
  const files = sampleFiles(folder);
  const contents: readonly (readonly [string, () => string | Promise<Buffer>])[] = [
    [files.caPath, () => authority.certificatePem],
    ...keys.map(({ keyId, keyPem }) => [files.apnsKeyPath(keyId), () => keyPem] as const),
    ...(identity === null
      ? []
      : ([
          [files.certificatePath, () => identity.certificatePem],
          [files.keyPath, () => identity.keyPem],
          [files.p12Path, () => toPkcs12(identity, ports.random)],
        ] as const)),
  ];
  for (const [path, content] of contents) {
    if (!everything && (await isPresent(path))) continue;
    writeFileAtomically(path, await content());
  }
}

/**
 * Uses 3DES and the leaf only, because Go's reader supports neither PBES2 nor more than one certificate, and old
 * Keychains need 3DES.
 */
function toPkcs12({ certificatePem, keyPem }: SignedKey, random: Randomness): Promise<Buffer> {
  const parts = {
    pkcs8: createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' }),
    certificates: [new X509Certificate(certificatePem).raw],
    friendlyName: `Apple Push Services: ${SAMPLE_TOPIC}`,
  };
  return writePkcs12(parts, SAMPLE_PASSWORD, 'legacy', random);
}

/** True if the file exists. Also removes read access for others. */
async function isPresent(path: string): Promise<boolean> {
  try {
    await chmod(path, 0o600);
    return true;
  } catch (error) {
    // An existing file stays usable even if its mode cannot be changed.
    return !isFileError(error, 'ENOENT', 'ENOTDIR');
  }
}
