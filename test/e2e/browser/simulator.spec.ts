import { SAMPLE_DEVICES } from '#shared/simulator/samples';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../support/browser-test.js';

const goTo = (app: Page, screen: 'Compose' | 'Simulator') =>
  app.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: screen }).click();

async function send(app: Page): Promise<void> {
  await app.getByRole('button', { name: /^Send/ }).click();
}

const newestRow = (app: Page) => app.getByRole('grid').getByRole('row').nth(1);
const phone = (app: Page) => app.getByRole('complementary');

test('a fault rule of the gallery takes effect at once, and is gone when it is removed', async ({ app }) => {
  await goTo(app, 'Simulator');
  await app.getByRole('tab', { name: 'Fault rules' }).click();
  await app.getByRole('button', { name: 'Gallery' }).click();
  await app.getByRole('button', { name: /^The app was removed/ }).click();
  await expect(app.getByRole('listitem').getByText('410')).toBeVisible();
  await expectAccessible(app);

  await goTo(app, 'Compose');
  await send(app);
  await expect(newestRow(app)).toContainText('Unregistered');

  await goTo(app, 'Simulator');
  await app.getByRole('tab', { name: 'Fault rules' }).click();
  await app.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(app.getByText('Nothing goes wrong on purpose')).toBeVisible();

  await goTo(app, 'Compose');
  await send(app);
  await expect(newestRow(app)).toContainText('Accepted');
});

test('APNs keeps the newest push for a device that is offline, and delivers it when it is back', async ({
  app,
}) => {
  await app.getByText('Inbox', { exact: true }).click();
  const state = phone(app).getByRole('combobox', { name: 'State of the device' });
  await state.click();
  await app.getByRole('option', { name: 'Offline' }).click();
  await send(app);
  await expect(newestRow(app)).toContainText('Accepted');
  await expect(phone(app).getByText('One push waits at APNs')).toBeVisible();
  await expectAccessible(app);
  await phone(app).getByRole('button', { name: 'Bring online' }).click();
  await expect(phone(app).getByText('One push waits at APNs')).toBeHidden();
  await expect(phone(app).getByText('Kept while offline')).toBeVisible();
});

test('a device can be added, and shows what was sent to it', async ({ app }) => {
  await goTo(app, 'Simulator');
  await expect(app.getByRole('rowheader')).toHaveCount(SAMPLE_DEVICES.length);
  await app.getByRole('button', { name: 'Add device' }).click();
  const dialog = app.getByRole('dialog', { name: 'Add a device' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Test rack 7');
  await dialog.getByRole('button', { name: 'Make one up' }).click();
  const token = await dialog.getByRole('textbox', { name: 'Device token' }).inputValue();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(app.getByRole('rowheader', { name: /Test rack 7/ })).toBeVisible();

  await goTo(app, 'Compose');
  await app
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click();
  const field = app.getByRole('combobox', { name: 'Devices' });
  await field.fill(token);
  await field.press('Enter');
  await send(app);
  await expect(newestRow(app)).toContainText('Accepted');
  await app.getByText('Inbox', { exact: true }).click();
  await expect(phone(app).getByRole('combobox', { name: 'Device', exact: true })).toHaveValue('Test rack 7');
});
