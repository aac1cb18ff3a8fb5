import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type HostProcess, startHostProcess } from '../../cli/serve/support/running-host.js';

let folder: string;
let host: HostProcess;
let opened: string;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-host-e2e-'));
  const log = join(folder, 'argv');
  const opener = join(folder, 'xdg-open');
  writeFileSync(opener, `#!/bin/sh\nprintf '%s' "$1" > '${log}.part' && mv '${log}.part' '${log}'\n`);
  chmodSync(opener, 0o755);
  host = await startHostProcess({
    dataDir: join(folder, 'data'),
    arguments: [],
    env: { DISPLAY: ':99', PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  await expect.poll(() => existsSync(log)).toBe(true);
  opened = readFileSync(log, 'utf8');
});
test.afterEach(async () => {
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a page comes in by the one-time address, and what is too large closes one line only', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const lines: WebSocket[] = [];
    Object.assign(window, { lines });
    window.WebSocket = class extends WebSocket {
      constructor(address: string | URL) {
        super(address);
        lines.push(this);
      }
    };
  });
  await page.goto(opened);
  const topic = page.getByRole('combobox', { name: 'Topic' });
  await topic.fill('com.example.typed');
  expect(page.url()).toBe(`http://127.0.0.1:${host.port}/`);
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('token');

  await page.evaluate(() => {
    const { lines } = window as unknown as { lines: WebSocket[] };
    lines.at(-1)?.send('['.repeat(1024 * 1024));
  });
  await expect(
    page.getByText('What was sent to Pushdeck was too large, so it closed the connection.', { exact: true }),
  ).toBeVisible();
  await expect(topic).toHaveValue('com.example.typed');
  await page.reload();
  await expect(topic).toHaveValue('com.example.typed');
});

test('a file of 70 MB is refused by the window, and the host lives', async ({ page }) => {
  const large = join(folder, 'App.ipa');
  writeFileSync(large, Buffer.alloc(70 * 1024 * 1024));
  await page.goto(opened);
  await expect(page.getByRole('combobox', { name: 'Topic' })).toBeVisible();
  await page.locator('input[type=file]').first().setInputFiles(large);
  await expect(page.getByText('“App.ipa” has 70 MB')).toBeVisible();
  expect(host.process.exitCode).toBeNull();
});
