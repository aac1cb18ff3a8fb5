import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/find-chromium.mjs';

const executablePath = findChromium();
// Chromium refuses its sandbox to root, which is what containers run as.
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'test/e2e',
  timeout: 120_000,
  // A busy machine answers late; a wrong answer is wrong at once.
  expect: { timeout: 25_000 },
  // One more than the processors that CI has: a test often waits for the page, and the page for the host.
  workers: 3,
  // Else the longest file runs alone at the end.
  fullyParallel: true,
  // Once more for a machine that stalled; the report calls such a test flaky.
  retries: 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['./test/support/playwright-closing-line-reporter.ts']],
  use: { trace: 'on-first-retry', viewport: { width: 1440, height: 900 } },
  projects: [
    {
      name: 'browser',
      testMatch: /browser\/.*\.spec\.ts/,
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(executablePath === undefined ? {} : { executablePath }),
          args: [
            ...(isRoot ? ['--no-sandbox'] : []),
            '--disable-gpu',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    {
      name: 'screenshots',
      testMatch: /screenshots\/.*\.spec\.ts/,
      use: {
        browserName: 'chromium',
        launchOptions: {
          ...(executablePath === undefined ? {} : { executablePath }),
          args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', '--font-render-hinting=none'],
        },
      },
    },
    { name: 'electron', testMatch: /electron\/.*\.spec\.ts/ },
  ],
});
