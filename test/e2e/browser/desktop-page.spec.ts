import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { PageEvents } from '../../../electron/main/page-events.js';
import { openDesktopPage } from '../support/desktop-page.js';
import { takeMainPath } from '../support/main-path.js';

const test = base.extend<{ desktop: PageEvents }>({
  desktop: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-desktop-page-'));
    const { events, close } = await openDesktopPage(page, dataDir);
    await use(events);
    await close();
    rmSync(dataDir, { recursive: true, force: true });
    expect(complaints).toEqual([]);
  },
});

test('the page of the desktop takes the main path over its port', async ({ page, desktop }) => {
  expect(desktop).toBeDefined();
  await takeMainPath(page);
});

test('a file that the shell opens is taken in like a dropped one', async ({ page, desktop }) => {
  desktop.send({ kind: 'files', files: [{ name: 'AuthKey_TEST.p8', bytes: Buffer.from('not a key') }] });
  await expect(page.getByText('AuthKey_TEST.p8').first()).toBeVisible();
});

test('a link fills Compose, and sends nothing', async ({ page, desktop }) => {
  desktop.send({
    kind: 'link',
    link: { kind: 'compose', environment: 'sandbox', topic: 'com.example.linked' },
  });
  await expect(page.getByRole('combobox', { name: 'Topic' })).toHaveValue('com.example.linked');
  await expect(page.getByRole('radio', { name: 'Sandbox' })).toBeChecked();
  await expect(page.getByText('No deliveries yet').first()).toBeVisible();
});

test('the menu reaches Send, settings and the palette', async ({ page, desktop }) => {
  await expect(page.getByRole('button', { name: /^Send/ })).toBeEnabled();
  desktop.send({ kind: 'command', command: 'send' });
  await expect(page.getByText(/Accepted \(200\)/)).toBeVisible();
  desktop.send({ kind: 'command', command: 'find' });
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  desktop.send({ kind: 'command', command: 'settings' });
  await expect(page).toHaveURL(/#\/settings/);
});

test('the menu reaches nothing behind a dialog', async ({ page, desktop }) => {
  await page.getByRole('button', { name: 'Save as preset…' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  desktop.send({ kind: 'command', command: 'send' });
  desktop.send({ kind: 'command', command: 'find' });
  desktop.send({ kind: 'command', command: 'settings' });
  // Told last, so that the commands before it have been carried out or left when its file is there.
  desktop.send({ kind: 'files', files: [{ name: 'AuthKey_TEST.p8', bytes: Buffer.from('not a key') }] });
  await expect(page.getByText('AuthKey_TEST.p8').first()).toBeVisible();
  expect(page.url()).not.toContain('settings');
  await expect(page.getByText('No deliveries yet').first()).toBeVisible();
});
