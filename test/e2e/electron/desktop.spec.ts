import { expect } from '@playwright/test';
import { test } from '../support/electron-test.js';
import { takeMainPath } from '../support/main-path.js';

test('a fresh app sends to the simulator and shows the notification', async ({ app }) => {
  await takeMainPath(app);
});

test('the page has no power of its own', async ({ app, desktop }) => {
  expect(new URL(app.url()).protocol).toBe('app:');
  expect(await app.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
  expect(await app.evaluate(() => typeof (globalThis as { process?: unknown }).process)).toBe('undefined');
  expect(await app.evaluate('Object.keys(window.pushdeck).sort()')).toEqual(['platform', 'subscribe']);
  // Trying to run text as code is what the content security policy is there to refuse.
  await expect(app.evaluate('eval("1")')).rejects.toThrow(/unsafe-eval|Content Security Policy/);
  expect(await app.evaluate(() => window.open('about:blank'))).toBeNull();
  expect(desktop.windows()).toHaveLength(1);
});

test('the window cannot be navigated away', async ({ app }) => {
  const before = app.url();
  await app.evaluate(() => window.location.assign('file:///'));
  await app.waitForTimeout(500);
  expect(app.url()).toBe(before);
});

test('a file opened by a second start arrives in the window that runs', async ({ app, desktop }) => {
  await expect(app.getByRole('button', { name: /^Send/ })).toBeEnabled();
  await desktop.evaluate(
    ({ app: electronApp }, file) => {
      electronApp.emit('second-instance', {}, [], '/', { argv: [file], workingDirectory: '/' });
    },
    new URL('../../../package.json', import.meta.url).pathname,
  );
  await expect(app.getByText('package.json').first()).toBeVisible();
});
