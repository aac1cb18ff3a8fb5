import * as errors from '../material/credential-errors.js';
import type { FileContents } from '../reading/read-file.js';

/** The two IDs of an APNs key as a person gave them beside the file; empty counts as not given. */
export interface GivenIds {
  readonly keyId?: string | undefined;
  readonly teamId?: string | undefined;
}

export interface ApnsKeyIds {
  readonly keyId: string | null;
  readonly teamId: string | null;
}

/** Apple's name for the file of a key: `AuthKey_<key ID>.p8`. */
const KEY_FILE_NAME = /AuthKey_([0-9A-Z]{10})(?![0-9A-Za-z])/;

const TEN_CHARACTERS = /^[0-9A-Z]{10}$/;

/** The key ID in a file name, where Apple's own name was kept. */
function keyIdFromFileName(fileName: string): string | null {
  return KEY_FILE_NAME.exec(fileName)?.[1] ?? null;
}

/**
 * The IDs of an APNs key: as they were given, else as the file states them, else from its name.
 *
 * @throws AppError `bad-signing-identity` where the given ones contradict the file: APNs would answer
 * InvalidProviderToken and not say why.
 */
export function apnsKeyIds({ fileName, statedIds }: FileContents, given: GivenIds): ApnsKeyIds {
  const keyId = trimmed(given.keyId);
  const teamId = trimmed(given.teamId);
  const ownKeyId = statedIds.keyId ?? keyIdFromFileName(fileName);
  if (keyId !== null && keyId === teamId) throw errors.sameIdTwice(fileName, keyId);
  if (teamId !== null && teamId === ownKeyId) throw errors.keyIdAsTeamId(fileName, teamId);
  if (keyId !== null && keyId === statedIds.teamId) throw errors.teamIdAsKeyId(fileName, keyId);
  // What has not the form of an ID is refused for its form, in words of its own.
  if (keyId !== null && TEN_CHARACTERS.test(keyId) && ownKeyId !== null && keyId !== ownKeyId) {
    throw errors.otherKeyId(fileName, keyId, ownKeyId);
  }
  if (teamId !== null && TEN_CHARACTERS.test(teamId) && statedIds.teamId !== null) {
    if (teamId !== statedIds.teamId) throw errors.otherTeamId(fileName, teamId, statedIds.teamId);
  }
  return { keyId: keyId ?? ownKeyId, teamId: teamId ?? statedIds.teamId };
}

/** True when the file name, its text or who named it says that this is an APNs key. */
export function isMeantAsApnsKey({ fileName, statedIds }: FileContents, given: GivenIds): boolean {
  return trimmed(given.keyId) !== null || isApnsKeyName(fileName) || statedIds.keyId !== null;
}

/**
 * True for a lone P-256 key that can be an APNs key. In unencrypted PKCS#8 it is what Apple hands out as `.p8`, and
 * nothing else looks like it; the same key in SEC1 or under a password may as well wait for a certificate, so
 * something else has to say what it is meant for.
 */
export function mayBeApnsKey(contents: FileContents, given: GivenIds): boolean {
  const { privateKeys, certificates, container } = contents;
  const [key, second] = privateKeys;
  if (key === undefined || second !== undefined || certificates.length > 0) return false;
  if (key.facts.curve !== 'P-256' || container === 'pkcs12') return false;
  const asAppleWritesIt = key.writtenAs === 'pkcs8' && !key.wasEncrypted;
  return asAppleWritesIt || trimmed(given.teamId) !== null || isMeantAsApnsKey(contents, given);
}

function isApnsKeyName(fileName: string): boolean {
  return /\.p8$/i.test(fileName) || keyIdFromFileName(fileName) !== null;
}

function trimmed(text: string | undefined): string | null {
  const value = text?.trim() ?? '';
  return value === '' ? null : value;
}
