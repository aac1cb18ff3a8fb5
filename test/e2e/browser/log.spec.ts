import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Client } from '#shared/contract/index';
import { COPY_FORMAT_NAMES, COPY_FORMATS } from '#shared/history/copy-as/copy-as';
import { SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { expect, expectAccessible, type RunningHost, test } from '../support/browser-test.js';
import { clipboard, logOf, openDelivery, send, setTargets, tokenOf } from '../support/log-steps.js';
import { connectTo } from '../support/sample-work.js';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const topic = (app: Page) => app.getByRole('combobox', { name: 'Topic' });
const main = (app: Page) => app.getByRole('main');

test('edit and resend brings a push back exactly as it was', async ({ app }) => {
  await topic(app).fill('com.example.other');
  await send(app);
  await topic(app).fill(SAMPLE_TOPIC);
  const detail = await openDelivery(app, /TopicDisallowed/);
  await detail.getByRole('button', { name: 'Edit and resend' }).click();
  await expect(topic(app)).toHaveValue('com.example.other');
  await expect(main(app).getByText('Your first push has arrived.')).toBeVisible();
});

test('a push whose payload was far too long is not sent again as something else', async ({ app, host }) => {
  await sendElsewhere(host, { aps: { alert: 'x'.repeat(70_000) } });
  const detail = await openDelivery(app, /PayloadTooLarge/);
  await expect(detail.getByRole('note')).toContainText('Only the beginning of the payload was stored');
  await expect(detail.getByRole('button', { name: 'Resend', exact: true })).toBeDisabled();
  await expect(detail.getByRole('button', { name: 'Copy as' })).toBeDisabled();
  await detail.getByRole('button', { name: 'Edit and resend' }).click();
  await expect(app.getByRole('alert').filter({ hasText: 'Not everything was stored' })).toBeVisible();
});

test.describe('the buttons of an explanation', () => {
  test('correct the topic', async ({ app }) => {
    await topic(app).fill(`${SAMPLE_TOPIC}.voip`);
    await send(app);
    const detail = await openDelivery(app, /Rejected 400/);
    await detail.getByRole('button', { name: `Use topic ${SAMPLE_TOPIC}` }).click();
    await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
    await expect(topic(app)).toHaveValue(SAMPLE_TOPIC);
  });

  test('show what weighs, and lead to shortening it', async ({ app, host }) => {
    await sendElsewhere(host, { aps: { alert: { title: 'Long', body: 'x'.repeat(4200) } } });
    const detail = await openDelivery(app, /PayloadTooLarge/);
    await detail.getByRole('button', { name: 'Show what takes up space' }).click();
    const dialog = app.getByRole('dialog', { name: 'What makes the payload large' });
    await expect(dialog.getByRole('row', { name: /\/aps\/alert\/body.*4,2\d\d.*9\d %/ })).toBeVisible();
    await expect(dialog).toContainText('too many');
    await expectAccessible(app);
    await dialog.getByRole('button', { name: 'Shorten it in Compose' }).click();
    await expect(dialog).toBeHidden();
    await expect(main(app).getByText(/xxxxx/).first()).toBeVisible();
  });

  test('renew the provider token and reconnect', async ({ app, host }) => {
    const { client, close } = await connectTo(host.url);
    const answer = { status: 403, reason: 'ExpiredProviderToken' };
    await client.simulator.setRules({ rules: [{ id: 'expired', when: {}, then: { answer } }] });
    await send(app);
    const detail = await openDelivery(app, /ExpiredProviderToken/);
    await client.simulator.setRules({ rules: [] });
    close();
    await detail.getByRole('button', { name: 'Renew the provider token and reconnect' }).click();
    // Signed a moment ago: APNs would refuse another one.
    await expect(app.getByText('The next push opens a new connection')).toBeVisible();
    await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
  });

  test('mark the device gone, in Compose and in the device book', async ({ app, host }) => {
    const { client, close } = await connectTo(host.url);
    const token = tokenOf('unregistered');
    await client.workspace.saveDevices({
      devices: [
        {
          name: 'Old phone',
          token,
          environment: { kind: 'simulator' },
          topic: SAMPLE_TOPIC,
          kind: 'app',
          tags: [],
          groups: [],
          note: '',
          goneAtMs: null,
        },
      ],
      revision: null,
    });
    const { samples } = await client.app.info();
    await client.push.send({
      push: {
        environment: { kind: 'simulator' },
        credentialId: samples.credentialId,
        target: { kind: 'device', token },
        headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
        payload: '{"aps":{"alert":"Anybody there?"}}',
      },
    });
    const detail = await openDelivery(app, /Unregistered/);
    await detail.getByRole('button', { name: 'Mark the device as gone' }).click();
    await expect(app.getByText('Marked as gone: Old phone')).toBeVisible();
    await expect(detail.getByRole('button', { name: 'Mark the device as gone' })).toBeHidden();
    for await (const { devices } of await client.workspace.watch()) {
      expect(devices.find(({ name }) => name === 'Old phone')?.goneAtMs).toBe(Date.UTC(2026, 0, 15, 9, 30));
      break;
    }
    close();
  });

  test('send to the environment that knows the token', async ({ app, host }) => {
    await send(app);
    await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
    const { client, close } = await connectTo(host.url);
    const { samples } = await client.app.info();
    // The same simulator under its address: for Pushdeck a server of somebody else's.
    const url = await simulatorUrl(client);
    const caPem = readFileSync(join(host.dataDir, 'simulator/ca.pem'), 'utf8');
    const answer = { status: 400, reason: 'BadDeviceToken' };
    await client.simulator.setRules({ rules: [{ id: 'stranger', when: {}, then: { answer } }] });
    await client.push.send({
      push: {
        environment: { kind: 'custom', url, caPem },
        credentialId: samples.credentialId,
        target: { kind: 'device', token: SAMPLE_TOKEN },
        headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
        payload: '{"aps":{"alert":"Whose am I?"}}',
      },
    });
    await client.simulator.setRules({ rules: [] });
    close();
    const detail = await openDelivery(app, /BadDeviceToken/);
    await expect(detail).toContainText('last accepted by the simulator');
    await detail.getByRole('button', { name: 'Send to the simulator' }).click();
    await expect(logOf(app).getByRole('row', { name: /Accepted 200 Whose am I/ })).toBeVisible();
  });
});

test('two deliveries are compared side by side', async ({ app }) => {
  await send(app);
  await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
  await topic(app).fill('com.example.other');
  await send(app);
  const grid = app.getByRole('grid', { name: /^Deliveries/ });
  await grid.getByRole('row', { name: /TopicDisallowed/ }).click({ modifiers: ['ControlOrMeta'] });
  await grid.getByRole('row', { name: /Accepted 200/ }).click({ modifiers: ['ControlOrMeta'] });
  const dialog = app.getByRole('dialog', { name: 'Compare two deliveries' });
  await expect(
    dialog.getByRole('row', { name: `apns-topic ${SAMPLE_TOPIC} com.example.other` }),
  ).toBeVisible();
  await expect(dialog).toContainText('Both payloads are the same.');
  await expectAccessible(app);
});

test('a delivery is copied in every form without a secret, kept as a preset, and resent', async ({
  app,
  host,
}) => {
  await send(app);
  const detail = await openDelivery(app, /Accepted 200/);
  for (const format of COPY_FORMATS) {
    await detail.getByRole('button', { name: 'Copy as' }).click();
    await app.getByRole('menuitem', { name: COPY_FORMAT_NAMES[format], exact: true }).click();
    await expect(app.getByText(`Copied as ${COPY_FORMAT_NAMES[format]}`)).toBeVisible();
    const text = await clipboard(app);
    expect(text).toContain(SAMPLE_TOPIC);
    expect(text).not.toMatch(/eyJ[\w-]{10,}\.|PRIVATE KEY-----\n/);
  }

  await detail.getByRole('button', { name: 'More' }).click();
  await app.getByRole('menuitem', { name: 'Save as preset…' }).click();
  const dialog = app.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('From the log');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(app.getByText(/From the log/).first()).toBeVisible();
  const { client, close } = await connectTo(host.url);
  const file = await client.workspace.readPreset({ id: 'From the log' }).catch(() => null);
  for await (const { presets } of await client.workspace.watch()) {
    expect(presets.map(({ name }) => name)).toContain('From the log');
    break;
  }
  expect(file?.preset.headers.topic ?? SAMPLE_TOPIC).toBe(SAMPLE_TOPIC);
  close();

  await detail.getByRole('button', { name: 'Resend', exact: true }).click();
  await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toHaveCount(2);
});

test('a link opens the delivery it names, and says so when there is none', async ({ app }) => {
  await topic(app).fill('com.example.other');
  await send(app);
  const detail = await openDelivery(app, /TopicDisallowed/);
  await detail.getByRole('button', { name: 'More' }).click();
  await app.getByRole('menuitem', { name: 'Copy link' }).click();
  await expect(app.getByText('Link copied')).toBeVisible();
  const link = await clipboard(app);
  expect(link).toMatch(/#\/history\?delivery=[\w-]+$/);
  expect(link).not.toContain('token');
  await app.goto(link);
  const linked = app.getByRole('region', { name: 'Delivery', exact: true });
  await expect(linked).toContainText('TopicDisallowed');
  await expectAccessible(app);
  await app.goto(link.replace(/=[\w-]+$/, '=not-there'));
  await expect(app.getByText('This delivery is not in the history')).toBeVisible();
});

test('what the filter shows is exported', async ({ app }) => {
  await send(app);
  await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
  await app
    .getByRole('navigation')
    .getByRole('link', { name: 'History' })
    .or(app.getByRole('button', { name: 'History' }))
    .first()
    .click();
  for (const { item, name, begins } of [
    { item: /^CSV/, name: 'pushdeck-history.csv', begins: '\uFEFFtime,outcome,status' },
    { item: /^NDJSON/, name: 'pushdeck-history.ndjson', begins: '{"id":' },
    { item: /^HAR/, name: 'pushdeck-history.har', begins: '{"log":{"version":"1.2"' },
  ]) {
    await test.step(`as ${name}`, async () => {
      await app.getByRole('button', { name: 'Export' }).click();
      const coming = app.waitForEvent('download');
      await app.getByRole('menuitem', { name: item }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe(name);
      const text = readFileSync(await download.path(), 'utf8');
      expect(text.startsWith(begins)).toBe(true);
      expect(text).toContain('Your first push has arrived.');
      expect(text).not.toMatch(/eyJ[\w-]{10,}\./);
    });
  }
});

test('filter and search leave what they should', async ({ app }) => {
  await send(app);
  await expect(logOf(app).getByRole('row', { name: /Accepted 200/ })).toBeVisible();
  await setTargets(app, ['0'.repeat(64)]);
  await send(app);
  const log = logOf(app);
  await expect(log.getByRole('row', { name: /BadDeviceToken/ })).toBeVisible();
  await log.getByRole('combobox', { name: 'Outcome' }).click();
  await app.getByRole('option', { name: 'Rejected' }).click();
  await expect(log.getByRole('row', { name: /Accepted/ })).toHaveCount(0);
  await log.getByRole('textbox', { name: 'Search deliveries' }).fill('nothing like that');
  await expect(log.getByText('No delivery matches the filter')).toBeVisible();
  await log.getByRole('button', { name: 'Show all deliveries' }).click();
  await expect(log.getByRole('row', { name: /Accepted 200/ })).toBeVisible();
});

async function simulatorUrl(client: Client): Promise<string> {
  for await (const { url } of await client.simulator.watch()) if (url !== null) return url;
  throw new Error('the simulator never told its address');
}

/** Sends to the sample device past the page, as a command line beside it would. */
async function sendElsewhere(host: RunningHost, payload: object): Promise<void> {
  const { client, close } = await connectTo(host.url);
  const { samples } = await client.app.info();
  await client.push.send({
    push: {
      environment: { kind: 'simulator' },
      credentialId: samples.credentialId,
      target: { kind: 'device', token: SAMPLE_TOKEN },
      headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
      payload: JSON.stringify(payload),
    },
  });
  close();
}
