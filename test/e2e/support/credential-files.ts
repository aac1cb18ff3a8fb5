import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

export interface DroppedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const folder = resolve(import.meta.dirname, '../../fixtures/credentials');

/** The password of every sealed fixture whose name does not speak of another. */
export const FIXTURE_PASSWORD = 'secret';

/** A committed credential file, under another name where a test wants one. */
export function fixture(path: string, name = basename(path)): DroppedFile {
  return dropped(name, readFileSync(resolve(folder, path)));
}

/** A private key of `parts/`, as OpenSSL leaves it beside a request. */
export function privateKeyFile(part: string, name: string): DroppedFile {
  return fixture(`parts/${part}`, name);
}

/** A file as a browser hands it over: the type is what browsers say of credentials, which is nothing. */
export function dropped(name: string, buffer: Buffer): DroppedFile {
  return { name, mimeType: 'application/octet-stream', buffer };
}
