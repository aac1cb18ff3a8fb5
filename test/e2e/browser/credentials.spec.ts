import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import {
  dropFromDesktop,
  dropped,
  fixture,
  FIXTURE_PASSWORD,
  privateKeyFile,
} from '../support/credential-files.js';

/** Of the sample .p12, as docs/simulator.md gives it to everybody. */
const SIMULATOR_PASSWORD = 'pushdeck';

test('a .p12 asks for its password in place and says whose it is', async ({ app }) => {
  const dropped12 = fixture('openssl/default.p12');
  await app.locator('body').drop({ files: [dropped12] });
  const article = app.getByRole('article', { name: dropped12.name });
  const password = article.getByRole('textbox', { name: 'Password of this file' });

  await password.fill('not it');
  await password.press('Enter');
  await expect(article).toContainText(`The password does not open ${dropped12.name}.`);
  await expect(password).toHaveValue('not it');

  await password.fill(FIXTURE_PASSWORD);
  await password.press('Enter');
  await expect(article).toContainText('Apple Push Services: com.example.app');
  await expect(article).toContainText('com.example.app.voip');
  await expect(article).toContainText('belongs to the certificate');
  await expect(article.getByText('Sandbox', { exact: true })).toBeVisible();
  await expect(article.getByText('Production', { exact: true })).toBeVisible();
  await expectAccessible(app);
});

test('a .p12 is sent with after it was dropped', async ({ app, host }) => {
  await app.getByRole('button', { name: /^Send/ }).click();
  await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
  const folder = join(host.dataDir, 'simulator');
  const p12 = dropped('mine.p12', readFileSync(join(folder, 'identity.p12')));
  await app.locator('body').drop({ files: [p12] });
  const article = app.getByRole('article', { name: 'mine.p12' });
  await article.getByRole('textbox', { name: 'Password of this file' }).fill(SIMULATOR_PASSWORD);
  await app.keyboard.press('Enter');
  await article.getByRole('button', { name: 'Send with this' }).click();
  await app.getByRole('button', { name: /^Send/ }).click();
  await expect(app.getByRole('grid').getByRole('row', { name: /Accepted 200/ })).toHaveCount(2);
});

test('a .p8 takes its key ID from its name and asks once for the team', async ({ app }) => {
  await app.locator('body').drop({ files: [fixture('openssl/AuthKey_ABC123DEFG.p8')] });
  const article = app.getByRole('article', { name: 'AuthKey_ABC123DEFG.p8' });
  await expect(article).toContainText('ABC123DEFG');
  await article.getByRole('combobox', { name: 'Team ID' }).fill('TEAM123456');
  await article.getByRole('button', { name: 'Save' }).click();
  await expect(article.getByRole('button', { name: 'Send with this' })).toBeVisible();
});

const CARD = 'openssl/universal.cer';

for (const { other, how } of [
  { other: () => privateKeyFile('universal.key.pem', 'push.key'), how: 'its .key' },
  { other: () => fixture('openssl/key-only.p12'), how: 'a .p12 of the key alone' },
  { other: () => fixture('openssl/default.p12'), how: 'its whole .p12' },
]) {
  test(`a .cer dropped with ${how} becomes one identity that says so`, async ({ app }) => {
    const half = other();
    await app.locator('body').drop({ files: [fixture(CARD), half] });
    const article = app.getByRole('article', { name: 'universal.cer' });
    if (half.name.endsWith('.p12')) {
      await expect(article).toContainText('contains a certificate without its private key');
      await expect(article.getByRole('button', { name: 'Send with this' })).toHaveCount(0);
      const password = app.getByRole('textbox', { name: 'Password of this file' });
      await password.fill(FIXTURE_PASSWORD);
      await password.press('Enter');
    }
    await expect(article).toContainText(`Joined with its private key from ${half.name}.`);
    await expect(article).toContainText('Certificate with its private key');
    await expect(article).toContainText('belongs to the certificate');
    await expect(article).not.toContainText(/does not belong|contains no private key|kept already/);
    const otherArticle = app.getByRole('article', { name: half.name });
    await expect(otherArticle).toContainText('Part of the credential shown with universal.cer.');
    await expect(app.getByRole('dialog').getByRole('status').first()).toHaveText('2 stored');
    await expectAccessible(app);

    await article.getByRole('button', { name: 'Send with this' }).click();
    await expect(app.getByRole('combobox', { name: 'Credential', exact: true })).toHaveValue(
      /com\.example\.app/,
    );
  });
}

test('a .cer, a .p12 and a .p8 at once: each has its card, and what waits is asked for there', async ({
  app,
}) => {
  const files = [fixture(CARD), fixture('openssl/legacy.p12'), fixture('openssl/AuthKey_ABC123DEFG.p8')];
  await app.locator('body').drop({ files });
  const dialog = app.getByRole('dialog');
  await expect(dialog.getByRole('status').first()).toHaveText('3 need something from you');
  await dialog.getByRole('textbox', { name: 'Password of this file' }).fill(FIXTURE_PASSWORD);
  await app.keyboard.press('Enter');
  await expect(dialog.getByRole('status').first()).toHaveText('2 stored · 1 needs something from you');
  await dialog.getByRole('combobox', { name: 'Team ID' }).fill('TEAM123456');
  await app.keyboard.press('Enter');
  await expect(dialog.getByRole('status').first()).toHaveText('3 stored');
});

test('a half that waits on the screen finds its other half in the next drop', async ({ app }) => {
  await app.locator('body').drop({ files: [fixture(CARD)] });
  const article = app.getByRole('article', { name: 'universal.cer' });
  await expect(article).toContainText('contains a certificate without its private key');
  await expect(article).toContainText('Not here yet');
  await app.locator('body').drop({ files: [privateKeyFile('universal.key.pem', 'push.key')] });
  await expect(article).toContainText('Joined with its private key from push.key.');
});

test('a key that fits no certificate dropped with it is no mistake: both halves wait', async ({ app }) => {
  const files = [fixture('openssl/other.cer'), privateKeyFile('universal.key.pem', 'push.key')];
  await app.locator('body').drop({ files });
  const dialog = app.getByRole('dialog');
  await expect(dialog.getByRole('status').first()).toHaveText('2 need something from you');
  await expect(app.getByRole('article', { name: 'push.key' })).toContainText('without its certificate');
  await expect(dialog.getByRole('button', { name: 'Send with this' })).toHaveCount(0);
});

test('what is no credential is named for what it is, and what was typed stays', async ({ app }) => {
  const jpeg = Buffer.from('ffd8ffe000104a4649460001', 'hex');
  const whole = fixture('openssl/default.p12').buffer;
  await app.locator('body').drop({
    files: [
      dropped('photo.p12', jpeg),
      dropped('empty.p12', Buffer.alloc(0)),
      dropped('half.p12', whole.subarray(0, 700)),
      fixture('keytool/java.jks', 'store.p12'),
    ],
  });
  const says = (name: string, words: RegExp) =>
    expect(app.getByRole('article', { name }).getByRole('alert')).toContainText(words);
  await says('photo.p12', /is a JPEG image/);
  await says('empty.p12', /empty/);
  await says('half.p12', /cut off|incomplete|truncated|ends/i);
  await says('store.p12', /Java/);
  await app.getByRole('button', { name: 'Done' }).click();
  await expect(app.getByRole('meter', { name: 'Size of the payload' })).toContainText('163');
});

test('a folder among the files is named, and the files are read all the same', async ({ app, host }) => {
  const folder = join(host.dataDir, 'certificates');
  mkdirSync(folder);
  const file = join(host.dataDir, 'push.cer');
  writeFileSync(file, fixture('openssl/universal.cer').buffer);
  await expect(app.getByRole('button', { name: /^Send/ })).toBeEnabled();
  await dropFromDesktop(app, [folder, file]);
  await expect(app.getByRole('article', { name: 'certificates' }).getByRole('alert')).toContainText(
    'This is a folder.',
  );
  await expect(app.getByRole('article', { name: 'push.cer' })).toContainText('com.example.app');
});

test('twenty files at once get twenty cards', async ({ app }) => {
  const { buffer } = fixture('openssl/universal.cer');
  const files = Array.from({ length: 20 }, (_, index) => dropped(`certificate-${index}.cer`, buffer));
  await app.locator('body').drop({ files });
  await expect(app.getByRole('dialog').getByRole('article')).toHaveCount(20);
});
