import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NamedBytes } from '#shared/credentials/credential-files';
import type { ContainerFormat, CredentialKind } from '#shared/credentials/inspection';
import type { ErrorCode } from '#shared/errors';

const folder = resolve(import.meta.dirname, '../../fixtures/credentials');

/** When the fixtures are valid, except the one that is expired on purpose. */
export const FIXTURE_NOW_MS = Date.parse('2026-06-15T12:00:00Z');

/** One line of the manifest that `make-fixtures.mjs` writes with the files. */
export interface Fixture {
  readonly file: string;
  readonly kind?: CredentialKind;
  readonly container?: ContainerFormat;
  /** `null`: no password at all, which is not the empty one. */
  readonly password?: string | null;
  readonly legacy?: boolean;
  readonly spkiSha256?: string;
  readonly leafSha256?: string;
  /** How many certificates, the leaf included. */
  readonly chain?: number;
  readonly warning?: string;
  readonly error?: ErrorCode;
}

export const FIXTURES = JSON.parse(
  readFileSync(resolve(folder, 'manifest.json'), 'utf8'),
) as readonly Fixture[];

/** A fixture as a dropped file; `as` gives it another name. */
export function fixtureFile(path: string, as = path.split('/').at(-1) ?? path): NamedBytes {
  return { name: as, bytes: readFileSync(resolve(folder, path)) };
}

/** A file that a test made up. */
export function textFile(name: string, text: string): NamedBytes {
  return { name, bytes: Buffer.from(text, 'utf8') };
}

/** Text of a PEM in `parts/`. */
export function part(name: string): string {
  return readFileSync(resolve(folder, 'parts', name), 'utf8');
}

/** The DER inside a PEM in `parts/`. */
export function partDer(name: string): Buffer {
  return Buffer.from(part(name).replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
}
