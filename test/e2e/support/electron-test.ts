import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page, test as base } from '@playwright/test';
import { electronPath, WHY_SKIPPED } from '../../support/electron-path.js';

const root = resolve(import.meta.dirname, '../../..');

/** The built desktop app in a real window, on a fresh data folder for each test. */
export const test = base.extend<{ dataDir: string; desktop: ElectronApplication; app: Page }>({
  dataDir: async ({ browserName }, use) => {
    const dataDir = mkdtempSync(join(tmpdir(), `pushdeck-desktop-${browserName}-`));
    await use(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  },
  desktop: async ({ dataDir }, use) => {
    if (electronPath === null) throw new Error(WHY_SKIPPED);
    const desktop = await _electron.launch({
      executablePath: electronPath,
      // Chromium refuses its sandbox to root, which is what containers run as.
      args: [root, '--data-dir', dataDir, '--lang=en', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      env: { ...process.env, PUSHDECK_VAULT: 'key-file' },
    });
    await use(desktop);
    await desktop.close();
  },
  app: async ({ desktop }, use) => {
    await use(await desktop.firstWindow());
  },
});

// The list of skipped tests names no reason, and a skip should never pass for a success.
const isWorker = process.env['TEST_WORKER_INDEX'] !== undefined;
if (electronPath === null && !isWorker) process.stderr.write(`Skipped: ${WHY_SKIPPED}.\n`);
test.skip(electronPath === null, WHY_SKIPPED);
