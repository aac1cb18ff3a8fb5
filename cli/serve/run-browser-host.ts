import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemRandomness } from '#core/ports/system-ports';
import { createRouter, type PushdeckRouter } from '#core/router';
import { AppError } from '#shared/errors';
import { openServices } from '../input/open-services.js';
import {
  type CommonOptions,
  EXIT,
  type ExitStatus,
  type Terminal,
  untilInterrupted,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';
import { type BrowserHost, startBrowserHost } from './browser-host.js';
import { isSameHost } from './is-same-host.js';
import { newHostKey, readLastAddress, saveLastAddress } from './last-address.js';
import { openInBrowser } from './open-in-browser.js';

const TOKEN_BYTES = 24;

export interface ServeOptions extends CommonOptions {
  /** Absent: the one of last time where it is free, else any free one. */
  readonly port?: number;
  /** Whether to open the address in the default browser. */
  readonly open: boolean;
}

/** Serves the app until it is interrupted. Prints its address once it answers. */
export async function runBrowserHost(options: ServeOptions, terminal: Terminal): Promise<ExitStatus> {
  const services = await openServices(options, terminal, { kind: 'browser' });
  try {
    const host = await startAtLastPlace(createRouter(services), services.dataDir, options.port);
    if (options.json === true) writeJson(terminal, { url: host.url });
    else writeLine(terminal, `Pushdeck is at ${host.url}`);
    if (options.open && !(await openInBrowser(host.newOneTimeUrl(), terminal.env))) {
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

/**
 * Starts where the last run was, so that its tabs find their core again, with the key by which they know it. Where
 * another program listens there, the key is given up: what that program may have got from a tab is worth nothing.
 */
async function startAtLastPlace(
  router: PushdeckRouter,
  dataDir: string,
  wantedPort: number | undefined,
): Promise<BrowserHost> {
  const last = readLastAddress(dataDir);
  const start = (port: number, key: Uint8Array): Promise<BrowserHost> =>
    startBrowserHost({
      router,
      rendererDir: builtRenderer(),
      port,
      key,
      token: systemRandomness.bytes(TOKEN_BYTES).toString('base64url'),
    });
  const startAndKeep = async (port: number, key: Uint8Array): Promise<BrowserHost> => {
    const host = await start(port, key);
    saveLastAddress(dataDir, { port: host.port, key });
    return host;
  };
  const key = last?.key ?? newHostKey(systemRandomness);
  if (wantedPort !== undefined || last === null) return startAndKeep(wantedPort ?? 0, key);
  try {
    return await startAndKeep(last.port, key);
  } catch {
    // A second Pushdeck on this folder leaves the place to the first.
    return (await isSameHost(last)) ? start(0, key) : startAndKeep(0, newHostKey(systemRandomness));
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
