import { PAGE_SECURITY_HEADERS } from '#shared/contract/content-security-policy';
import type { CustomScheme, Protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { isPageUrl, PAGE_SCHEME } from './page-address.js';

/** Only what the build writes; anything else is not part of the page. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** To be registered before the application is ready. */
export const PAGE_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: PAGE_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Answers every request for the page from the folder of the built renderer, always with the security headers. */
export function servePage(protocol: Protocol, folder: string): void {
  protocol.handle(PAGE_SCHEME, (request) => answerPageRequest(request, folder));
}

/**
 * @param folder - The built renderer; may lie inside `app.asar`.
 * @returns 404 for what is not inside the folder, 405 for what does not read.
 */
export async function answerPageRequest(
  request: { readonly method: string; readonly url: string },
  folder: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const file = isPageUrl(request.url) ? findFile(new URL(request.url).pathname, folder) : null;
  if (file === null) return refusal(404);
  try {
    const body = await readFile(file.path);
    return new Response(request.method === 'HEAD' ? null : body, {
      headers: { ...PAGE_SECURITY_HEADERS, 'content-type': file.contentType },
    });
  } catch {
    return refusal(404);
  }
}

function findFile(pathname: string, folder: string): { path: string; contentType: string } | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const path = normalize(join(folder, decoded === '/' ? 'index.html' : decoded));
  const contentType = CONTENT_TYPES[extname(path)];
  const isInside = path.startsWith(normalize(folder) + sep) && !decoded.includes('\0');
  return isInside && contentType !== undefined ? { path, contentType } : null;
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: PAGE_SECURITY_HEADERS });
}
