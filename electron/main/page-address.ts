/**
 * The page has a scheme of its own instead of `file:`: it gets response headers (the content security policy),
 * a real origin of its own, and no view of the disk.
 */
export const PAGE_SCHEME = 'app';
const PAGE_HOST = 'pushdeck';

/** Where the window goes. */
export const PAGE_URL = `${PAGE_SCHEME}://${PAGE_HOST}/index.html`;

/** True for addresses of our own page. Anything that does not parse is foreign. */
export function isPageUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  // Node gives every non-special scheme the origin "null", so the parts are compared.
  return protocol === `${PAGE_SCHEME}:` && host === PAGE_HOST && username === '' && password === '';
}
