import type {
  CertificateRequestOrder,
  MadeCertificateRequest,
} from '#shared/credentials/certificate-request';
import type {
  ConversionOrder,
  ConversionSource,
  ConvertedFile,
  PairOrder,
} from '#shared/credentials/conversion';
import type { AddCredentialRequest, AddedFile, NamedBytes } from '#shared/credentials/credential-files';
import type { CredentialDefault, CredentialSummary, Inspection } from '#shared/credentials/inspection';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import type { VaultState } from '#shared/credentials/vault-protection';
import { AppError, toAppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Clock, Randomness } from '../ports/ports.js';
import { type BuiltIn, type BuiltInCredential, SAMPLE_ID_PREFIX } from './built-in-credentials.js';
import { CredentialImporter, type ReadResult } from './credential-importer.js';
import type { CredentialService } from './credential-service.js';
import { type ApnsKeyIds, apnsKeyIds } from './diagnosis/apns-key.js';
import { inspectContents } from './diagnosis/inspect-contents.js';
import * as errors from './material/credential-errors.js';
import type { CredentialMaterial } from './material/material.js';
import { toPem } from './material/pem.js';
import { type PrivateKey, readPrivateKey } from './reading/private-key.js';
import { readCredentialFile, type ReadOptions } from './reading/read-file.js';
import {
  credentialMaterial,
  credentialSummary,
  sampleMaterial,
  sampleSummary,
  throwIfIncomplete,
} from './summaries.js';
import type { KeyringPort } from './vault/system-keyring.js';
import { Vault, type VaultSession } from './vault/vault.js';
import { freeName, storedKeys } from './vault/vault-entries.js';
import type { VaultEntry } from './vault/vault-file.js';
import { generateCertificateRequest } from './writing/certificate-request.js';
import { type ConversionOptions, type ConversionParts, convertParts } from './writing/conversion.js';
import { partsOfEntry, partsOfFiles, partsOfPair, toFileName } from './writing/conversion-parts.js';

export interface CredentialPorts {
  /** Contains `vault.json` and, without other protection, its key file. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** The built-in credentials. */
  readonly builtIn?: readonly BuiltIn[];
  /** The system's key store for the master key; without one, a new vault gets a key file. */
  readonly keyring?: KeyringPort;
  /** Unlocks a passphrase vault without asking. */
  readonly passphrase?: string;
  /** The protection chosen for a new vault, if any. */
  readonly chosen?: VaultProtection;
  /** True if the user can be asked to choose. */
  readonly canAskUser?: boolean;
  /** Called when a new vault got a key file because no key store is available. */
  readonly onKeyFile?: (file: string) => void;
  /** How long a passphrase vault stays unlocked without use. Unit: milliseconds; `null` = until the process ends. */
  readonly idleLockMs?: () => number | null;
}

/** Creates the service. Several processes may use one folder at the same time. */
export function createCredentialService(ports: CredentialPorts): CredentialService {
  return new VaultCredentialService(ports);
}

interface TemporaryCredential {
  readonly summary: CredentialSummary;
  readonly material: CredentialMaterial;
}

class VaultCredentialService implements CredentialService {
  readonly #ports: CredentialPorts;
  readonly #vault: Vault;
  readonly #removed = new Map<string, VaultEntry>();
  readonly #temporary = new Map<string, TemporaryCredential>();

  constructor(ports: CredentialPorts) {
    this.#ports = ports;
    this.#vault = new Vault(ports);
  }

  async list(): Promise<readonly CredentialSummary[]> {
    const kept = await this.listStored();
    const samples = await this.#listSamples();
    const nowMs = this.#ports.clock.now();
    return [...(await Promise.all(samples.map((sample) => sampleSummary(sample, nowMs)))), ...kept];
  }

  async listStored(): Promise<readonly CredentialSummary[]> {
    const entries = await this.#vault.entries();
    const nowMs = this.#ports.clock.now();
    return entries.map((entry) => credentialSummary(entry, nowMs));
  }

  async find(reference: string): Promise<CredentialSummary> {
    const temporary = this.#temporary.get(reference)?.summary;
    if (temporary !== undefined) return temporary;
    const sample = this.#builtIn(reference);
    if (sample !== undefined) return sampleSummary(await sample.open(), this.#ports.clock.now());
    // The samples come last, since generating them takes time on first use.
    const requireEntry =
      findByReference(await this.listStored(), reference) ?? findByReference(await this.list(), reference);
    if (requireEntry === undefined) throw errors.credentialNotFound(reference);
    return requireEntry;
  }

  async inspect(
    file: NamedBytes,
    options: ReadOptions & { readonly keyId?: string } = {},
  ): Promise<Inspection> {
    const contents = await readCredentialFile(file, options);
    return inspectContents(contents, this.#ports.clock.now(), options);
  }

  async loadTemporary(request: AddCredentialRequest): Promise<CredentialSummary> {
    const files = await readAll(request);
    const kept = await this.#vault.entries();
    // Nothing is sealed, since nothing is stored: the secrets stay in memory.
    const secrets = new Map<string, Buffer>();
    const session: VaultSession = {
      entries: [],
      seal: (id, secret) => {
        secrets.set(id, Buffer.from(secret));
        return { nonce: '', tag: '', data: '' };
      },
      open: () => Buffer.alloc(0),
    };
    const nowMs = this.#ports.clock.now();
    const importer = new CredentialImporter(withKnownIds(request, files, kept), files, session, {
      random: this.#ports.random,
      nowMs,
      keeps: false,
    });
    const added = importer.run();
    const id = added.find(({ credentialId }) => credentialId !== null)?.credentialId;
    const entry = importer.entries.find((candidate) => candidate.id === id);
    const secret = entry === undefined ? undefined : secrets.get(entry.id);
    if (entry === undefined || secret === undefined) throw firstError(added);
    const temporary = {
      summary: credentialSummary(entry, nowMs),
      material: credentialMaterial(entry, secret),
    };
    this.#temporary.set(entry.id, temporary);
    return temporary.summary;
  }

  async add(request: AddCredentialRequest, signal?: AbortSignal): Promise<readonly AddedFile[]> {
    const files = await readAll(request, signal);
    const unreadable = files.flatMap((file) => ('error' in file ? [file] : []));
    if (unreadable.length === files.length) {
      return unreadable.map(({ fileName, error }) => ({
        fileName,
        inspection: null,
        credentialId: null,
        error: error.toMessage(),
      }));
    }
    let added: readonly AddedFile[] = [];
    await this.#vault.update((session) => {
      const nowMs = this.#ports.clock.now();
      const importer = new CredentialImporter(request, files, session, {
        random: this.#ports.random,
        nowMs,
        keeps: true,
      });
      added = importer.run();
      return importer.entries;
    });
    return added;
  }

  async createRequest(order: CertificateRequestOrder): Promise<MadeCertificateRequest> {
    const { keyType = 'rsa-2048', ...subject } = order;
    const { der, pkcs8 } = await generateCertificateRequest(subject, keyType);
    const { facts } = readPrivateKey(pkcs8, 'pkcs8');
    const id = this.#ports.random.uuid();
    await this.#vault.update((session) => [
      ...session.entries,
      {
        id,
        name: freeName(
          order.commonName,
          session.entries.map(({ name }) => name),
        ),
        named: false,
        kind: 'private-key',
        container: 'pem',
        addedAtMs: this.#ports.clock.now(),
        certificates: [],
        key: facts,
        keyId: null,
        teamId: null,
        secret: session.seal(id, pkcs8),
        defaultFor: [],
      },
    ]);
    return {
      credentialId: id,
      fileName: `${toFileName(order.commonName)}.certSigningRequest`,
      pem: toPem('CERTIFICATE REQUEST', der),
      spkiSha256: facts.spkiSha256,
    };
  }

  async pair(order: PairOrder): Promise<ConvertedFile> {
    const options = order.password === undefined ? {} : { password: order.password };
    const certificate = await readCredentialFile(order.certificate, options);
    const keys =
      order.key === undefined
        ? await this.#storedKeysFor(certificate.certificates.map(({ facts }) => facts.spkiSha256))
        : (await readCredentialFile(order.key, options)).privateKeys;
    if (order.key !== undefined && keys.length === 0) throw errors.noPrivateKeyIn(order.key.name);
    const chain = await Promise.all((order.chain ?? []).map((file) => readCredentialFile(file)));
    const parts = partsOfPair({ certificate, keys, chain }, this.#ports.clock.now());
    return this.#convert(parts, { ...order, to: 'p12' });
  }

  async convert(source: ConversionSource, order: ConversionOrder): Promise<ConvertedFile> {
    if ('files' in source) {
      const { files, ...options } = source;
      const contents = await Promise.all(files.map((file) => readCredentialFile(file, options)));
      return this.#convert(partsOfFiles(contents, this.#ports.clock.now()), order);
    }
    const entry = found(await this.#vault.entries(), source.credentialId);
    const needsKey = entry.secret !== null && (order.to !== 'der' || entry.certificates.length === 0);
    const pkcs8 = needsKey ? await this.#vault.secretOf(entry) : null;
    return this.#convert(partsOfEntry(entry, pkcs8), order);
  }

  async rename(id: string, name: string): Promise<void> {
    this.#throwIfSample(id);
    await this.#vault.updateFacts((entries) => {
      const entry = found(entries, id);
      return entries.map((other) => (other === entry ? { ...entry, name, named: true } : other));
    });
  }

  async remove(id: string): Promise<void> {
    this.#throwIfSample(id);
    await this.#vault.updateFacts((entries) => {
      this.#removed.set(id, found(entries, id));
      return entries.filter((entry) => entry.id !== id);
    });
  }

  async restore(id: string): Promise<void> {
    const removed = this.#removed.get(id);
    if (removed === undefined) throw errors.credentialNotFound(id);
    await this.#vault.updateFacts((entries) => {
      const others = entries.filter((entry) => entry.id !== id);
      const taken = others.map(({ name }) => name);
      return [...others, { ...removed, name: freeName(removed.name, taken) }];
    });
    this.#removed.delete(id);
  }

  async password(name: string): Promise<string | null> {
    return this.#vault.password(name);
  }

  async storePassword(name: string, password: string | null): Promise<void> {
    await this.#vault.storePassword(name, password);
  }

  async setDefaults(id: string, defaults: readonly CredentialDefault[]): Promise<void> {
    this.#throwIfSample(id);
    await this.#vault.updateFacts((entries) => {
      const entry = found(entries, id);
      const isTaken = (one: CredentialDefault): boolean =>
        defaults.some(({ environment, topic }) => one.environment === environment && one.topic === topic);
      return entries.map((other) => ({
        ...other,
        defaultFor: other === entry ? [...defaults] : other.defaultFor.filter((one) => !isTaken(one)),
      }));
    });
  }

  async use(id: string): Promise<CredentialMaterial> {
    const temporary = this.#temporary.get(id);
    if (temporary !== undefined) return temporary.material;
    const sample = this.#builtIn(id);
    if (sample !== undefined) return sampleMaterial(await sample.open());
    const entry = found(await this.#vault.entries(), id);
    throwIfIncomplete(entry);
    return credentialMaterial(entry, await this.#vault.secretOf(entry));
  }

  async protection(): Promise<VaultProtection> {
    return (await this.#vault.state()).protection;
  }

  vault(): Promise<VaultState> {
    return this.#vault.state();
  }

  unlock(passphrase: string): Promise<void> {
    return this.#vault.unlock(passphrase);
  }

  async lock(): Promise<void> {
    this.#vault.lock();
  }

  protect(protection: VaultProtection, passphrase?: string): Promise<void> {
    return this.#vault.protect(protection, passphrase);
  }

  #convert(parts: ConversionParts, options: ConversionOptions): Promise<ConvertedFile> {
    return convertParts(parts, options, this.#ports.random);
  }

  async #storedKeysFor(spkis: readonly string[]): Promise<readonly PrivateKey[]> {
    const entries = await this.#vault.entries();
    const secrets = new Map<string, Buffer>();
    for (const entry of entries) {
      if (entry.key === null || entry.secret === null || !spkis.includes(entry.key.spkiSha256)) continue;
      secrets.set(entry.id, await this.#vault.secretOf(entry));
    }
    return storedKeys(entries, spkis, ({ id }) => secrets.get(id) ?? Buffer.alloc(0));
  }

  #builtIn(id: string): BuiltIn | undefined {
    return this.#ports.builtIn?.find((candidate) => candidate.id === id);
  }

  /** A list without the samples is better than none; using one reports the problem. */
  async #listSamples(): Promise<readonly BuiltInCredential[]> {
    try {
      return await Promise.all((this.#ports.builtIn ?? []).map(({ open }) => open()));
    } catch {
      return [];
    }
  }

  #throwIfSample(id: string): void {
    if (id.startsWith(SAMPLE_ID_PREFIX)) throw errors.sampleIsFixed(id);
  }
}

function readAll(
  { files, password }: AddCredentialRequest,
  signal?: AbortSignal,
): Promise<readonly ReadResult[]> {
  const options = {
    ...omitUndefined({ password, signal }),
  };
  return Promise.all(
    files.map(async (file): Promise<ReadResult> => {
      try {
        return { fileName: file.name, contents: await readCredentialFile(file, options) };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'cancelled') throw error;
        return { fileName: file.name, error };
      }
    }),
  );
}

function found(entries: readonly VaultEntry[], id: string): VaultEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw errors.credentialNotFound(id);
  return entry;
}

/** @throws AppError `bad-argument` when several fit equally well. */
function findByReference(
  all: readonly CredentialSummary[],
  reference: string,
): CredentialSummary | undefined {
  const lower = reference.toLowerCase();
  const matchers: readonly ((one: CredentialSummary) => boolean)[] = [
    ({ id }) => id === reference,
    ({ name }) => name === reference,
    ({ name }) => name.toLowerCase() === lower,
  ];
  for (const matches of matchers) {
    const candidates = all.filter(matches);
    if (candidates.length > 1) throw errors.ambiguousName(reference, candidates.length);
    if (candidates[0] !== undefined) return candidates[0];
  }
  return undefined;
}

/** Takes key ID and team ID from the stored credential with the same key, if there is one. */
function withKnownIds(
  request: AddCredentialRequest,
  files: readonly ReadResult[],
  entries: readonly VaultEntry[],
): AddCredentialRequest {
  const keys = files.flatMap((file) => ('contents' in file ? file.contents.privateKeys : []));
  const known = entries.find(
    ({ kind, key }) => kind === 'apns-key' && keys.some(({ facts }) => facts.spkiSha256 === key?.spkiSha256),
  );
  if (known === undefined) return request;
  // A file that states its own IDs is not contradicted by what was kept of it once.
  const own = files.flatMap((file) => ('contents' in file ? [apnsKeyIds(file.contents, {})] : []));
  const states = (name: keyof ApnsKeyIds): boolean => own.some((ids) => ids[name] !== null);
  const keyId = request.keyId ?? (states('keyId') ? undefined : (known.keyId ?? undefined));
  const teamId = request.teamId ?? (states('teamId') ? undefined : (known.teamId ?? undefined));
  return {
    ...request,
    ...omitUndefined({ keyId, teamId }),
  };
}

function firstError(added: readonly AddedFile[]): AppError {
  const error = added.find((file) => file.error !== null)?.error;
  if (!error) return errors.notACredential(added[0]?.fileName ?? '');
  return new AppError(error.code, error.message, error.hint);
}
