import { createRouter } from '#core/router';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '#shared/errors';
import { openServices } from '../open-services.js';
import {
  EXIT,
  writeJson,
  writeLine,
  writeNote,
  type CommonOptions,
  type ExitStatus,
  type Terminal,
  untilInterrupted,
} from '../terminal.js';
import { startBrowserHost } from './browser-host.js';
import { openInBrowser } from './open-in-browser.js';

export interface ServeOptions extends CommonOptions {
  readonly port: number;
  /** Whether to open the address in the default browser. */
  readonly open: boolean;
}

/** Serves the app until it is interrupted. Prints its address once it answers. */
export async function runBrowserHost(options: ServeOptions, terminal: Terminal): Promise<ExitStatus> {
  const services = await openServices(options, terminal, { kind: 'browser' });
  try {
    const host = await startBrowserHost({
      router: createRouter(services),
      rendererDir: builtRenderer(),
      port: options.port,
      token: randomBytes(24).toString('base64url'),
    });
    if (options.json === true) writeJson(terminal, { url: host.url });
    else writeLine(terminal, `Pushdeck is at ${host.url}`);
    if (options.open && !(await openInBrowser(host.url, terminal.env))) {
      writeNote(terminal, 'No browser could be opened here: open the address above by hand.');
    }
    if (options.json !== true) writeNote(terminal, 'Press Ctrl+C to stop.');
    await untilInterrupted(terminal.signal);
    await host.close();
    return EXIT.done;
  } finally {
    await services.close();
  }
}

/** The page lies beside the bundle: `out/renderer` next to `out/cli`. */
function builtRenderer(): string {
  const folder = fileURLToPath(new URL('../renderer', import.meta.url));
  if (existsSync(folder)) return folder;
  throw new AppError(
    'not-found',
    { en: `The built page is missing (${folder}).`, zh: `缺少已构建的页面（${folder}）。` },
    { en: 'Run "npm run build" first.', zh: '请先运行 “npm run build”。' },
  );
}
