import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Page } from '@playwright/test';

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

/** Drops what lies on the disk, as a file manager does: folders too, which no script can make. */
export async function dropFromDesktop(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  await drag('dragEnter');
  // Chromium drops only where the page has answered an earlier event that it would take the files.
  await page.getByText('Drop to add').waitFor();
  await drag('dragOver');
  await drag('dragOver');
  await drag('drop');
  await session.detach();
}
