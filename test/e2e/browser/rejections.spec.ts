import type { Page } from '@playwright/test';
import { SAMPLE_DEVICES } from '#shared/simulator/samples';
import { expect, test } from '../support/browser-test.js';

const tokenOf = (state: string): string =>
  SAMPLE_DEVICES.find((device) => device.state === state)?.token ?? '';

async function setTarget(app: Page, text: string): Promise<void> {
  await app
    .getByRole('button', { name: /^Remove/ })
    .first()
    .click();
  const field = app.getByRole('combobox', { name: 'Devices' });
  await field.fill(text);
  await field.press('Enter');
}

async function send(app: Page): Promise<void> {
  await app.getByRole('button', { name: /^Send/ }).click();
}

/** The newest delivery, opened, as a person reads it. */
async function newest(app: Page) {
  const row = app.getByRole('grid').getByRole('row').nth(1);
  await row.click();
  return { row, page: app.getByRole('region', { name: 'Delivery', exact: true }) };
}

const REJECTIONS = [
  {
    name: 'a token that nobody has',
    provoke: (app: Page) => setTarget(app, '0'.repeat(64)),
    status: '400',
    reason: 'BadDeviceToken',
    says: /simulator/i,
  },
  {
    name: 'a device whose app was removed',
    provoke: (app: Page) => setTarget(app, tokenOf('unregistered')),
    status: '410',
    reason: 'Unregistered',
    says: /15 Jan|January|2026/,
  },
  {
    name: 'a topic of somebody else',
    provoke: (app: Page) => app.getByRole('combobox', { name: 'Topic' }).fill('com.example.other'),
    status: '400',
    reason: 'TopicDisallowed',
    says: /com\.example\.other/,
  },
  {
    name: 'no topic',
    provoke: (app: Page) => app.getByRole('combobox', { name: 'Topic' }).fill(''),
    status: '400',
    reason: 'MissingTopic',
    says: /topic/i,
  },
];

for (const { name, provoke, status, reason, says } of REJECTIONS) {
  test(`${name} is answered ${status} ${reason}, and explained`, async ({ app }) => {
    await provoke(app);
    await send(app);
    const { row, page } = await newest(app);
    await expect(row).toContainText('Rejected');
    await expect(row).toContainText(status);
    await expect(row).toContainText(reason);
    await expect(page).toContainText(says);
  });
}

test('without network the log names the step that failed', async ({ app }) => {
  await app.getByRole('radiogroup', { name: 'Environment' }).getByText('Sandbox', { exact: true }).click();
  await send(app);
  const { row } = await newest(app);
  await expect(row).toContainText('Failed');
  await expect(row).toContainText(/api\.sandbox\.push\.apple\.com|DNS|name|connect/i);
});

test.describe('tokens as people have them', () => {
  const hex = SAMPLE_DEVICES[0]?.token ?? '';
  const words = hex.match(/.{8}/g) ?? [];

  for (const { name, pasted } of [
    { name: 'the description of Xcode', pasted: `<${words.join(' ')}>` },
    { name: 'upper case', pasted: hex.toUpperCase() },
    { name: 'base64', pasted: Buffer.from(hex, 'hex').toString('base64') },
  ]) {
    test(`${name} is cleaned and sent`, async ({ app }) => {
      await setTarget(app, pasted);
      await send(app);
      await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
    });
  }

  for (const { name, pasted, says } of [
    { name: 'three hex digits', pasted: 'abc', says: /3|odd|digits|short/ },
    {
      name: 'the shortened description of iOS 13',
      pasted: '{length = 32, bytes = 0x740f4707 bebcf74f ... 05c0b11e }',
      says: /shortened|cut|middle/i,
    },
  ]) {
    test(`${name} is refused with a sentence`, async ({ app }) => {
      await setTarget(app, pasted);
      await expect(app.getByRole('main')).toContainText(says);
    });
  }
});
