import { checkSigningIdentity } from '#shared/apns/provider-token';
import type { AddCredentialRequest, AddedFile } from '#shared/credentials/credential-files';
import type { Inspection, JoinedHalf } from '#shared/credentials/inspection';
import { type AppError, toAppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Randomness } from '../ports/ports.js';
import { apnsKeyIds, mayBeApnsKey } from './diagnosis/apns-key.js';
import { buildInspection, inspectContents } from './diagnosis/inspect-contents.js';
import {
  chainOf,
  type Identity,
  pairByPublicKey,
  uniqueCertificates,
  uniqueKeys,
} from './diagnosis/pair-by-public-key.js';
import * as errors from './material/credential-errors.js';
import type { Certificate } from './reading/certificate.js';
import type { PrivateKey } from './reading/private-key.js';
import type { FileContents } from './reading/read-file.js';
import type { VaultSession } from './vault/vault.js';
import { certificatesOf, freeName, leafOf, storedKeys } from './vault/vault-entries.js';
import type { VaultEntry } from './vault/vault-file.js';

/** One dropped file, with its contents or the error of reading it. */
export type ReadResult =
  | { readonly fileName: string; readonly contents: FileContents }
  | { readonly fileName: string; readonly error: AppError };

export interface AddingPorts {
  readonly random: Randomness;
  readonly nowMs: number;
  /** False where the files are used only for this run, so that no message claims that a key was stored. */
  readonly keeps: boolean;
}

/**
 * Turns dropped files into credentials, together with what the vault already holds. Works on the entries of one
 * vault session and returns them changed; writes nothing itself.
 */
export class CredentialImporter {
  readonly #request: AddCredentialRequest;
  readonly #session: VaultSession;
  readonly #random: Randomness;
  readonly #nowMs: number;
  readonly #keeps: boolean;
  readonly #files: readonly ReadResult[];
  /** Entries that were created or completed by this import. */
  readonly #imported = new Set<string>();
  #entries: VaultEntry[];

  constructor(
    request: AddCredentialRequest,
    files: readonly ReadResult[],
    session: VaultSession,
    ports: AddingPorts,
  ) {
    this.#request = request;
    this.#files = files;
    this.#session = session;
    this.#random = ports.random;
    this.#nowMs = ports.nowMs;
    this.#keeps = ports.keeps;
    this.#entries = [...session.entries];
  }

  /** The entries to save, after {@link run}. */
  get entries(): readonly VaultEntry[] {
    return this.#entries;
  }

  run(): readonly AddedFile[] {
    return this.#files.map((file) => {
      if ('error' in file) return failed(file.fileName, null, file.error);
      let inspection: Inspection | null = null;
      try {
        const identities = this.#identitiesOf(file.contents);
        const [first] = identities;
        // A key and a certificate that do not match each other may match other files of the same drop.
        if (first === undefined || hasKeyAndCertificate(file.contents))
          inspection = this.#inspect(file.contents);
        else inspection = this.#inspectJoined(file.contents, first);
        const joined = first === undefined ? undefined : this.#joinedHalf(file.contents, first);
        return {
          fileName: file.fileName,
          inspection,
          error: null,
          ...omitUndefined({ joined }),
          ...this.#store(file.contents, identities),
        };
      } catch (thrown) {
        return failed(file.fileName, inspection, toAppError(thrown));
      }
    });
  }

  #inspect(contents: FileContents): Inspection {
    return inspectContents(contents, this.#nowMs, this.#request);
  }

  /**
   * Inspects the identity that a file became part of, so that half a credential is shown as complete once its other
   * half is present.
   */
  #inspectJoined({ container, legacyEncryption }: FileContents, identity: Identity): Inspection {
    const { leaf, chain, key } = identity;
    const certificates = [leaf, ...chain];
    const common = { kind: 'identity', container, legacyEncryption, keyId: null, identityCount: 1 } as const;
    return buildInspection({ ...common, key: key.facts, certificates }, this.#nowMs);
  }

  /** Where the half that a file lacks came from; `undefined` for a file that contains both. */
  #joinedHalf(contents: FileContents, { leaf, key }: Identity): JoinedHalf | undefined {
    const { spkiSha256 } = key.facts;
    const { sha256 } = leaf.facts;
    const hasKey = ({ privateKeys }: FileContents): boolean =>
      privateKeys.some(({ facts }) => facts.spkiSha256 === spkiSha256);
    const hasLeaf = ({ certificates }: FileContents): boolean =>
      certificates.some(({ facts }) => facts.sha256 === sha256);
    const half = !hasKey(contents) ? 'private-key' : !hasLeaf(contents) ? 'certificate' : undefined;
    if (half === undefined) return undefined;
    const hasHalf = half === 'private-key' ? hasKey : hasLeaf;
    const file = this.#files.find((other) => 'contents' in other && hasHalf(other.contents));
    if (file !== undefined) return { half, source: file.fileName, kept: false };
    const entry = this.#entries.find((kept) =>
      half === 'private-key' ? kept.key?.spkiSha256 === spkiSha256 : leafOf(kept)?.facts.sha256 === sha256,
    );
    return { half, source: entry?.name ?? null, kept: true };
  }

  /** The identities that a file is part of: by itself, with the other files, or with stored halves. */
  #identitiesOf(contents: FileContents): readonly Identity[] {
    const all = this.#files.flatMap((file) => ('contents' in file ? [file.contents] : []));
    const droppedCertificates = all.flatMap(({ certificates }) => certificates);
    const certificates = [...droppedCertificates, ...this.#pendingCertificates()];
    const keys = [
      ...all.flatMap(({ privateKeys }) => privateKeys),
      ...this.#storedKeys(contents.certificates),
    ];
    const ownKeys = new Set(contents.privateKeys.map(({ facts }) => facts.spkiSha256));
    const ownCertificates = new Set(contents.certificates.map(({ facts }) => facts.sha256));
    const concerned = pairByPublicKey(
      uniqueCertificates(certificates),
      uniqueKeys(keys),
      this.#nowMs,
    ).identities.filter(
      ({ leaf }) => ownKeys.has(leaf.facts.spkiSha256) || ownCertificates.has(leaf.facts.sha256),
    );
    // For each key the best certificate of this file, else the best of all.
    const best = new Map<string, Identity>();
    for (const identity of concerned) {
      const { spkiSha256 } = identity.key.facts;
      const chosen = best.get(spkiSha256);
      const isOwn = ownCertificates.has(identity.leaf.facts.sha256);
      if (chosen === undefined || (isOwn && !ownCertificates.has(chosen.leaf.facts.sha256))) {
        best.set(spkiSha256, identity);
      }
    }
    return [...best.values()];
  }

  #pendingCertificates(): readonly Certificate[] {
    return this.#entries.filter(({ kind }) => kind === 'certificate').flatMap(certificatesOf);
  }

  #storedKeys(certificates: readonly Certificate[]): readonly PrivateKey[] {
    const wanted = certificates.map(({ facts }) => facts.spkiSha256);
    return storedKeys(this.#entries, wanted, (entry) => this.#session.open(entry));
  }

  #store(
    contents: FileContents,
    identities: readonly Identity[],
  ): Pick<AddedFile, 'credentialId' | 'duplicate'> {
    const [first, ...others] = identities;
    if (first !== undefined) {
      const kept = this.#storeIdentity(first, contents);
      others.forEach((identity) => this.#storeIdentity(identity, contents));
      return kept;
    }
    const [key] = contents.privateKeys;
    if (mayBeApnsKey(contents, this.#request) && (!this.#isPendingKey(key) || this.#hasBothIds(contents))) {
      return this.#storeApnsKey(contents);
    }
    if (key !== undefined) {
      this.#keepWaitingKey(key, contents);
      throw errors.keyWithoutCertificate(contents.fileName, this.#keeps);
    }
    const { unpairedCertificates } = pairByPublicKey(contents.certificates, [], this.#nowMs);
    const [leaf] = unpairedCertificates;
    if (leaf === undefined) throw errors.requestInsteadOfCredential(contents.fileName);
    if (leaf.isAuthority) throw errors.authorityCertificate(contents.fileName);
    this.#storePendingCertificate(leaf, contents);
    throw errors.certificateWithoutKey(contents.fileName);
  }

  #storeIdentity(
    { leaf, chain, key }: Identity,
    contents: FileContents,
  ): Pick<AddedFile, 'credentialId' | 'duplicate'> {
    const { sha256, spkiSha256 } = leaf.facts;
    const same = this.#entries.find(
      (entry) => entry.kind === 'identity' && leafOf(entry)?.facts.sha256 === sha256,
    );
    if (same !== undefined) {
      return { credentialId: same.id, ...(!this.#imported.has(same.id) && { duplicate: true }) };
    }
    const waiting = this.#entries.find(
      (entry) =>
        (entry.kind === 'private-key' && entry.key?.spkiSha256 === spkiSha256) ||
        (entry.kind === 'certificate' && leafOf(entry)?.facts.sha256 === sha256),
    );
    const base = waiting ?? this.#newEntry(contents);
    this.#putEntry({
      ...base,
      ...this.#nameFor(base, identityName(leaf)),
      kind: 'identity',
      container: contents.container,
      certificates: [leaf, ...chain].map(({ der }) => der.toString('base64')),
      key: key.facts,
      teamId: leaf.facts.teamId,
      secret: this.#session.seal(base.id, key.pkcs8),
    });
    return { credentialId: base.id };
  }

  #storeApnsKey(contents: FileContents): Pick<AddedFile, 'credentialId' | 'duplicate'> {
    const [key] = contents.privateKeys;
    if (key === undefined) throw errors.notACredential(contents.fileName);
    const same = this.#entries.find(
      (entry) =>
        (entry.kind === 'apns-key' || entry.kind === 'private-key') &&
        entry.key?.spkiSha256 === key.facts.spkiSha256,
    );
    const ids = apnsKeyIds(contents, this.#request);
    const keyId = ids.keyId ?? same?.keyId ?? null;
    const teamId = ids.teamId ?? same?.teamId ?? null;
    if (keyId === null && teamId === null)
      throw errors.apnsKeyIncomplete(contents.fileName, 'key ID and team ID');
    if (keyId === null) throw errors.apnsKeyIncomplete(contents.fileName, 'key ID');
    if (teamId === null) throw errors.apnsKeyIncomplete(contents.fileName, 'team ID');
    checkSigningIdentity({ keyId, teamId });
    if (same?.keyId === keyId && same.teamId === teamId) return { credentialId: same.id, duplicate: true };
    const base = same ?? this.#newEntry(contents);
    this.#putEntry({
      ...base,
      ...this.#nameFor(base, `APNs key ${keyId}`),
      kind: 'apns-key',
      key: key.facts,
      keyId,
      teamId,
      secret: this.#session.seal(base.id, key.pkcs8),
    });
    return { credentialId: base.id };
  }

  /** A key that waits for its certificate is not an APNs key, though it may look like one. */
  #isPendingKey(key: PrivateKey | undefined): boolean {
    return this.#entries.some(
      ({ kind, key: kept }) => kind === 'private-key' && kept?.spkiSha256 === key?.facts.spkiSha256,
    );
  }

  /** Who gives both IDs has said what the key is for; a kept key waits no longer then. */
  #hasBothIds(contents: FileContents): boolean {
    const { keyId, teamId } = apnsKeyIds(contents, this.#request);
    return keyId !== null && teamId !== null;
  }

  #keepWaitingKey(key: PrivateKey, contents: FileContents): void {
    if (this.#entries.some((entry) => entry.key?.spkiSha256 === key.facts.spkiSha256)) return;
    const base = this.#newEntry(contents);
    this.#putEntry({
      ...base,
      ...this.#nameFor(base, key.friendlyName ?? contents.fileName),
      kind: 'private-key',
      key: key.facts,
      secret: this.#session.seal(base.id, key.pkcs8),
    });
  }

  #storePendingCertificate(leaf: Certificate, contents: FileContents): void {
    if (this.#entries.some((entry) => leafOf(entry)?.facts.sha256 === leaf.facts.sha256)) return;
    const chain = chainOf(leaf, contents.certificates);
    const base = this.#newEntry(contents);
    this.#putEntry({
      ...base,
      ...this.#nameFor(base, identityName(leaf)),
      kind: 'certificate',
      certificates: [leaf, ...chain].map(({ der }) => der.toString('base64')),
      teamId: leaf.facts.teamId,
    });
  }

  #newEntry({ container }: FileContents): VaultEntry {
    return {
      id: this.#random.uuid(),
      name: '',
      named: false,
      kind: 'certificate',
      container,
      addedAtMs: this.#nowMs,
      certificates: [],
      key: null,
      keyId: null,
      teamId: null,
      secret: null,
      defaultFor: [],
    };
  }

  #putEntry(entry: VaultEntry): void {
    this.#imported.add(entry.id);
    const index = this.#entries.findIndex(({ id }) => id === entry.id);
    if (index === -1) this.#entries.push(entry);
    else this.#entries[index] = entry;
  }

  /** A name chosen by the user is kept; a generated one is replaced by a better one. */
  #nameFor(base: VaultEntry, fallback: string): Pick<VaultEntry, 'name' | 'named'> {
    const chosen = this.#request.name;
    if (chosen === undefined && base.named) return { name: base.name, named: true };
    const taken = this.#entries.filter(({ id }) => id !== base.id).map(({ name }) => name);
    return { name: freeName(chosen ?? fallback, taken), named: chosen !== undefined };
  }
}

function identityName({ facts }: Certificate): string {
  const topic = facts.topics[0]?.topic;
  const [only, second] = facts.environments;
  const name = topic ?? facts.commonName ?? `Certificate ${facts.serialNumber}`;
  return only !== undefined && second === undefined ? `${name} (${only})` : name;
}

/** Key and certificates are in one file, so the file is inspected by itself. */
function hasKeyAndCertificate({ certificates, privateKeys }: FileContents): boolean {
  return certificates.length > 0 && privateKeys.length > 0;
}

function failed(fileName: string, inspection: Inspection | null, error: AppError): AddedFile {
  return { fileName, inspection, credentialId: null, error: error.toMessage() };
}
