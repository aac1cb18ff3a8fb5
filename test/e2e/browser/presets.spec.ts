import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser-test.js';

const editorOf = (app: Page) => app.getByRole('textbox', { name: 'Payload as JSON' });
const presetsOf = (app: Page) => app.getByRole('region', { name: 'Presets' });
const namesOf = (app: Page) => presetsOf(app).getByRole('listitem').allInnerTexts();

async function savePreset(app: Page, name: string, payload: string): Promise<void> {
  await editorOf(app).fill(payload);
  await app.getByRole('button', { name: 'Save as preset…' }).click();
  await app.getByRole('textbox', { name: 'Name' }).fill(name);
  await app.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText(`“${name}” is saved.`)).toBeVisible();
  await app.getByRole('button', { name: 'Close this preset' }).click();
}

async function choose(app: Page, preset: string, action: string): Promise<void> {
  await presetsOf(app)
    .getByRole('button', { name: `Actions for ${preset}`, exact: true })
    .click();
  await app.getByRole('menuitem', { name: action }).click();
}

test('lie in folders, in the order they were dragged to, and the order is the team’s', async ({
  app,
  host,
}) => {
  await savePreset(app, 'First', '{"aps":{"alert":"one"}}');
  await savePreset(app, 'Second', '{"aps":{"alert":"two"}}');
  await app.getByRole('button', { name: 'New folder' }).click();
  await app.getByRole('textbox', { name: 'Name' }).fill('Orders');
  await app.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  const row = (name: string) => presetsOf(app).getByRole('button', { name, exact: true });
  await expect(row('Orders')).toBeVisible();

  await row('Second').dragTo(row('First'), { targetPosition: { x: 20, y: 2 } });
  await expect.poll(() => namesOf(app).then((names) => names.join())).toMatch(/Second,First/);
  await row('First').dragTo(row('Orders'), { targetPosition: { x: 20, y: 18 } });
  const folder = join(host.dataDir, 'workspace', 'presets', 'Orders');
  await expect.poll(() => existsSync(join(folder, 'First.json'))).toBe(true);

  await app.reload();
  await expect(row('Second')).toBeVisible();
  await row('First').click();
  await expect(editorOf(app)).toContainText('"one"');
});

test('are found by what is in them, duplicated, and come back after they were removed', async ({ app }) => {
  await savePreset(app, 'Order shipped', '{"aps":{"alert":"Your parcel is on its way"}}');
  await savePreset(app, 'Match begins', '{"aps":{"alert":"Kick-off"}}');
  await app.getByRole('textbox', { name: 'Search presets' }).fill('parcel');
  await expect.poll(() => namesOf(app)).toEqual(['Order shipped']);
  await app.getByRole('textbox', { name: 'Search presets' }).fill('nothing like it');
  await expect(app.getByText('No preset matches.')).toBeVisible();
  await app.getByRole('textbox', { name: 'Search presets' }).fill('');

  await choose(app, 'Order shipped', 'Duplicate');
  await expect(presetsOf(app).getByRole('listitem')).toHaveCount(3);
  await choose(app, 'Match begins', 'Remove');
  await expect(presetsOf(app).getByRole('listitem')).toHaveCount(2);
  await app.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(presetsOf(app).getByRole('listitem')).toHaveCount(3);
  await expect(presetsOf(app).getByRole('button', { name: 'Match begins', exact: true })).toBeVisible();
});

test('come from .apns files and go to them, with their topic', async ({ app }) => {
  const apns = {
    aps: { alert: { title: 'From Xcode', body: 'A file of the iOS simulator' } },
    'Simulator Target Bundle': 'com.example.xcode',
  };
  await app.getByRole('button', { name: 'Import' }).click();
  const chooser = app.waitForEvent('filechooser');
  await app.getByRole('menuitem', { name: 'Import a file…' }).click();
  await (
    await chooser
  ).setFiles({ name: 'order.apns', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(apns)) });
  await expect(editorOf(app)).toContainText('From Xcode');
  await expect(editorOf(app)).not.toContainText('Simulator Target Bundle');
  await expect(app.getByRole('combobox', { name: 'Topic' })).toHaveValue('com.example.xcode');

  await app.getByRole('button', { name: 'Save as preset…' }).click();
  await app.getByRole('textbox', { name: 'Name' }).fill('Xcode');
  await app.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText('“Xcode” is saved.')).toBeVisible();
  const download = app.waitForEvent('download');
  await choose(app, 'Xcode', 'Export as .apns file');
  const file = await download;
  expect(file.suggestedFilename()).toBe('Xcode.apns');
  expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toEqual(apns);
});

test('live in any folder that is opened as workspace', async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-team-'));
  try {
    await app.getByRole('button', { name: 'Settings' }).click();
    await app.getByRole('textbox', { name: 'Folder' }).fill(folder);
    await app.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(app.getByRole('button', { name: 'Use the default folder' })).toBeVisible();
    await app.getByRole('button', { name: 'Compose' }).click();
    await savePreset(app, 'Shared', '{"aps":{"alert":"for the team"}}');
    expect(readdirSync(join(folder, 'presets'))).toContain('Shared.json');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
