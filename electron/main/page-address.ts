/**
 * The page has its own scheme instead of `file:`, which gives it response headers (the content security policy),
 * its own origin, and no access to the disk.
 */
export const PAGE_SCHEME = 'app';
const PAGE_HOST = 'pushdeck';

/** The URL that the window loads. */
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`;

/** True for URLs of our own page; false for invalid ones. */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  // The origin of a non-special scheme is "null", so the parts are compared.
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST && username === '' && password === '';
}
