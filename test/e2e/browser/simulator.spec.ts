import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildSigningInput } from '#shared/apns/provider-token';
import {
  SAMPLE_CREDENTIAL_IDS,
  SAMPLE_DEVICES,
  SAMPLE_TEAM_ID,
  SAMPLE_TOKEN,
  SAMPLE_TOPIC,
} from '#shared/simulator/samples';
import { sampleFiles } from '#simulator/authority/sample-credentials';
import { type Client, connectClient } from '../../simulator/support/http2-client.js';
import { signToken } from '../../simulator/support/test-simulator.js';
import { expect, expectAccessible, type RunningHost, test } from '../support/browser-test.js';
import { connectTo } from '../support/sample-work.js';

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
  await expect(app.getByRole('dialog')).toBeHidden();
  await expect(app.getByRole('listitem').getByText('410')).toBeVisible();
  await expectAccessible(app);

  await goTo(app, 'Compose');
  await send(app);
  await expect(newestRow(app)).toContainText('Unregistered');

  await goTo(app, 'Simulator');
  await app.getByRole('tab', { name: 'Fault rules' }).click();
  await app.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(app.getByText('No faults')).toBeVisible();

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
  await expect(phone(app).getByText('One push is stored at APNs')).toBeVisible();
  await expectAccessible(app);
  await phone(app).getByRole('button', { name: 'Bring online' }).click();
  await expect(phone(app).getByText('One push is stored at APNs')).toBeHidden();
  await expect(phone(app).getByText('Stored while offline')).toBeVisible();
});

test('a device can be added, and shows what was sent to it', async ({ app }) => {
  await goTo(app, 'Simulator');
  await expect(app.getByRole('rowheader')).toHaveCount(SAMPLE_DEVICES.length);
  await app.getByRole('button', { name: 'Add device' }).click();
  const dialog = app.getByRole('dialog', { name: 'Add a device' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Test rack 7');
  await dialog.getByRole('button', { name: 'Generate' }).click();
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

const addressCard = (app: Page) => app.getByRole('region', { name: 'Address of the simulator' });

/** A foreign client on a connection of its own; with the sample certificate unless it brings provider tokens. */
async function connectClientTo(app: Page, host: RunningHost, how: 'certificate' | 'token'): Promise<Client> {
  const files = sampleFiles(join(host.dataDir, 'simulator'));
  const url = await addressCard(app)
    .getByTitle(/^https:/)
    .first()
    .textContent();
  const read = (path: string): string => readFileSync(path, 'utf8');
  return connectClient({
    url: url ?? '',
    ca: read(files.caPath),
    ...(how === 'certificate' && { cert: read(files.certificatePath), key: read(files.keyPath) }),
  });
}

const pushTo = (client: Client, token: string, more: Readonly<Record<string, string>> = {}) =>
  client.ask(
    {
      ':method': 'POST',
      ':path': `/3/device/${token}`,
      'apns-topic': SAMPLE_TOPIC,
      'apns-push-type': 'alert',
      ...more,
    },
    '{"aps":{"alert":"Hello"}}',
  );

test('a behaviour of the real service is switched on, holds at once, and is seen to be on', async ({
  app,
  host,
}) => {
  await goTo(app, 'Simulator');
  const client = await connectClientTo(app, host, 'certificate');
  await pushTo(client, '00'.repeat(32));
  expect(client.streamLimits).toEqual([1000]);

  await app.getByRole('tab', { name: 'Behaviours' }).click();
  const throttle = app.getByRole('switch', { name: 'Throttled after an error' });
  await throttle.press('Space');
  await expect(throttle).toBeChecked();
  await expect(addressCard(app)).toContainText('Throttled after an error');
  await expectAccessible(app);
  await pushTo(client, '00'.repeat(32));
  expect(client.streamLimits).toEqual([1000, 1]);
  await pushTo(client, SAMPLE_TOKEN);
  expect(client.streamLimits).toEqual([1000, 1, 1000]);

  await app.reload();
  await expect(addressCard(app)).toContainText('Throttled after an error');
  await app.getByRole('tab', { name: /Behaviours/ }).click();
  await throttle.press('Space');
  await expect(addressCard(app)).not.toContainText('Throttled after an error');
  await pushTo(client, '00'.repeat(32));
  expect(client.streamLimits).toEqual([1000, 1, 1000]);
  client.destroy();
});

test('a connection that is stuck after an expired token is free again once that is switched off', async ({
  app,
  host,
}) => {
  const { client: page, close } = await connectTo(host.url);
  const { credentials } = await page.credentials.list();
  close();
  const sample = credentials.find(({ id }) => id === SAMPLE_CREDENTIAL_IDS.apnsKey);
  const keyId = sample?.inspection.keyId ?? '';
  const keyPem = readFileSync(sampleFiles(join(host.dataDir, 'simulator')).apnsKeyPath(keyId), 'utf8');
  const authorization = (ageS: number): string => {
    const input = buildSigningInput({ keyId, teamId: SAMPLE_TEAM_ID }, Date.now() / 1000 - ageS);
    return `bearer ${signToken(input, keyPem)}`;
  };

  await goTo(app, 'Simulator');
  await app.getByRole('tab', { name: 'Behaviours' }).click();
  const wedge = app.getByRole('switch', { name: 'Connection stuck after an expired token' });
  await wedge.press('Space');
  await expect(addressCard(app)).toContainText('Connection stuck after an expired token');

  const client = await connectClientTo(app, host, 'token');
  const fresh = { authorization: authorization(0) };
  const expired = await pushTo(client, SAMPLE_TOKEN, { authorization: authorization(4000) });
  expect(expired.reason).toBe('ExpiredProviderToken');
  expect((await pushTo(client, SAMPLE_TOKEN, fresh)).reason).toBe('ExpiredProviderToken');
  await app.getByRole('tab', { name: /Requests/ }).click();
  await expect(app.getByText(/everything on it is answered the same/).first()).toBeVisible();

  await app.getByRole('tab', { name: /Behaviours/ }).click();
  await wedge.press('Space');
  await expect(addressCard(app)).not.toContainText('Connection stuck');
  expect((await pushTo(client, SAMPLE_TOKEN, fresh)).status).toBe(200);
  client.destroy();
});

test('a limit, a choice and an app without broadcasts hold as they are set', async ({ app, host }) => {
  await goTo(app, 'Simulator');
  const client = await connectClientTo(app, host, 'certificate');
  await app.getByRole('tab', { name: 'Behaviours' }).click();

  await app.getByRole('switch', { name: 'Too many pushes to one device' }).press('Space');
  const pushes = app.getByRole('textbox', { name: 'Pushes', exact: true });
  await pushes.fill('2');
  await pushes.press('Enter');
  const period = app.getByRole('textbox', { name: 'Period' });
  await period.fill('3600');
  await period.press('Enter');
  await app.getByRole('combobox', { name: 'Background push with priority 10' }).click();
  await app.getByRole('option', { name: 'Rejected' }).click();
  await app.getByRole('combobox', { name: 'Apps without broadcasts' }).click();
  await app.getByRole('option', { name: SAMPLE_TOPIC }).click();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('tab', { name: 'Behaviours 3' })).toBeVisible();
  await expectAccessible(app);

  const statuses: number[] = [];
  for (let n = 0; n < 3; n += 1) statuses.push((await pushTo(client, SAMPLE_TOKEN)).status);
  expect(statuses).toEqual([200, 200, 429]);
  const background = { 'apns-push-type': 'background', 'apns-priority': '10' };
  expect((await pushTo(client, SAMPLE_TOKEN, background)).reason).toBe('BadPriority');
  const broadcast = {
    ':path': `/4/broadcasts/apps/${SAMPLE_TOPIC}`,
    'apns-push-type': 'liveactivity',
    'apns-channel-id': 'dHN0LXNyY2gtY2hubA==',
    'apns-expiration': '0',
  };
  expect((await pushTo(client, SAMPLE_TOKEN, broadcast)).reason).toBe('FeatureNotEnabled');
  client.destroy();

  await app.getByRole('button', { name: 'Reset to default: Too many pushes to one device' }).click();
  await expect(app.getByRole('switch', { name: 'Too many pushes to one device' })).not.toBeChecked();
});
