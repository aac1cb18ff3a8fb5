// @ts-check
/**
 * Gets what the tests run beside our own code: a Chromium, and programs and libraries that nobody here wrote (other
 * push clients, HTTP/2 servers, a proxy, readers of credentials). On Debian and Ubuntu as root that is one call of
 * apt-get; elsewhere only Chromium is got, and the tests that miss a program are skipped and say so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findChromium, HEADLESS_CHROMIUM } from './find-chromium.mjs';

/** What is there to be found of each package, so that apt-get is left alone where all of it is. */
const PACKAGES = {
  curl: '/usr/bin/curl',
  openssl: '/usr/bin/openssl',
  'nghttp2-client': '/usr/bin/h2load',
  'nghttp2-server': '/usr/sbin/nghttpd',
  'nghttp2-proxy': '/usr/sbin/nghttpx',
  tinyproxy: '/usr/bin/tinyproxy',
  faketime: '/usr/bin/faketime',
  'libnss3-tools': '/usr/bin/pk12util',
  'gnutls-bin': '/usr/bin/certtool',
  'python3-h2': '/usr/lib/python3/dist-packages/h2',
  'python3-httpx': '/usr/lib/python3/dist-packages/httpx',
  'python3-jwt': '/usr/lib/python3/dist-packages/jwt',
  'python3-cryptography': '/usr/lib/python3/dist-packages/cryptography',
  'default-jdk-headless': '/usr/bin/javac',
  'golang-go': '/usr/bin/go',
  dbus: '/usr/bin/dbus-run-session',
  'gnome-keyring': '/usr/bin/gnome-keyring-daemon',
};

/** @returns {string[]} The Debian packages that are not there yet. */
function missingPackages() {
  const missing = Object.entries(PACKAGES).filter(([, path]) => !existsSync(path));
  if (process.env['CHROMIUM_PATH'] === undefined && !existsSync(HEADLESS_CHROMIUM)) {
    missing.push(['chromium-headless-shell', ''], ['fonts-noto-cjk', '']);
  }
  return missing.map(([name]) => name);
}

/** @param {readonly string[]} packages */
function installWithApt(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (/** @type {readonly string[]} */ args) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0;
  const install = ['install', '-y', '-qq', '--no-install-recommends'];
  console.log(`Installing with apt-get, for the tests: ${packages.join(', ')} …`);
  // An outdated package list names versions that the mirror no longer has.
  run(['update', '-qq']);
  if (run([...install, ...packages])) return;
  // A name that this release does not know stops all of them: then each for itself.
  for (const name of packages) {
    if (!run([...install, name]))
      console.log(`${name} could not be installed; what needs it goes without, or is skipped and says so.`);
  }
}

/**
 * Installs what is missing, as far as this machine allows; never fails.
 *
 * @returns {string | undefined} The path of a Chromium; `undefined` with the reason printed.
 */
export function ensureTestTools() {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const missing = missingPackages();
    if (missing.length > 0) installWithApt(missing);
    // Not every release has it without a window.
    if (findChromium() === undefined) installWithApt(['chromium']);
  } else if (findChromium() === undefined) {
    console.log("Installing Playwright's Chromium, for the end-to-end tests …");
    const cli = fileURLToPath(new URL('../node_modules/@playwright/test/cli.js', import.meta.url));
    spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' });
  }
  const found = findChromium();
  if (found === undefined) {
    console.error(
      'No Chromium could be found or installed. Install one and set CHROMIUM_PATH to its program.',
    );
  }
  return found;
}
