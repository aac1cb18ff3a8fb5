import type { WebContents } from 'electron';
import type { OpenInBrowser } from './external-links.js';
import { isPageUrl } from './page-address.js';

/**
 * Keeps the window on its own page: denies every other navigation, frame, new window and webview. Web links open in
 * the system's browser instead.
 *
 * @param openInBrowser - Must itself refuse anything but http(s).
 */
export function guardNavigation(contents: WebContents, openInBrowser: OpenInBrowser): void {
  const keepOut = (details: { readonly url: string; preventDefault: () => void }): void => {
    if (!isPageUrl(details.url)) details.preventDefault();
  };
  contents.on('will-frame-navigate', keepOut);
  contents.on('will-redirect', keepOut);
  contents.on('will-navigate', (details) => {
    if (isPageUrl(details.url)) return;
    details.preventDefault();
    void openInBrowser(details.url);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openInBrowser(url);
    return { action: 'deny' };
  });
}
