import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { type HostProcess, startHostProcess } from '../../cli/serve/support/running-host.js';

const topic = (page: Page) => page.getByRole('combobox', { name: 'Topic' });
const type = (page: Page, text: string) => topic(page).fill(text);

/** All that the host has on disk, whichever file it is in. */
const draftsOf = (dataDir: string): string => {
  const place = join(dataDir, 'drafts');
  if (!existsSync(place)) return '';
  return readdirSync(place)
    .filter((name) => name.endsWith('.json'))
    .map((name) => readFileSync(join(place, name), 'utf8'))
    .join('\n');
};

let dataDir: string;
let host: HostProcess;

test.beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-drafts-e2e-'));
  host = await startHostProcess({ dataDir });
});
test.afterEach(async () => {
  await host.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('each tab has a draft of its own, and a closed one is not lost', async ({ context }) => {
  const first = await context.newPage();
  await first.goto(host.url);
  await type(first, 'com.example.first');
  await expect.poll(() => draftsOf(dataDir)).toContain('com.example.first');
  const second = await context.newPage();
  await second.goto(host.url);
  await type(second, 'com.example.second');
  await expect.poll(() => draftsOf(dataDir)).toContain('com.example.second');
  await first.reload();
  await expect(topic(first)).toHaveValue('com.example.first');
  await second.reload();
  await expect(topic(second)).toHaveValue('com.example.second');
  await first.close();
  await expect
    .poll(async () => {
      const third = await context.newPage();
      await third.goto(host.url);
      const value = await topic(third).inputValue();
      await third.close();
      return value;
    })
    .toBe('com.example.first');
});

test('what is typed while the host is down is there and saved when it comes back', async ({
  page,
  context,
}) => {
  await page.goto(host.url);
  await type(page, 'com.example.before');
  await expect.poll(() => draftsOf(dataDir)).toContain('com.example.before');
  const { port } = host;
  await host.crash();
  await expect(page.getByText('core is not responding')).toBeVisible();
  await type(page, 'com.example.while-down');
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage));
  await expect.poll(kept).toContain('pushdeck.draft');
  expect(await kept(), 'only sealed').not.toContain('while-down');

  host = await startHostProcess({ dataDir });
  expect(host.port, 'the place of last time').toBe(port);
  expect(statSync(join(dataDir, 'browser-host.json')).mode & 0o777).toBe(0o600);
  await expect(page.getByText('core is not responding')).toBeHidden({ timeout: 15_000 });
  await expect.poll(() => draftsOf(dataDir)).toContain('com.example.while-down');
  await expect(topic(page)).toHaveValue('com.example.while-down');
  await page.reload();
  await expect(topic(page)).toHaveValue('com.example.while-down');

  // Also when the tab itself goes away before the host is back.
  await host.crash();
  await expect(page.getByText('core is not responding')).toBeVisible();
  await type(page, 'com.example.reloaded');
  await expect.poll(kept).toContain('pushdeck.draft');
  await page.reload().catch(() => undefined);
  host = await startHostProcess({ dataDir });
  await page.goto(`http://127.0.0.1:${port}/`);
  await expect(topic(page)).toHaveValue('com.example.reloaded');
  expect(context.pages()).toHaveLength(1);
});

test('a tab that was never let in says what to do', async ({ page }) => {
  await page.goto(`http://127.0.0.1:${host.port}/`);
  await expect(page.getByText('Open the full address that Pushdeck printed')).toBeVisible();
});
