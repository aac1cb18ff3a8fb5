import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OID } from '#core/credentials/asn1/oids';
import { writePkcs12 } from '#core/credentials/making/pkcs12-writer';
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
/** Since 2 the identity may be missing: it is made when it is first asked for. */
const FILE_VERSION = 2;
const SAMPLE_PASSWORD = 'pushdeck';

/** A sample APNs key with its scope: one good for everything, and one for each mistake worth practising. */
export interface SampleKey extends KnownKey {
  readonly keyPem: string;
}

/** What the simulator cannot start without. */
export interface SampleCredentials {
  readonly authority: SignedKey;
  readonly server: SignedKey;
  readonly keys: readonly SampleKey[];
}

/** Everything in the file. */
interface KeptCredentials extends SampleCredentials {
  /** A push certificate; `null` until somebody asks for it, as its RSA key takes long to make. */
  readonly identity: SignedKey | null;
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
  const path = keptIn(folder);
  let made: KeptCredentials | null = null;
  return orUnkept(
    folder,
    ports,
    async () => {
      const found = readKept(path, ports);
      if (found !== null && areCurrent(found, ports.clock.now())) {
        await writeFiles(folder, found, ports, false);
        return found;
      }
      return await withFileLock(`${path}.lock`, ports, async () => {
        const before = readKept(path, ports);
        made = before === null ? await makeCredentials(ports) : await renewWhereDue(before, ports);
        if (made !== before) writeFileAtomically(path, serialize(made));
        await writeFiles(folder, made, ports, made !== before);
        return made;
      });
    },
    async () => made ?? (await makeCredentials(ports)),
  );
}

/**
 * The push certificate that belongs to them: made when it is first asked for, renewed when it is near its end.
 *
 * @throws as {@link openSampleCredentials}.
 */
export async function openSampleIdentity(
  folder: string,
  credentials: SampleCredentials,
  ports: SamplePorts,
): Promise<SignedKey> {
  const path = keptIn(folder);
  const { authority } = credentials;
  let made: SignedKey | null = null;
  return orUnkept(
    folder,
    ports,
    () =>
      withFileLock(`${path}.lock`, ports, async () => {
        const kept = readKept(path, ports) ?? { ...credentials, identity: null };
        // Another process may have made them all anew.
        const isOurs = kept.authority.certificatePem === authority.certificatePem;
        if (isOurs && kept.identity !== null && !isDue(kept.identity, ports.clock.now())) {
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

function keptIn(folder: string): string {
  return join(folder, 'credentials.json');
}

/** Where the machine refuses to write, what cannot be kept is made for this process alone. */
async function orUnkept<Result>(
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
    // Whoever opened the folder has told so.
    const isTold = SYSTEM_FAILURE_CODES.has(problem.code) || isFileError(error, 'ENOENT', 'ENOTDIR');
    if (requiresFiles || !isTold) throw problem;
    return make();
  }
}

/** False once the clock stands outside the time for which the certificates were made. */
export function areCurrent(credentials: SampleCredentials, nowMs: number): boolean {
  return [credentials.authority, credentials.server].every((signed) => !isDue(signed, nowMs));
}

/** @see areCurrent */
export function isDue({ certificatePem }: SignedKey, nowMs: number): boolean {
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

/** The key that is good for everything, as the core hands it to the user. */
export function toSampleKey(folder: string, { keys: [key] }: SampleCredentials): SampleKeyFile {
  if (key === undefined) throw new TypeError('The sample credentials have no key');
  const { keyPem, keyId, teamId } = key;
  return { p8Path: sampleFiles(folder).apnsKeyPath(keyId), keyPem, keyId, teamId };
}

/** As the core hands it to the user. */
export function toSampleIdentity(folder: string, identity: SignedKey): SampleIdentity {
  const { p12Path, password } = sampleFiles(folder);
  return { p12Path, password, ...identity };
}

async function makeCredentials(ports: SamplePorts): Promise<KeptCredentials> {
  const authority = await makeAuthority(ports);
  return { authority, server: await makeServer(authority, ports), keys: makeKeys(ports), identity: null };
}

function makeAuthority(ports: SamplePorts): Promise<SignedKey> {
  const subject = [
    // Two folders make two authorities; a client that meets both must not mix them up.
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

/** RSA because Apple's push certificates are RSA, and because every client reads it. */
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

async function renewWhereDue(credentials: KeptCredentials, ports: SamplePorts): Promise<KeptCredentials> {
  const nowMs = ports.clock.now();
  const { authority, server, keys } = credentials;
  if (isDue(authority, nowMs)) return { ...(await makeCredentials(ports)), keys };
  return isDue(server, nowMs) ? { ...credentials, server: await makeServer(authority, ports) } : credentials;
}

function serialize(credentials: KeptCredentials): string {
  return `${JSON.stringify({ version: FILE_VERSION, ...credentials }, null, 2)}\n`;
}

/** `null` where there is none, or a damaged one, which is put aside. */
function readKept(path: string, { onProblem }: SamplePorts): KeptCredentials | null {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const kept = JSON.parse(bytes.toString('utf8')) as KeptCredentials;
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
  { authority, identity, keys }: KeptCredentials,
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
 * 3DES, and the leaf alone, because Go's reader knows neither PBES2 nor more than one certificate and old Keychains
 * want it too.
 */
function toPkcs12({ certificatePem, keyPem }: SignedKey, random: Randomness): Promise<Buffer> {
  const parts = {
    pkcs8: createPrivateKey(keyPem).export({ type: 'pkcs8', format: 'der' }),
    certificates: [new X509Certificate(certificatePem).raw],
    friendlyName: `Apple Push Services: ${SAMPLE_TOPIC}`,
  };
  return writePkcs12(parts, SAMPLE_PASSWORD, 'legacy', random);
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
