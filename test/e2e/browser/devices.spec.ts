import type { Page } from '@playwright/test';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { expect, test } from '../support/browser-test.js';

const tokenOf = (digit: string): string => digit.repeat(64);

async function openImport(app: Page): Promise<void> {
  await app.getByRole('button', { name: 'Devices' }).click();
  await app.getByRole('button', { name: 'Import devices' }).first().click();
}

test('a CSV file whose columns are named otherwise is read by the columns that are chosen', async ({
  app,
}) => {
  await openImport(app);
  const chooser = app.waitForEvent('filechooser');
  await app.getByRole('button', { name: 'Open a CSV file…' }).click();
  const csv = [
    'Owner;Push address;Team',
    `"Ada; Lovelace";${tokenOf('a')};QA`,
    `Grace;<${tokenOf('b')}>;QA`,
    `Nobody;not a token;QA`,
  ].join('\r\n');
  await (await chooser).setFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });

  const column = async (name: string, value: string): Promise<void> => {
    await app
      .getByRole('group', { name: 'What the columns contain' })
      .getByRole('combobox', { name, exact: true })
      .click();
    await app.getByRole('option', { name: value, exact: true }).click();
  };
  await column('Token', 'Push address');
  await column('Name', 'Owner');
  await column('Groups', 'Team');
  await app.getByRole('switch', { name: 'Keep 1 that looks wrong' }).click();
  await app.getByRole('button', { name: 'Import 2 devices' }).click();
  await expect(app.getByRole('dialog')).toBeHidden();

  const list = app.getByRole('main');
  await expect(list.getByText('Ada; Lovelace')).toBeVisible();
  await expect(list.getByText('Grace')).toBeVisible();
  await expect(list.getByText('Nobody')).toBeHidden();
  await expect(list.getByText('QA').first()).toBeVisible();
});

test('a device that APNs calls gone is marked, and removed when asked for', async ({ app }) => {
  await openImport(app);
  await app.getByRole('textbox', { name: 'Tokens or CSV' }).fill(`name,token\nOld phone,${SAMPLE_TOKEN}`);
  await app.getByRole('button', { name: 'Import 1 device' }).click();
  await expect(app.getByRole('dialog')).toBeHidden();

  // The person took the app off the simulated iPhone.
  const goTo = (name: string) =>
    app.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).click();
  await goTo('Simulator');
  await app.getByRole('combobox', { name: 'State of iPhone' }).first().click();
  await app.getByRole('option', { name: 'App removed' }).click();
  await goTo('Compose');
  await app.getByRole('button', { name: /^Send/ }).click();
  await expect(app.getByText('Rejected: 410 Unregistered')).toBeVisible();

  await goTo('Devices');
  await expect(app.getByRole('main').getByText('gone', { exact: true })).toBeVisible();
  await app.getByRole('switch', { name: 'Only gone (1)' }).click();
  await app.getByRole('button', { name: 'Remove 1 gone device' }).click();
  await expect(app.getByText('1 device was removed.')).toBeVisible();
  await expect(app.getByRole('main').getByText('Old phone')).toBeHidden();
});
