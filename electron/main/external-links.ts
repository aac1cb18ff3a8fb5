/** Schemes that the system's browser may be asked to open. Everything else can start a program. */
const BROWSER_SCHEMES = new Set(['http:', 'https:']);

/** True for addresses that are safe to hand to the system's browser. */
export function isBrowserLink(address: string): boolean {
  return URL.canParse(address) && BROWSER_SCHEMES.has(new URL(address).protocol);
}

/** Opens an address in the system's browser. */
export type OpenInBrowser = (url: string) => Promise<void>;

/**
 * Limits `shell.openExternal`, which opens anything the system has a handler for, to web addresses.
 *
 * @returns Opens http(s) addresses and passes over everything else without a word: nobody was meant to see it.
 */
export function onlyBrowserLinks(openExternal: OpenInBrowser): OpenInBrowser {
  return async (url) => {
    if (isBrowserLink(url)) await openExternal(new URL(url).href);
  };
}
