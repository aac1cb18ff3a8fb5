import type { CustomScheme, Protocol } from 'electron';
import { findPageFile } from '#core/files/page-files';
import { PAGE_SECURITY_HEADERS } from '#shared/contract/content-security-policy';
import { isPageUrl, PAGE_SCHEME } from './page-address.js';

/** Must be registered before the app is ready. */
export const PAGE_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: PAGE_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Serves the page from the folder of the built renderer, always with the security headers. */
export function servePage(protocol: Protocol, folder: string): void {
  protocol.handle(PAGE_SCHEME, (request) => answerPageRequest(request, folder));
}

/**
 * @param folder - The built renderer; may lie inside `app.asar`.
 * @returns 404 for paths outside the folder, 405 for methods other than GET and HEAD.
 */
export async function answerPageRequest(
  request: { readonly method: string; readonly url: string },
  folder: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const file = isPageUrl(request.url) ? await findPageFile(folder, new URL(request.url).pathname) : null;
  if (file === null) return refusal(404);
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(file.body), {
    headers: { ...PAGE_SECURITY_HEADERS, 'content-type': file.contentType },
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: PAGE_SECURITY_HEADERS });
}
