import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { makeDataDir } from '../../simulator/support/test-simulator.js';

const pushdeck = resolve(import.meta.dirname, '../../../out/cli/main.js');

export interface RunningHost {
  readonly url: string;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** Starts the built browser host on a folder of its own. @param env - Beside the environment of the tests. */
export async function startHost(
  dataDir: string,
  env: Readonly<Record<string, string>> = { PUSHDECK_VAULT: 'key-file' },
): Promise<RunningHost> {
  const server = spawn(process.execPath, [pushdeck, 'serve', '--no-open', '--json', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let complaints = '';
  server.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const firstLine = await new Promise<string>((done, fail) => {
    createInterface({ input: server.stdout }).once('line', done);
    server.once('exit', () => fail(new Error(`The host ended before it answered:\n${complaints}`)));
  });
  return {
    url: (JSON.parse(firstLine) as { url: string }).url,
    dataDir,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/**
 * A page of the built app in a real Chromium, on a data folder of its own for each test. An error on the console
 * or an uncaught one fails the test.
 */
export const test = base.extend<{
  isFirstRun: boolean;
  hostEnv: Readonly<Record<string, string>>;
  host: RunningHost;
  app: Page;
}>({
  /** The folder is empty; else the simulator's keys are there already, which take a second to make. */
  isFirstRun: [false, { option: true }],
  hostEnv: [{ PUSHDECK_VAULT: 'key-file' }, { option: true }],
  host: async ({ isFirstRun, hostEnv }, use) => {
    const dataDir = isFirstRun ? mkdtempSync(join(tmpdir(), 'pushdeck-first-run-')) : await makeDataDir();
    const host = await startHost(dataDir, hostEnv);
    await use(host);
    await host.stop();
    rmSync(dataDir, { recursive: true, force: true });
  },
  app: async ({ page, host }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(host.url);
    // What is pressed before the window has drawn itself reaches nobody.
    await expect(page.getByRole('button', { name: /^Send/ })).toBeVisible();
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** Every rule of WCAG 2.0 to 2.2, levels A and AA. */
const WCAG_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Expects the page as it is now to keep to {@link WCAG_TAGS}. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // Nothing reads what passed, and naming its elements is half of the work.
    .options({ runOnly: { type: 'tag', values: WCAG_TAGS }, resultTypes: ['violations'] })
    // Results of frames are put together in a page of their own; the app has no frame.
    .setLegacyMode()
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`),
  ).toEqual([]);
}

export { expect };
