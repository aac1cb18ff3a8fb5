import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

/** Only the types that the build produces; anything else is not part of the page. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  /** Built assets carry a hash in their name and never change. */
  readonly immutable: boolean;
}

/**
 * Finds a file of the built page.
 *
 * @param folder - The built renderer; may lie inside `app.asar`.
 * @param path - The path of the request, decoded or not; may try to leave the folder.
 * @returns `null` when there is no such file inside the folder.
 */
export async function findPageFile(folder: string, path: string): Promise<PageFile | null> {
  const relativePath = decodePath(path);
  if (relativePath === null) return null;
  const file = normalize(
    join(folder, relativePath.endsWith('/') ? `${relativePath}index.html` : relativePath),
  );
  if (!file.startsWith(normalize(folder) + sep)) return null;
  const contentType = CONTENT_TYPES[extname(file)];
  if (contentType === undefined) return null;
  try {
    return { body: await readFile(file), contentType, immutable: relativePath.startsWith('/assets/') };
  } catch {
    return null;
  }
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
