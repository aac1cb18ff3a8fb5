import type { CredentialSummary, Inspection } from '#shared/credentials/inspection';
import { toAppError } from '#shared/errors';
import type { Clock, Randomness } from '../ports.js';
import type {
  AddCredentialRequest,
  AddedFile,
  CredentialService,
  NamedBytes,
  VaultProtection,
} from '../services.js';
import { Adding, certificatesOf, type ReadFile } from './adding.js';
import type { BuiltInCredential } from './built-in-credentials.js';
import * as errors from './credential-errors.js';
import { describe, inspectContents } from './diagnosis/inspect-contents.js';
import type { CredentialMaterial } from './material.js';
import { toPem } from './pem.js';
import { readCredentialFile, type ReadOptions } from './reading/read-file.js';
import type { KeyringPort } from './vault/system-keyring.js';
import { entryDamaged } from './vault/vault-errors.js';
import type { VaultEntry } from './vault/vault-file.js';
import { Vault } from './vault/vault.js';

export interface CredentialPorts {
  /** Holds `vault.json` and, where there is no other protection, its key file. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Credentials that the app brings with it. */
  readonly builtIn?: () => Promise<readonly BuiltInCredential[]>;
  /** The system's store for the master key; without one a new vault gets a key file. */
  readonly keyring?: KeyringPort;
  /** How long a passphrase vault stays open without use. Unit: milliseconds. */
  readonly idleLockMs?: number;
}

/** Reads, joins and keeps credentials. Several processes may use one folder at once. */
export function createCredentialService(ports: CredentialPorts): CredentialService {
  return new KeptCredentials(ports);
}

class KeptCredentials implements CredentialService {
  readonly #ports: CredentialPorts;
  readonly #vault: Vault;
  readonly #removed = new Map<string, VaultEntry>();

  constructor(ports: CredentialPorts) {
    this.#ports = ports;
    this.#vault = new Vault(ports);
  }

  async list(): Promise<readonly CredentialSummary[]> {
    const entries = await this.#vault.entries();
    const samples = await this.#builtIn();
    const nowMs = this.#ports.clock.now();
    return [
      ...(await Promise.all(samples.map((sample) => summaryOfSample(sample, nowMs)))),
      ...entries.map((entry) => summaryOf(entry, nowMs)),
    ];
  }

  async inspect(
    file: NamedBytes,
    options: ReadOptions & { readonly keyId?: string } = {},
  ): Promise<Inspection> {
    const contents = await readCredentialFile(file, options);
    return inspectContents(contents, this.#ports.clock.now(), options.keyId);
  }

  async add(request: AddCredentialRequest): Promise<readonly AddedFile[]> {
    const files = await Promise.all(request.files.map((file) => readOne(file, request.password)));
    const readable = files.some((file) => 'contents' in file);
    let added: readonly AddedFile[] = [];
    if (!readable) {
      return files.map((file) => ({
        fileName: file.fileName,
        inspection: null,
        credentialId: null,
        error: 'error' in file ? file.error.toMessage() : null,
      }));
    }
    await this.#vault.update((session) => {
      const nowMs = this.#ports.clock.now();
      const adding = new Adding(request, files, session, { random: this.#ports.random, nowMs });
      added = adding.run();
      return adding.entries;
    });
    return added;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#change(id, (entry) => ({ ...entry, name, named: true }));
  }

  async remove(id: string): Promise<void> {
    await this.#vault.updateFacts((entries) => {
      this.#removed.set(id, found(entries, id));
      return entries.filter((entry) => entry.id !== id);
    });
  }

  async restore(id: string): Promise<void> {
    const removed = this.#removed.get(id);
    if (removed === undefined) throw errors.credentialNotFound(id);
    await this.#vault.updateFacts((entries) => [...entries.filter((entry) => entry.id !== id), removed]);
    this.#removed.delete(id);
  }

  async use(id: string): Promise<CredentialMaterial> {
    const sample = (await this.#builtIn(true)).find((candidate) => candidate.id === id);
    if (sample !== undefined) return materialOfSample(sample);
    const entry = found(await this.#vault.entries(), id);
    const { kind, name, keyId, teamId } = entry;
    if (kind === 'private-key') throw errors.keyWithoutCertificate(name);
    if (kind === 'certificate') throw errors.certificateWithoutKey(name);
    const keyPem = toPem('PRIVATE KEY', await this.#vault.secretOf(entry));
    if (kind === 'apns-key') {
      if (keyId === null || teamId === null) throw entryDamaged(name);
      return { kind, id, name, keyPem, keyId, teamId };
    }
    const chain = certificatesOf(entry);
    const [leaf] = chain;
    if (leaf === undefined) throw entryDamaged(name);
    return {
      kind,
      id,
      name,
      certificateChainPem: chain.map(({ der }) => toPem('CERTIFICATE', der)).join(''),
      keyPem,
      fingerprint: leaf.facts.sha256,
      facts: leaf.facts,
    };
  }

  protection(): Promise<VaultProtection> {
    return this.#vault.protection();
  }

  async #change(id: string, change: (entry: VaultEntry) => VaultEntry): Promise<void> {
    await this.#vault.updateFacts((entries) => {
      const changed = change(found(entries, id));
      return entries.map((entry) => (entry.id === id ? changed : entry));
    });
  }

  /** @param needed - Whether a failure must be told: a list without the samples is better than none. */
  async #builtIn(needed = false): Promise<readonly BuiltInCredential[]> {
    try {
      return (await this.#ports.builtIn?.()) ?? [];
    } catch (thrown) {
      if (needed) throw thrown;
      return [];
    }
  }
}

async function readOne(file: NamedBytes, password: string | undefined): Promise<ReadFile> {
  try {
    const contents = await readCredentialFile(file, password === undefined ? {} : { password });
    return { fileName: file.name, contents };
  } catch (thrown) {
    return { fileName: file.name, error: toAppError(thrown) };
  }
}

function found(entries: readonly VaultEntry[], id: string): VaultEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw errors.credentialNotFound(id);
  return entry;
}

function summaryOf(entry: VaultEntry, nowMs: number): CredentialSummary {
  const { id, name, kind, addedAtMs, teamId, container, key, keyId } = entry;
  const inspection = describe(
    {
      kind,
      container,
      key,
      certificates: certificatesOf(entry),
      keyId,
      legacyEncryption: false,
      identityCount: kind === 'identity' ? 1 : 0,
    },
    nowMs,
  );
  return { id, name, kind, sample: false, addedAtMs, teamId, inspection };
}

async function summaryOfSample(sample: BuiltInCredential, nowMs: number): Promise<CredentialSummary> {
  const { id, name, kind } = sample;
  const inspection = await inspectSample(sample, nowMs);
  const teamId = sample.kind === 'apns-key' ? sample.teamId : (inspection.certificates[0]?.teamId ?? null);
  return { id, name, kind, sample: true, addedAtMs: 0, teamId, inspection };
}

async function inspectSample(sample: BuiltInCredential, nowMs: number): Promise<Inspection> {
  const pem = sample.kind === 'identity' ? sample.certificateChainPem + sample.keyPem : sample.keyPem;
  const contents = await readCredentialFile({ name: sample.name, bytes: Buffer.from(pem) });
  return inspectContents(contents, nowMs, sample.kind === 'apns-key' ? sample.keyId : undefined);
}

async function materialOfSample(sample: BuiltInCredential): Promise<CredentialMaterial> {
  if (sample.kind === 'apns-key') return sample;
  const { certificates } = await readCredentialFile({
    name: sample.name,
    bytes: Buffer.from(sample.certificateChainPem),
  });
  const [leaf] = certificates;
  if (leaf === undefined) throw entryDamaged(sample.name);
  return { ...sample, fingerprint: leaf.facts.sha256, facts: leaf.facts };
}
