import type { Page } from '@playwright/test';
import { SAMPLE_DEVICES, SAMPLE_TOPIC } from '#shared/simulator/samples';
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

const topic = (app: Page) => app.getByRole('combobox', { name: 'Topic' });

async function send(app: Page): Promise<void> {
  // An explanation may offer to send elsewhere; its button comes after that of Compose.
  await app.getByRole('button', { name: /^Send/ }).first().click();
}

/** The newest delivery, opened once it has this answer, as a person reads it. */
async function newest(app: Page, answer: string) {
  const row = app.getByRole('grid').getByRole('row').nth(1);
  await expect(row).toContainText(answer);
  await row.click();
  return { row, page: app.getByRole('region', { name: 'Delivery', exact: true }) };
}

const REJECTIONS = [
  {
    name: 'a topic of somebody else',
    provoke: (app: Page) => topic(app).fill('com.example.other'),
    status: '400',
    reason: 'TopicDisallowed',
    says: /com\.example\.other/,
  },
  {
    name: 'no topic',
    provoke: (app: Page) => topic(app).fill(''),
    status: '400',
    reason: 'MissingTopic',
    says: /topic/i,
  },
  {
    name: 'a token that nobody has',
    provoke: async (app: Page) => {
      await topic(app).fill(SAMPLE_TOPIC);
      await setTarget(app, '0'.repeat(64));
    },
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
];

test('what APNs rejects is shown with its status and reason, and explained', async ({ app }) => {
  for (const { name, provoke, status, reason, says } of REJECTIONS) {
    await test.step(`${name}: ${status} ${reason}`, async () => {
      await provoke(app);
      await send(app);
      const { row, page } = await newest(app, reason);
      await expect(row).toContainText('Rejected');
      await expect(row).toContainText(status);
      await expect(page).toContainText(says);
    });
  }
});

test('without network the log names the step that failed', async ({ app }) => {
  await app.getByRole('radiogroup', { name: 'Environment' }).getByText('Sandbox', { exact: true }).click();
  await send(app);
  const { row } = await newest(app, 'Failed');
  await expect(row).toContainText(/api\.sandbox\.push\.apple\.com|DNS|name|connect/i);
});

test.describe('tokens as people have them', () => {
  const hex = SAMPLE_DEVICES[0]?.token ?? '';
  const words = hex.match(/.{8}/g) ?? [];

  test('are cleaned and sent: the description of Xcode, upper case, base64', async ({ app }) => {
    let sent = 0;
    for (const pasted of [
      `<${words.join(' ')}>`,
      hex.toUpperCase(),
      Buffer.from(hex, 'hex').toString('base64'),
    ]) {
      await setTarget(app, pasted);
      await send(app);
      sent += 1;
      await expect(app.getByRole('row', { name: /Accepted/ }), pasted).toHaveCount(sent);
    }
  });

  test('are refused with a sentence: three hex digits, the shortened description of iOS 13', async ({
    app,
  }) => {
    for (const { pasted, says } of [
      { pasted: 'abc', says: /3|odd|digits|short/ },
      {
        pasted: '{length = 32, bytes = 0x740f4707 bebcf74f ... 05c0b11e }',
        says: /shortened|cut|middle/i,
      },
    ]) {
      await setTarget(app, pasted);
      await expect(app.getByRole('main')).toContainText(says);
    }
  });
});
