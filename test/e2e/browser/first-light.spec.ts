import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, expectAccessible, test } from '../support/browser-test.js';

test.use({ isFirstRun: true });

test('a fresh app sends to the simulator with one press, by keyboard alone', async ({ app }) => {
  await expect(app.getByRole('button', { name: /^Send/ })).toBeEnabled();
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
  await expectAccessible(app);
});

test('the first page loads at most 410 KB of JavaScript, gzipped, and the editor after it', async ({
  app,
}) => {
  const built = resolve(import.meta.dirname, '../../../out/renderer');
  const page = readFileSync(join(built, 'index.html'), 'utf8');
  const language = readdirSync(join(built, 'assets')).filter((name) => name.startsWith('english-'));
  const scripts = [...new Set(page.match(/assets\/[^"]+\.js/g)), ...language.map((name) => `assets/${name}`)];
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(readFileSync(join(built, script))).length, 0);
  test
    .info()
    .annotations.push({ type: 'first load', description: `${scripts.length} files, ${bytes} bytes` });
  expect(language).toHaveLength(1);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(410_000);
  expect(scripts.join()).not.toContain('json-editor');
  await expect(app.locator('.cm-content')).toBeVisible();
});
