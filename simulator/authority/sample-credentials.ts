import { X509Certificate, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Randomness, SimulatorSamples } from '#core/ports';
import { AppError } from '#shared/errors';
import type { KnownKey } from '#shared/simulator/request-facts';
import { SAMPLE_TEAM_ID, SAMPLE_TOPIC } from '#shared/simulator/samples';
import {
  authorityExtensions,
  pushExtensions,
  pushSubject,
  serverExtensions,
  signCertificate,
  toPkcs12,
  type SignedKey,
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

interface Ports {
  readonly clock: Clock;
  readonly random: Randomness;
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
 * The simulator's own credentials: made on the first run, renewed when a certificate is near its end, reused
 * otherwise. Every file has mode 0600. Two processes that start together end with the same ones.
 *
 * @param folder - Made when missing.
 * @throws AppError `data-folder-unwritable`, `data-from-newer-version`.
 */
export async function openSampleCredentials(folder: string, ports: Ports): Promise<SampleCredentials> {
  const path = join(folder, 'credentials.json');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const kept = await readKept(path);
    const credentials = kept ?? (await keepFirst(path, await makeCredentials(ports)));
    const current = await renewWhereDue(credentials, ports);
    if (current !== credentials) await replaceFile(path, serialize(current), ports);
    await writeFiles(folder, current, current !== kept, ports);
    return current;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'data-folder-unwritable',
      {
        en: `The simulator cannot keep its certificates in ${folder}.`,
        zh: `模拟器无法在 ${folder} 中保存证书。`,
      },
      {
        en: 'Make the folder writable, or choose another one with --data-dir.',
        zh: '请确保该文件夹可写，或使用 --data-dir 选择其他文件夹。',
      },
      { cause: error },
    );
  }
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

async function makeCredentials(ports: Ports): Promise<SampleCredentials> {
  const authority = await makeAuthority(ports);
  const [server, identity] = await Promise.all([
    makeServer(authority, ports),
    makeIdentity(authority, ports),
  ]);
  return { authority, server, identity, keys: makeKeys(ports) };
}

function makeAuthority(ports: Ports): Promise<SignedKey> {
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

function makeServer(authority: SignedKey, ports: Ports): Promise<SignedKey> {
  const subject = [{ name: 'commonName', value: 'localhost' }];
  return signCertificate(
    { subject, ...validity(ports, LEAF_DAYS), extensions: serverExtensions() },
    authority,
  );
}

function makeIdentity(authority: SignedKey, ports: Ports): Promise<SignedKey> {
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

function makeKeys({ random }: Ports): readonly SampleKey[] {
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

function validity({ clock, random }: Ports, days: number) {
  const nowMs = clock.now();
  return {
    notBeforeMs: nowMs - DAY_MS,
    notAfterMs: nowMs + (days - 1) * DAY_MS,
    // A leading 4 keeps the number positive and its length fixed.
    serialNumber: `4${random.bytes(16).toString('hex').slice(1)}`,
  };
}

async function renewWhereDue(credentials: SampleCredentials, ports: Ports): Promise<SampleCredentials> {
  const isDue = ({ certificatePem }: SignedKey) =>
    Date.parse(new X509Certificate(certificatePem).validTo) - ports.clock.now() < RENEW_BEFORE_DAYS * DAY_MS;
  if (isDue(credentials.authority)) {
    return { ...(await makeCredentials(ports)), keys: credentials.keys };
  }
  if (!isDue(credentials.server) && !isDue(credentials.identity)) return credentials;
  return {
    ...credentials,
    server: await makeServer(credentials.authority, ports),
    identity: await makeIdentity(credentials.authority, ports),
  };
}

function serialize(credentials: SampleCredentials): string {
  return `${JSON.stringify({ version: FILE_VERSION, ...credentials }, null, 2)}\n`;
}

async function readKept(path: string): Promise<SampleCredentials | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return null;
  }
  const kept = parseKept(text);
  if (kept !== null && kept.version > FILE_VERSION) {
    throw new AppError(
      'data-from-newer-version',
      { en: `${path} was written by a newer Pushdeck.`, zh: `${path} 由更新版本的 Pushdeck 写入。` },
      {
        en: 'Update Pushdeck, or choose another data folder.',
        zh: '请更新 Pushdeck，或选择其他数据文件夹。',
      },
    );
  }
  return kept;
}

/** `null` for a damaged file: nothing in it is worth more than a fresh start. */
function parseKept(text: string): (SampleCredentials & { readonly version: number }) | null {
  try {
    const kept = JSON.parse(text) as SampleCredentials & { readonly version: number };
    for (const { certificatePem, keyPem } of [kept.authority, kept.server, kept.identity]) {
      if (!new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(keyPem))) return null;
    }
    return kept.keys.length > 0 ? kept : null;
  } catch {
    return null;
  }
}

/** Linking fails where another process was first; then its credentials count. */
async function keepFirst(path: string, made: SampleCredentials): Promise<SampleCredentials> {
  const temporary = `${path}.${process.pid}.${made.keys[0]?.keyId ?? ''}`;
  await writeFile(temporary, serialize(made), { mode: 0o600 });
  try {
    await link(temporary, path);
    return made;
  } catch {
    const kept = await readKept(path);
    if (kept !== null) return kept;
    await rename(temporary, path);
    return made;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function replaceFile(path: string, content: string | Buffer, { random }: Ports): Promise<void> {
  const temporary = `${path}.${random.bytes(6).toString('hex')}`;
  await writeFile(temporary, content, { mode: 0o600 });
  await rename(temporary, path);
}

async function writeFiles(
  folder: string,
  credentials: SampleCredentials,
  everything: boolean,
  ports: Ports,
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
    await replaceFile(path, content(), ports);
  }
}

/** Also takes back a mode that lets others read. */
async function isPresent(path: string): Promise<boolean> {
  try {
    await chmod(path, 0o600);
    return true;
  } catch {
    return false;
  }
}
