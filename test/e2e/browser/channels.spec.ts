import type { Locator, Page } from '@playwright/test';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import { connectTo } from '../support/sample-work.js';

const main = (app: Page): Locator => app.getByRole('main');
const phone = (app: Page): Locator => app.getByRole('complementary', { name: 'Phone' });
const list = (app: Page): Locator => app.getByRole('region', { name: 'Channels' });
const detail = (app: Page): Locator => app.getByRole('region', { name: 'Channel', exact: true });
const followed = /Followed by iPhone · Live Activity/;

async function openChannels(app: Page): Promise<void> {
  await app
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: 'Channels', exact: true })
    .click();
}

async function create(app: Page, stores: 'The newest message' | 'Nothing'): Promise<void> {
  await main(app).getByRole('button', { name: 'New channel' }).click();
  const dialog = app.getByRole('dialog', { name: 'New channel' });
  await dialog.getByRole('radio', { name: stores }).click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
}

const scope = {
  environment: { kind: 'simulator' },
  credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
  bundleId: SAMPLE_TOPIC,
} as const;

test('a fresh app creates a channel, follows it, and broadcasts to the simulated phone', async ({ app }) => {
  await app.keyboard.press('ControlOrMeta+k');
  await app.getByRole('textbox', { name: 'What would you like to do?' }).fill('Channels');
  await app.keyboard.press('Enter');
  await expect(app).toHaveURL(/#\/channels/);
  await expect(main(app).getByText('No channel yet')).toBeVisible();
  await create(app, 'The newest message');
  await expect(list(app).getByRole('heading')).toHaveText('1 channel');
  await expect(detail(app)).toContainText('APNs keeps the newest message for up to 8 hours');

  await detail(app).getByRole('button', { name: 'Start one on iPhone · Live Activity' }).click();
  await expect(detail(app).getByText(followed)).toBeVisible();
  const card = phone(app).getByRole('article');
  await expect(card).toContainText(/Live.*stop1/);

  await detail(app)
    .getByRole('button', { name: /^Broadcast/ })
    .click();
  await expect(detail(app).getByText('APNs delivers it to every device')).toBeVisible();
  await expect(card).toContainText(/Live.*stop5/);
  await expectAccessible(app);

  await detail(app).getByText('End', { exact: true }).click();
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(card).toContainText(/Ended.*stop9/);
  await expect(detail(app).getByText('No Live Activity follows this channel')).toBeVisible();
});

test('a channel that keeps nothing offers no time to keep, and one that keeps does', async ({ app }) => {
  await openChannels(app);
  await create(app, 'Nothing');
  await expect(detail(app)).toContainText('APNs keeps nothing');
  const keep = detail(app).getByRole('combobox', { name: 'Keep for' });
  await expect(keep).toBeDisabled();
  await create(app, 'The newest message');
  await expect(list(app).getByRole('heading')).toHaveText('2 channels');
  await keep.click();
  await app.getByRole('option', { name: '4 hours' }).click();
  await detail(app)
    .getByRole('button', { name: /^Broadcast/ })
    .click();
  await expect(detail(app).getByText('APNs delivers it to every device')).toBeVisible();

  const entries = list(app).getByRole('listitem').getByRole('button');
  await entries.first().click();
  await app.keyboard.press('ArrowDown');
  await expect(entries.nth(1)).toBeFocused();
  await expect(entries.nth(1)).toHaveAttribute('aria-current', 'true');
});

test('a channel is deleted only after a question, and then for good', async ({ app, host }) => {
  const { client, close } = await connectTo(host.url);
  const made = await client.channels.create({ ...scope, storagePolicy: 'none' });
  await openChannels(app);
  await detail(app).getByRole('button', { name: 'Delete…' }).click();
  const question = app.getByRole('dialog', { name: 'Delete the channel?' });
  await expect(question).toContainText(made.ok ? made.value.id : 'no channel was made');
  await expectAccessible(app);
  await question.getByRole('button', { name: 'Cancel', exact: true }).click();
  expect(await client.channels.list(scope)).toMatchObject({ value: [expect.any(String)] });
  await detail(app).getByRole('button', { name: 'Delete…' }).click();
  await question.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(main(app).getByText('No channel yet')).toBeVisible();
  expect(await client.channels.list(scope)).toMatchObject({ value: [] });
  close();
});

test('a refusal is explained, with what can be done about it', async ({ app, host }) => {
  const { client, close } = await connectTo(host.url);
  const nothing = main(app).getByText('No channel yet');
  await test.step('for a channel that was deleted meanwhile', async () => {
    const made = await client.channels.create({ ...scope, storagePolicy: 'none' });
    await openChannels(app);
    await expect(detail(app)).toContainText('APNs keeps nothing');
    await client.channels.delete({ ...scope, channelId: made.ok ? made.value.id : '' });
    await detail(app)
      .getByRole('button', { name: /^Broadcast/ })
      .click();
    await expect(detail(app)).toContainText('400 ChannelNotRegistered');
    await main(app).getByRole('button', { name: 'Ask APNs again' }).click();
    await expect(nothing).toBeVisible();
  });

  await test.step('without a credential', async () => {
    await main(app).getByRole('combobox', { name: 'Credential' }).click();
    await app.getByRole('option', { name: /^None/ }).click();
    await expect(main(app).getByRole('alert')).toContainText('403 MissingProviderToken');
    await expectAccessible(app);
    await main(app).getByRole('combobox', { name: 'Credential' }).click();
    await app.getByRole('option').first().click();
    await expect(nothing).toBeVisible();
  });

  await test.step('for the app of somebody else', async () => {
    const bundleId = main(app).getByRole('combobox', { name: 'Bundle ID' });
    await bundleId.fill('com.somebody.else');
    await bundleId.press('Enter');
    await expect(main(app).getByRole('alert')).toContainText('403 TopicMismatch');
    await bundleId.fill('not a bundle ID');
    await bundleId.press('Enter');
    await expect(main(app).getByRole('alert')).toContainText('is not a bundle ID');
    // As copied from a topic.
    await bundleId.fill(`${SAMPLE_TOPIC}.push-type.liveactivity`);
    await bundleId.press('Enter');
    await expect(bundleId).toHaveValue(SAMPLE_TOPIC);
    await expect(nothing).toBeVisible();
  });

  await test.step('when the app may have no more', async () => {
    await client.simulator.setSwitches({ switches: { channelLimit: 0 } });
    await main(app).getByRole('button', { name: 'New channel' }).click();
    const dialog = app.getByRole('dialog', { name: 'New channel' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog.getByRole('alert')).toContainText('400 CannotCreateChannelConfig');
  });
  close();
});

test('what a channel cannot carry is said before it is sent', async ({ app }) => {
  await openChannels(app);
  await create(app, 'Nothing');
  const editor = detail(app).getByRole('textbox', { name: 'Payload of the broadcast' });
  await editor.click();
  await app.keyboard.press('ControlOrMeta+a');
  await app.keyboard.insertText(
    '{"aps":{"timestamp":"{{now}}","event":"start","content-state":{},"attributes-type":"A","attributes":{},"alert":"x"}}',
  );
  await expect(detail(app).getByText('A broadcast cannot start an activity')).toBeVisible();

  await app.reload();
  await expect(editor).toContainText('attributes-type');
});
