import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import { send, setTargets, tokenOf } from '../support/log-steps.js';
import { connectTo } from '../support/sample-work.js';

const active = tokenOf('active');
const gone = tokenOf('unregistered');
const strangers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => (index + 1).toString(16).padStart(64, 'a'));

async function openBatch(app: Page): Promise<void> {
  await app.getByRole('main').getByRole('button', { name: 'Show the batch' }).click();
  await expect(app).toHaveURL(/#\/history\?batch=/);
}

test('many devices are one batch with a page of its own, which leads on', async ({ app }) => {
  await setTargets(app, [active, gone, ...strangers(4)]);
  await send(app);
  await expect(app.getByText('1 of 6 accepted')).toBeVisible();
  await openBatch(app);
  const page = app.getByRole('main');
  await expect(page.getByText('Finished')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
  await expect(page.getByRole('region', { name: 'Outcomes' })).toContainText(/Accepted\s*1/);
  await expect(page.getByRole('region', { name: 'Reasons' })).toContainText(/BadDeviceToken\s*4/);
  await expect(page.getByRole('region', { name: 'Response time' })).toContainText(/Median\s*[\d.]+ ms/);
  const slowest = page.getByRole('region', { name: 'Slowest responses' });
  await expect(slowest.getByRole('listitem')).toHaveCount(6);
  await expectAccessible(app);

  const coming = app.waitForEvent('download');
  await app.getByRole('button', { name: 'Save 1 gone token' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('dead-tokens.txt');
  expect(readFileSync(await download.path(), 'utf8')).toBe(`${gone}\n`);

  await page.getByRole('button', { name: /BadDeviceToken/ }).click();
  await expect(page.getByRole('row', { name: /BadDeviceToken/ })).toHaveCount(4);
  await expect(page.getByRole('row', { name: /Accepted/ })).toHaveCount(0);

  await slowest.getByRole('button').first().click();
  await expect(app).toHaveURL(/batch=.*delivery=/);
  await expect(app.getByRole('region', { name: 'Delivery', exact: true })).toBeVisible();
});

test('failures are sent again once the fault is gone', async ({ app, host }) => {
  const { client, close } = await connectTo(host.url);
  const answer = { status: 429, reason: 'TooManyRequests' };
  await client.simulator.setRules({
    rules: [{ id: 'busy', when: { token: active }, then: { answer } }],
  });
  await setTargets(app, [active, ...strangers(4)]);
  await send(app);
  await openBatch(app);
  const main = app.getByRole('main');
  await expect(main.getByText('Finished', { exact: true })).toBeVisible({ timeout: 30_000 });
  await client.simulator.setRules({ rules: [] });
  close();
  const before = app.url();
  await main.getByRole('button', { name: 'Resend failures' }).click();
  await expect(app).not.toHaveURL(before);
  await expect(main.getByText('Finished', { exact: true })).toBeVisible();
  await expect(main.getByRole('region', { name: 'Outcomes' })).toContainText(/Accepted\s*1/);
});

test('a batch is paused, resumed and cancelled, and what is left can be taken up', async ({ app, host }) => {
  const { client, close } = await connectTo(host.url);
  const { samples } = await client.app.info();
  const { id } = await client.batches.start({
    push: {
      environment: { kind: 'simulator' },
      credentialId: samples.credentialId,
      headers: { topic: samples.topic, pushType: 'alert' },
      payload: '{"aps":{"alert":"{{counter}}"}}',
    },
    targets: Array.from({ length: 1500 }, () => ({ token: active })),
    rate: 20,
  });
  await app.evaluate((hash) => (window.location.hash = hash), `#/history?batch=${id}`);
  const main = app.getByRole('main');
  const controls = main.getByRole('toolbar', { name: 'Actions for this batch' });
  await expect(main.getByText('Sending', { exact: true })).toBeVisible();
  await controls.getByRole('button', { name: 'Pause' }).click();
  await expect(main.getByText('Paused', { exact: true })).toBeVisible();
  await controls.getByRole('button', { name: 'Resume' }).click();
  await expect(main.getByText('Sending', { exact: true })).toBeVisible();
  await controls.getByRole('button', { name: 'Cancel' }).click();
  await expect(main.getByText('Cancelled', { exact: true })).toBeVisible();
  await controls.getByRole('button', { name: 'Resume' }).click();
  await expect(main.getByText('Finished', { exact: true })).toBeVisible();
  const { progress } = (await client.history.batchReport({ batchId: id })) ?? {};
  expect(progress?.counts).toMatchObject({ accepted: 1500, unknown: 0 });
  close();
});

test('the end of a long batch is told by the browser, without a sound, when the page is behind', async ({
  app,
  host,
}) => {
  await app.addInitScript(() => {
    const shown: { title: string; options: NotificationOptions | undefined }[] = [];
    class Double {
      static permission = 'granted';
      onclick = null;
      constructor(title: string, options?: NotificationOptions) {
        shown.push({ title, options });
      }
    }
    Object.assign(window, { Notification: Double, shownNotifications: shown });
    document.hasFocus = () => false;
  });
  await app.reload();
  await expect(app.getByRole('main')).toBeVisible();
  const { client, close } = await connectTo(host.url);
  const { samples } = await client.app.info();
  await client.batches.start({
    push: {
      environment: { kind: 'simulator' },
      credentialId: samples.credentialId,
      headers: { topic: samples.topic, pushType: 'alert' },
      payload: '{"aps":{"alert":"Hello"}}',
    },
    targets: Array.from({ length: 22 }, () => ({ token: active })),
    rate: 2,
  });
  close();
  const shown = () =>
    app.evaluate(() => (window as unknown as { shownNotifications: unknown }).shownNotifications);
  await expect
    .poll(shown, { timeout: 30_000 })
    .toMatchObject([{ title: 'Batch finished: 22 devices', options: { body: '22 accepted', silent: true } }]);
});
