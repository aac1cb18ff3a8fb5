import type { App, Protocol } from 'electron';
import { isPageUrl, PAGE_SCHEME } from './page-address.js';
import { servePage } from './page-protocol.js';

/** Where the page comes from. */
export type PageSource = { readonly folder: string } | { readonly devServer: string };

/**
 * The built page or, in development (`npm run dev`), the server of electron-vite. A packaged app ignores the
 * variable: the environment must not choose what runs in the window.
 */
export function choosePageSource(
  app: Pick<App, 'isPackaged'>,
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): PageSource {
  const devServer = env['ELECTRON_RENDERER_URL'];
  return app.isPackaged || devServer === undefined ? { folder } : { devServer };
}

/** Serves the page from its source. */
export function openPageSource(protocol: Protocol, source: PageSource): void {
  if ('folder' in source) servePage(protocol, source.folder);
  else protocol.handle(PAGE_SCHEME, (request) => askDevServer(request, source.devServer));
}

/**
 * Forwards a request, so that the page keeps its origin and all checks stay as in production. The content security
 * policy is omitted, since hot reloading needs inline scripts and a WebSocket to another origin.
 */
async function askDevServer(request: { readonly url: string }, devServer: string): Promise<Response> {
  if (!isPageUrl(request.url)) return new Response(null, { status: 404 });
  const { pathname, search } = new URL(request.url);
  // Set as parts: as concatenated text, a path that starts with two slashes would name another host.
  const target = Object.assign(new URL(devServer), { pathname, search });
  return fetch(target);
}
