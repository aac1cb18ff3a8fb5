import type { Locator, Page } from '@playwright/test';
import { omitUndefined } from '#shared/omit-undefined';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_DEVICES } from '#shared/simulator/samples';
import { expect, expectAccessible, test as base } from '../support/browser-test.js';
import { connectTo } from '../support/sample-work.js';

interface Order {
  /** The name of one of the simulator's own devices. */
  readonly to?: string;
  readonly pushType?: string;
  readonly aps?: object;
  /** Beside `aps`. */
  readonly own?: object;
  readonly collapseId?: string;
  readonly expiration?: number;
}

/** Sends through the core to the simulator, as Compose does, and sees that it was accepted. */
const test = base.extend<{ push: (order: Order) => Promise<void> }>({
  push: async ({ app, host }, use) => {
    await app.getByText('Inbox', { exact: true }).click();
    const { client, close } = await connectTo(host.url);
    await use(async ({ to = 'iPhone', pushType = 'alert', aps = {}, own, collapseId, expiration }) => {
      const device = SAMPLE_DEVICES.find(({ name }) => name === to);
      const delivery = await client.push.send({
        push: {
          environment: { kind: 'simulator' },
          credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
          target: { kind: 'device', token: device?.token ?? '' },
          headers: {
            topic: device?.topics[0] ?? '',
            pushType,
            priority: pushType === 'background' ? 5 : 10,
            ...omitUndefined({ collapseId, expiration }),
          },
          payload: JSON.stringify({ aps, ...own }),
        },
      });
      expect(delivery).toMatchObject({ outcome: 'accepted' });
    });
    close();
  },
});

const phone = (app: Page): Locator => app.getByRole('complementary', { name: 'Phone' });
const screenOf = (app: Page, name = 'iPhone'): Locator =>
  phone(app).getByRole('region', { name: `Screen of ${name}` });
const badgeOf = (app: Page): Locator => phone(app).getByRole('img', { name: /^Badge/ });

async function choosePhone(app: Page, name: string): Promise<void> {
  await phone(app).getByRole('combobox', { name: 'Device', exact: true }).click();
  await app.getByRole('option', { name, exact: true }).click();
}

async function setState(app: Page, state: string): Promise<void> {
  await phone(app).getByRole('combobox', { name: 'State of the device' }).click();
  await app.getByRole('option', { name: state }).click();
}

test('a push with a collapse ID takes the place of the one before it', async ({ app, push }) => {
  await push({ aps: { alert: '0 : 0' }, collapseId: 'score' });
  await push({ aps: { alert: 'Half-time', 'thread-id': 'news' } });
  await expect(screenOf(app).getByText('0 : 0')).toBeVisible();
  await push({ aps: { alert: '1 : 0' }, collapseId: 'score' });
  await expect(screenOf(app).getByText('1 : 0')).toBeVisible();
  await expect(screenOf(app).getByText('0 : 0')).toHaveCount(0);
  await expect(screenOf(app).getByRole('article')).toHaveCount(2);
});

test('a badge is set, stays as it is without one, and 0 takes it away', async ({ app, push }) => {
  await push({ aps: { alert: 'Three', badge: 3 } });
  await expect(badgeOf(app)).toHaveAccessibleName('Badge: 3');
  await push({ aps: { alert: 'No number' } });
  await expect(screenOf(app).getByText('No number')).toBeVisible();
  await expect(badgeOf(app)).toHaveAccessibleName('Badge: 3');
  await push({ aps: { badge: 0 } });
  await expect(badgeOf(app)).toHaveCount(0);
  await expect(phone(app).getByText('Only the badge changed')).toBeVisible();
});

test('the notifications of a thread are one stack, apart from the others', async ({ app, push }) => {
  for (const alert of ['Anna: hi', 'Ben: hello', 'Mei: hey']) {
    await push({ aps: { alert, 'thread-id': 'chat' } });
  }
  await push({ aps: { alert: 'The kettle boils', 'thread-id': 'kitchen' } });
  await expect(screenOf(app).getByText('The kettle boils')).toBeVisible();
  await expect(screenOf(app).getByText('Mei: hey')).toBeVisible();
  await expect(screenOf(app).getByText('Anna: hi')).toHaveCount(0);
  await screenOf(app)
    .getByRole('button', { name: /Show 2 more/ })
    .click();
  await expect(screenOf(app).getByRole('article')).toHaveCount(4);
  await expect(screenOf(app).getByText('Anna: hi')).toBeVisible();
  await expectAccessible(app);
  await screenOf(app).getByRole('button', { name: 'Show less' }).click();
  await expect(screenOf(app).getByRole('article')).toHaveCount(2);
});

test('a push that shows nothing is not lost: it says that the app was woken', async ({ app, push }) => {
  await push({ pushType: 'background', aps: { 'content-available': 1 } });
  const quiet = phone(app).getByRole('region', { name: 'Arrived without a banner' });
  await expect(quiet).toContainText('Background push: the app was woken');
  await push({ aps: { 'content-available': 1 } });
  await expect(quiet).toContainText('Silent: nothing to show');
  await expect(screenOf(app).getByRole('article')).toHaveCount(0);
});

test('a Live Activity starts, is updated in its place, and ends', async ({ app, push }) => {
  const activity = (event: string, timestamp: number, stop: number, more: object = {}) =>
    push({
      to: 'iPhone · Live Activity',
      pushType: 'liveactivity',
      aps: { timestamp, event, 'content-state': { stop }, ...more },
    });
  const card = screenOf(app).getByRole('article');
  await activity('start', 100, 1, {
    'attributes-type': 'DeliveryAttributes',
    attributes: { order: '1042' },
    alert: { title: 'Order 1042', body: 'On its way' },
  });
  await expect(card).toContainText(/DeliveryAttributes.*Live.*stop1/);
  await activity('update', 102, 5);
  await expect(card).toContainText(/DeliveryAttributes.*Live.*stop5/);
  // Sent earlier, arrived later: the activity already shows something newer.
  await activity('update', 101, 3);
  await activity('end', 103, 9);
  await expect(card).toContainText(/DeliveryAttributes.*Ended.*stop9/);
  await expect(card).toHaveCount(1);
});

test('a VoIP push rings, and is a missed call once declined', async ({ app, push }) => {
  await push({
    to: 'iPhone · VoIP',
    pushType: 'voip',
    own: { 'call-id': '7f0c', caller: 'Ada Lovelace' },
    expiration: 0,
  });
  const call = phone(app).getByRole('region', { name: 'Incoming call' });
  await expect(call).toContainText('Ada Lovelace');
  await expectAccessible(app);
  await call.getByRole('button', { name: 'Decline' }).click();
  await expect(call).toBeHidden();
  await expect(screenOf(app).getByRole('article')).toContainText(/Ada Lovelace.*Missed call/);
});

test('while a device is offline the newest push is kept for it, and none with expiration 0', async ({
  app,
  push,
}) => {
  await choosePhone(app, 'iPad (offline)');
  const screen = screenOf(app, 'iPad (offline)');
  await push({ to: 'iPad (offline)', aps: { alert: 'At once or never' }, expiration: 0 });
  await expect(screen).toContainText('Offline. APNs stores the newest push for it.');
  await expect(phone(app).getByText('One push is stored at APNs')).toHaveCount(0);

  await push({ to: 'iPad (offline)', aps: { alert: 'Older' } });
  await push({ to: 'iPad (offline)', aps: { alert: 'Newer' } });
  await expect(phone(app).getByText('One push is stored at APNs')).toBeVisible();
  await expect(phone(app).getByRole('status').filter({ hasText: 'Newer' })).toBeVisible();
  await setState(app, 'Online');
  await expect(screen.getByRole('article')).toHaveCount(1);
  await expect(screen.getByRole('article')).toContainText(/Newer.*Stored while offline/);
});
