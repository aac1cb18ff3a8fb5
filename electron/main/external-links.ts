/** Schemes that may be opened in the system's browser. Others can start programs. */
const BROWSER_SCHEMES = new Set(['http:', 'https:']);

/** True for URLs that are safe to open in the system's browser. */
function isBrowserLink(address: string): boolean {
  return URL.canParse(address) && BROWSER_SCHEMES.has(new URL(address).protocol);
}

/** Opens a URL in the system's browser. */
export type OpenInBrowser = (url: string) => Promise<void>;

/**
 * Limits `shell.openExternal`, which opens anything that the system has a handler for, to web URLs.
 *
 * @returns a function that opens http(s) URLs and silently ignores everything else.
 */
export function onlyBrowserLinks(openExternal: OpenInBrowser): OpenInBrowser {
  return async (url) => {
    if (isBrowserLink(url)) await openExternal(new URL(url).href);
  };
}
