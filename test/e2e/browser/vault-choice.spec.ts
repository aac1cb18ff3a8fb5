import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import { fixture, privateKeyFile } from '../support/credential-files.js';

// No session bus: no key store answers, and nobody has chosen.
test.use({ hostEnv: { PUSHDECK_VAULT: '', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus' } });

const FILES = [fixture('openssl/universal.cer'), privateKeyFile('universal.key.pem', 'push.key')];

test('the first credential asks what protects it; no answer keeps nothing and loses nothing', async ({
  app,
  host,
}) => {
  await app.locator('body').drop({ files: FILES });
  const question = app.getByRole('dialog', { name: 'Key protection' });
  await expect(question).toContainText('no working key store');
  await expect(question.getByRole('radio')).toHaveCount(2);
  await expectAccessible(app);
  await question.getByText('Cancel', { exact: true }).click();

  const cards = app.getByRole('dialog');
  await expect(cards.getByRole('article')).toHaveCount(2);
  await expect(cards).toContainText('Nothing was stored');
  expect(existsSync(join(host.dataDir, 'vault.json'))).toBe(false);

  await cards.getByRole('button', { name: 'Choose…' }).first().click();
  await question.getByRole('radio', { name: 'A key file' }).check();
  await question.getByRole('button', { name: 'Save' }).click();
  await expect(cards.getByRole('status').first()).toHaveText('2 stored');
  expect(existsSync(join(host.dataDir, 'vault.json'))).toBe(true);
  await app.getByRole('button', { name: 'Done' }).click();

  // Asked once.
  await app.locator('body').drop({ files: [fixture('openssl/ec.p12')] });
  await expect(app.getByRole('dialog', { name: 'Key protection' })).toHaveCount(0);
});

test('a passphrase can be chosen instead', async ({ app, host }) => {
  await app.locator('body').drop({ files: FILES });
  const question = app.getByRole('dialog', { name: 'Key protection' });
  await question.getByLabel('New passphrase').fill('correct horse');
  await question.getByLabel('Repeat the passphrase').fill('correct horse');
  await question.getByRole('button', { name: 'Save' }).click();
  await expect(app.getByRole('dialog').getByRole('status').first()).toHaveText('2 stored');
  expect(existsSync(join(host.dataDir, 'vault.json'))).toBe(true);
});
