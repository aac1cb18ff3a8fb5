// @ts-check
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Chromium without a window of its own: the same pages in two thirds of the time. */
export const HEADLESS_CHROMIUM = '/usr/bin/chromium-headless-shell';

const PATHS = [HEADLESS_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** @returns {string | undefined} The path of a Chromium on this machine, `CHROMIUM_PATH` before all others. */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  return [named, ...PATHS, chromium.executablePath()].find((path) => path !== undefined && existsSync(path));
}
