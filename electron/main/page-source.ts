import type { App, Protocol } from 'electron';
import { isPageUrl, PAGE_SCHEME } from './page-address.js';
import { servePage } from './page-protocol.js';

/** Where the page comes from. */
export type PageSource = { readonly folder: string } | { readonly devServer: string };

/**
 * The built page; while developing (`npm run dev`) the server of electron-vite, which never counts in a packaged
 * application: an environment variable must not choose what runs in the window.
 */
export function choosePageSource(
  app: Pick<App, 'isPackaged'>,
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): PageSource {
  const devServer = env['ELECTRON_RENDERER_URL'];
  return app.isPackaged || devServer === undefined ? { folder } : { devServer };
}

/** Answers every request for the page from its source. */
export function openPageSource(protocol: Protocol, source: PageSource): void {
  if ('folder' in source) servePage(protocol, source.folder);
  else protocol.handle(PAGE_SCHEME, (request) => askDevServer(request, source.devServer));
}

/**
 * Passes a request on, so that the page keeps its own origin and every check stays as it is in the product. The
 * content security policy is left out: hot reloading works by inline scripts and a WebSocket to elsewhere.
 */
async function askDevServer(request: { readonly url: string }, devServer: string): Promise<Response> {
  if (!isPageUrl(request.url)) return new Response(null, { status: 404 });
  const { pathname, search } = new URL(request.url);
  // Set as parts: joined as text, a path that starts with two slashes would name another host.
  const target = Object.assign(new URL(devServer), { pathname, search });
  return fetch(target);
}
