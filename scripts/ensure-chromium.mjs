// @ts-check
/**
 * Finds a Chromium for the end-to-end tests, or gets one: the distribution's package on Debian and Ubuntu
 * as root, Playwright's own elsewhere, and an instruction where neither works.
 */
import { chromium } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns {string | undefined} The path of a Chromium on this machine. */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  return [named, ...SYSTEM_PATHS, chromium.executablePath()].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** @returns {string | undefined} The path of a Chromium, installed if need be; `undefined` with the reason printed. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium with apt-get, for the end-to-end tests …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // An outdated package list names versions that the mirror no longer has.
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
  } else {
    console.log("Installing Playwright's Chromium, for the end-to-end tests …");
    const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
    spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = findChromium();
  if (installed === undefined) {
    console.error(
      'No Chromium could be found or installed. Install one and set CHROMIUM_PATH to its program.',
    );
  }
  return installed;
}
