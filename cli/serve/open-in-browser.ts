import { spawn } from 'node:child_process';

/** Longer than any opener takes to fail. Unit: milliseconds. */
const PATIENCE_MS = 1500;

/**
 * Opens an address in the default browser.
 *
 * @returns False where that cannot work (no display, no opener), so that the caller can say so.
 */
export async function openInBrowser(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const command = openerFor(url, env, platform);
  if (command === null) return false;
  return new Promise((resolve) => {
    const child = spawn(command.file, command.arguments, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('exit', (status) => resolve(status === 0));
    // Some openers stay in the foreground as the browser itself: still running is a success.
    setTimeout(() => resolve(true), PATIENCE_MS).unref();
    child.unref();
  });
}

/** The program that opens an address, as an argument array: no shell sees the address. */
export function openerFor(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): { readonly file: string; readonly arguments: readonly string[] } | null {
  if (platform === 'darwin') return { file: 'open', arguments: [url] };
  if (platform === 'win32') return { file: 'rundll32', arguments: ['url.dll,FileProtocolHandler', url] };
  const hasDisplay = (env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? '') !== '';
  return hasDisplay ? { file: 'xdg-open', arguments: [url] } : null;
}
