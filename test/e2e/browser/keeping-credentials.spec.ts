import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { readBer } from '#core/credentials/asn1/ber-reader';
import { TestAuthority } from '../../core/credentials/test-authority.js';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import { dropped, fixture, FIXTURE_PASSWORD, privateKeyFile } from '../support/credential-files.js';

const DAY_MS = 86_400_000;

async function contentOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

/** What Apple would send back for a request, valid for so many days from now. */
function issue(requestPem: string, daysLeft: number): Buffer {
  const request = Buffer.from(requestPem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  expect(readBer(request).encoded.equals(request)).toBe(true);
  const end = new Date(Date.now() + daysLeft * DAY_MS + DAY_MS / 2);
  return new TestAuthority().issue(request, {
    commonName: 'Apple Push Services',
    bundleId: 'com.example.pushchat',
    sandbox: true,
    production: true,
    topics: [['com.example.pushchat', 'app']],
    notAfter: end.toISOString().replaceAll(/[-:T]|\.\d+/g, ''),
  });
}

/** Drops the fixture identity under one of its two forms and closes the cards. */
async function keepIdentity(app: Page): Promise<void> {
  await app.locator('body').drop({
    files: [fixture('openssl/universal.cer'), privateKeyFile('universal.key.pem', 'push.key')],
  });
  await expect(app.getByRole('dialog').getByRole('status').first()).toHaveText('2 stored');
  await app.getByRole('button', { name: 'Done' }).click();
  await expect(app.getByRole('dialog')).toHaveCount(0);
}

const goTo = (app: Page, screen: string) =>
  app.getByRole('navigation').getByRole('button', { name: screen, exact: true }).click();
const goToCredentials = (app: Page) => goTo(app, 'Credentials');
const kept = (app: Page) => app.getByRole('list', { name: 'Stored credentials' });

test('a request made here says what to do at Apple, and the .cer alone completes the identity', async ({
  app,
}) => {
  await goToCredentials(app);
  await app.getByRole('button', { name: 'Create and convert' }).click();
  await app.getByRole('menuitem', { name: 'New certificate request…' }).click();
  const dialog = app.getByRole('dialog', { name: 'New certificate request' });
  await dialog.getByLabel('Email of the Apple account').fill('me@example.com');
  await dialog.getByLabel('Name', { exact: true }).fill('PushChat');
  await dialog.getByLabel('Country').fill('CN');
  const saving = app.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Create the request' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('PushChat.certSigningRequest');
  await expect(dialog).toContainText('developer.apple.com/account');
  await expect(dialog.getByRole('link', { name: 'Open Apple’s page' })).toHaveAttribute(
    'href',
    'https://developer.apple.com/account/resources/certificates/add',
  );
  await expectAccessible(app);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(app.getByRole('article', { name: 'PushChat' })).toContainText('has no certificate yet');

  const cer = issue((await contentOf(download)).toString(), 12);
  await app.locator('body').drop({ files: [dropped('aps.cer', cer)] });
  const card = app.getByRole('article', { name: 'aps.cer' });
  await expect(card).toContainText('Joined with its private key, which was stored here as PushChat.');
  await expect(card.getByRole('button', { name: 'Send with this' })).toBeVisible();
  await app.getByRole('button', { name: 'Done' }).click();

  // A month before the end every place that shows the credential says so.
  await expect(kept(app).getByRole('button', { name: /com\.example\.pushchat/ })).toContainText(
    'expires in 12 days',
  );
  const detail = app.getByRole('article', { name: /com\.example\.pushchat/ });
  await expect(detail).toContainText('The certificate expires in 12 days.');
  await detail.getByRole('button', { name: 'Send with this' }).click();
  await expect(app.getByText(/expires in 12 days/).first()).toBeVisible();
});

test('a credential is renamed, removed and taken back', async ({ app }) => {
  await keepIdentity(app);
  await goToCredentials(app);
  await app.getByRole('button', { name: 'Rename' }).click();
  const name = app.getByRole('textbox', { name: 'Name of the credential' });
  await name.fill('推送 dev');
  await name.press('Enter');
  await expect(kept(app).getByRole('button', { name: /推送 dev/ })).toBeVisible();
  await app.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(kept(app).getByRole('button', { name: /推送 dev/ })).toHaveCount(0);
  await expectAccessible(app);
  await app.getByRole('button', { name: 'Undo' }).click();
  await expect(kept(app).getByRole('button', { name: /推送 dev/ })).toBeVisible();
  await app.reload();
  await expect(kept(app).getByRole('button', { name: /推送 dev/ })).toBeVisible();
});

test('an identity leaves only behind a password, and comes back with it', async ({ app }) => {
  await keepIdentity(app);
  await goToCredentials(app);
  await app.getByRole('button', { name: 'Export' }).click();
  const dialog = app.getByRole('dialog', { name: 'Export the credential' });
  const save = dialog.getByRole('button', { name: 'Save file' });
  await expect(save).toBeDisabled();
  await dialog.getByLabel('Password of the new file').fill('Öl & Essig 🔑');
  const saving = app.waitForEvent('download');
  await save.click();
  const file = await contentOf(await saving);
  await expectAccessible(app);
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  await app.locator('body').drop({ files: [dropped('back.p12', file)] });
  const card = app.getByRole('article', { name: 'back.p12' });
  await card.getByRole('textbox', { name: 'Password of this file' }).fill('Öl & Essig 🔑');
  await app.keyboard.press('Enter');
  await expect(card).toContainText('It was already stored; nothing changed.');
});

test('the default of an environment and topic is chosen by itself', async ({ app }) => {
  const credential = app.getByRole('combobox', { name: 'Credential', exact: true });
  const environment = app.getByRole('radiogroup', { name: 'Environment' });
  const choose = (name: string) => environment.getByText(name, { exact: true }).click();
  await keepIdentity(app);
  await app.locator('body').drop({ files: [fixture('openssl/AuthKey_ABC123DEFG.p8')] });
  await app.getByRole('combobox', { name: 'Team ID' }).fill('TEAM123456');
  await app.keyboard.press('Enter');
  await app
    .getByRole('article', { name: /AuthKey/ })
    .getByRole('button', { name: 'Send with this' })
    .click();
  await expect(credential).toHaveValue('APNs key ABC123DEFG');

  await choose('Sandbox');
  await app.getByRole('combobox', { name: 'Topic' }).fill('com.example.app');
  await app.keyboard.press('Escape');
  await app.getByRole('button', { name: 'Use by default…' }).click();
  await expectAccessible(app);
  const own = app.getByRole('menuitemcheckbox', { name: 'Default for Sandbox, topic com.example.app' });
  await own.click();
  await expect(own).toBeChecked();
  await app.keyboard.press('Escape');

  await choose('Simulator');
  await credential.click();
  await app.getByRole('option', { name: /^com\.example\.app/ }).click();
  await expect(credential).toHaveValue('com.example.app');
  await choose('Production');
  await expect(credential).toHaveValue('com.example.app');
  await choose('Sandbox');
  await expect(credential).toHaveValue('APNs key ABC123DEFG');

  await goToCredentials(app);
  await kept(app)
    .getByRole('button', { name: /ABC123DEFG/ })
    .click();
  const defaults = app.getByRole('region', { name: 'Default for' });
  await expect(defaults).toContainText('Sandbox');
  await expectAccessible(app);
  await defaults
    .getByRole('button', { name: 'Stop using it by default for Sandbox, com.example.app' })
    .click();
  await expect(defaults).toHaveCount(0);
});

test('a passphrase locks the keys, and work that needs them asks for it where it is', async ({
  app,
  host,
}) => {
  await app.getByRole('button', { name: /^Send/ }).click();
  await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
  const p12 = dropped('mine.p12', readFileSync(`${host.dataDir}/simulator/identity.p12`));
  await app.locator('body').drop({ files: [p12] });
  const card = app.getByRole('article', { name: 'mine.p12' });
  await card.getByRole('textbox', { name: 'Password of this file' }).fill('pushdeck');
  await app.keyboard.press('Enter');
  await card.getByRole('button', { name: 'Send with this' }).click();

  await goToCredentials(app);
  const protection = app.getByRole('region', { name: 'Key protection' });
  await protection.getByRole('button', { name: 'Change…' }).click();
  const dialog = app.getByRole('dialog', { name: 'Key protection' });
  await dialog.getByRole('radio', { name: 'This system’s key store' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('does not answer');
  await dialog.getByRole('radio', { name: 'A passphrase' }).check();
  await dialog.getByLabel('New passphrase').fill('correct horse');
  await dialog.getByLabel('Repeat the passphrase').fill('correct house');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByLabel('Repeat the passphrase').fill('correct horse');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(protection).toContainText('encrypted with your passphrase');
  await protection.getByRole('button', { name: 'Lock now' }).click();
  await expect(protection).toContainText('The keys are locked');
  await expectAccessible(app);

  await goTo(app, 'Compose');
  await app.keyboard.press('ControlOrMeta+Enter');
  await app.getByRole('button', { name: 'Unlock…' }).click();
  const passphrase = app.getByRole('dialog').getByRole('textbox', { name: 'Passphrase' });
  await passphrase.fill('wrong');
  await passphrase.press('Enter');
  await expect(app.getByRole('dialog')).toContainText('does not unlock');
  await expectAccessible(app);
  await passphrase.fill('correct horse');
  await passphrase.press('Enter');
  await expect(app.getByRole('grid').getByRole('row', { name: /Accepted 200/ })).toHaveCount(2);

  await goToCredentials(app);
  await protection.getByRole('button', { name: 'Lock now' }).click();
  await app.locator('body').drop({ files: [fixture('openssl/default.p12')] });
  const second = app.getByRole('article', { name: 'default.p12' });
  await second.getByRole('textbox', { name: 'Password of this file' }).fill(FIXTURE_PASSWORD);
  await app.keyboard.press('Enter');
  await second.getByRole('textbox', { name: 'Passphrase' }).fill('correct horse');
  await app.keyboard.press('Enter');
  await expect(second.getByRole('button', { name: 'Send with this' })).toBeVisible();
});

test('the time until a passphrase vault locks itself is a setting', async ({ app }) => {
  await goTo(app, 'Settings');
  const idle = app.getByRole('combobox', { name: 'Lock when idle for' });
  await expect(idle).toHaveValue('15 minutes');
  await idle.click();
  await app.getByRole('option', { name: '1 minute' }).click();
  await app.reload();
  await expect(idle).toHaveValue('1 minute');
  await expectAccessible(app);
});

test('a key is pasted, named, used and removed by keyboard alone', async ({ app }) => {
  const { keyboard } = app;
  /** Walks on until the focus stands on what has this name. */
  const tabTo = async (name: RegExp): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      await keyboard.press('Tab');
      // Between the last control and the first, the focus may stand on none.
      const words = await app.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
      if (name.test(words)) return;
    }
    throw new Error(`Tab never reached ${String(name)}`);
  };
  await expect(app.getByRole('button', { name: /^Send/ })).toBeEnabled();
  await tabTo(/^Credentials$/);
  await keyboard.press('Enter');
  await tabTo(/^Paste text/);
  await keyboard.press('Enter');
  await expect(app.getByRole('textbox', { name: 'Text of the key or certificate' })).toBeFocused();
  // As it comes out of a chat: no header, one line.
  const p8 = fixture('openssl/AuthKey_ABC123DEFG.p8').buffer.toString();
  await keyboard.insertText(p8.replaceAll(/-----[^-]+-----|\s/g, ''));
  await tabTo(/^Read$/);
  await keyboard.press('Enter');
  await expect(app.getByRole('textbox', { name: 'Key ID' })).toBeVisible();
  await expect(app.getByRole('textbox', { name: 'Key ID' })).toBeFocused();
  await keyboard.type('abc123defg');
  await keyboard.press('Tab');
  await keyboard.type('TEAM123456');
  await keyboard.press('Enter');
  const use = app.getByRole('dialog').getByRole('button', { name: 'Send with this' });
  await expect(use).toBeFocused();
  await keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toHaveCount(0);

  await tabTo(/^APNs key ABC123DEFG/);
  await keyboard.press('Enter');
  await tabTo(/^Rename$/);
  await keyboard.press('Enter');
  await keyboard.press('ControlOrMeta+A');
  await keyboard.type('Team key');
  await keyboard.press('Enter');
  await expect(app.getByRole('heading', { name: 'Team key' })).toBeVisible();
  await tabTo(/^Remove$/);
  await keyboard.press('Enter');
  await expect(kept(app).getByRole('button', { name: /Team key/ })).toHaveCount(0);
  await tabTo(/^Undo$/);
  await keyboard.press('Enter');
  await expect(kept(app).getByRole('button', { name: /Team key/ })).toBeVisible();
});
