import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { expect, test } from '../support/browser-test.js';

const editorOf = (app: Page) => app.getByRole('textbox', { name: 'Payload as JSON' });
const phoneOf = (app: Page) => app.getByRole('complementary', { name: 'Phone' });
const view = (app: Page, name: 'Form' | 'JSON') =>
  app.getByRole('radiogroup', { name: 'View' }).getByText(name, { exact: true }).click();

test.describe('the payload', () => {
  test('is checked, weighed and shown on the phone as it is written', async ({ app }) => {
    await editorOf(app).fill('{"aps":{"alert":"Hi","badge":"3"}}');
    await expect(app.getByText('"badge" has to be a number, and this is a string.')).toBeVisible();
    await expect(editorOf(app).locator('.cm-lintRange-error')).toBeVisible();
    await app.getByRole('button', { name: 'Write it as 3' }).click();
    await expect(app.getByText('No problems found')).toBeVisible();
    await expect(editorOf(app)).toContainText('"badge":3');

    await editorOf(app).fill('{"aps":{"alert":{"title":"مرحبا","body":"Typed just now"},"badge":7}}');
    await expect(phoneOf(app).getByText('Typed just now')).toBeVisible();
    await expect(phoneOf(app).getByText('Badge becomes 7')).toBeVisible();
    await editorOf(app).fill('{"aps":{"content-available":1}}');
    await expect(phoneOf(app).getByText('Typed just now')).toBeHidden();

    await editorOf(app).fill(JSON.stringify({ aps: { alert: '雪'.repeat(1500) } }));
    const meter = app.getByRole('meter', { name: 'Size of the payload' });
    await expect(meter).toHaveText(/4,52\d of 4,096 bytes/);
    await expect(app.getByRole('button', { name: /payload\/too-large|bytes/ }).first()).toBeVisible();
  });

  test('is one document in two views, and undo reaches over both', async ({ app }) => {
    await editorOf(app).fill('{"mine":1.50,"aps":{"alert":{"title":"A","title-loc-key":"K"}}}');
    await view(app, 'Form');
    await app.getByRole('textbox', { name: 'Body', exact: true }).fill('From the form');
    await view(app, 'JSON');
    await expect(editorOf(app)).toContainText('"mine":1.50');
    await expect(editorOf(app)).toContainText('"body":"From the form"');
    await expect(editorOf(app)).toContainText('"title-loc-key":"K"');
    await app.getByRole('button', { name: 'Undo' }).click();
    await expect(editorOf(app)).not.toContainText('"body":"From the form"');
  });

  test('shows a mistake soon after the key that makes it', async ({ app }) => {
    await editorOf(app).fill(JSON.stringify({ aps: { alert: 'x'.repeat(4000) } }));
    await expect(app.getByText('No problems found')).toBeVisible();
    await editorOf(app).press('ControlOrMeta+End');
    const watch = await app.evaluateHandle(() => ({
      painted: new Promise<number>((done) => {
        let pressed = Number.NaN;
        document.addEventListener('keydown', () => (pressed = performance.now()), { capture: true });
        const observer = new MutationObserver(() => {
          if (document.querySelector('.cm-lintRange-error, .cm-lintPoint-error') === null) return;
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - pressed)));
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      }),
    }));
    await app.keyboard.press(',');
    const ms = await watch.evaluate(({ painted }) => painted);
    test.info().annotations.push({ type: 'from key to painted mistake', description: `${ms.toFixed(0)} ms` });
    // 100 ms is the aim on an idle machine; what is asserted leaves room for one that does much else.
    expect(ms).toBeLessThan(5000);
  });
});

test('what is being written survives a reload', async ({ app }) => {
  await editorOf(app).fill('{"aps":{"alert":"Not lost"}}');
  await app.getByRole('combobox', { name: 'Topic' }).fill('com.example.draft');
  await app.waitForTimeout(700);
  await app.reload();
  await expect(editorOf(app)).toContainText('Not lost');
  await expect(app.getByRole('combobox', { name: 'Topic' })).toHaveValue('com.example.draft');
});

test.describe('a preset', () => {
  test('is a file that reads well, opens again, and never overwrites another’s change', async ({
    app,
    host,
  }) => {
    await editorOf(app).fill('{"aps":{"alert":"Order shipped"}}');
    await app.getByRole('button', { name: 'Save as preset…' }).click();
    await app.getByRole('textbox', { name: 'Name' }).fill('Order shipped');
    await app.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await expect(app.getByText('“Order shipped” is saved.')).toBeVisible();
    const folder = join(host.dataDir, 'workspace', 'presets');
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(1);
    const file = join(folder, files[0] ?? '');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^\{\n {2}"version": 1,\n {2}"name": "Order shipped"/);
    expect(text).not.toMatch(/PRIVATE KEY/);

    await editorOf(app).fill('{"aps":{"alert":"Mine"}}');
    writeFileSync(file, text.replace('Order shipped"\n    }', 'Theirs"\n    }'));
    await expect(app.getByText('Changed on disk: reload')).toBeVisible();
    await app.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(app.getByText('The preset changed on disk')).toBeVisible();
    await app.getByRole('button', { name: 'Use the version on disk' }).click();
    await expect(editorOf(app)).toContainText('Theirs');
  });

  test('is made from a pasted curl command', async ({ app }) => {
    await app.getByRole('button', { name: 'Import' }).click();
    await app.getByRole('menuitem', { name: /Paste a curl command/ }).click();
    await app
      .getByRole('textbox', { name: 'Text' })
      .fill(
        `curl --http2 -H 'apns-topic: com.example.pasted' -H 'apns-push-type: background' -d '{"aps":{"content-available":1}}' https://api.sandbox.push.apple.com/3/device/${SAMPLE_TOKEN}`,
      );
    await app.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
    await expect(app.getByRole('combobox', { name: 'Topic' })).toHaveValue('com.example.pasted');
    await expect(app.getByRole('radio', { name: 'Sandbox' })).toBeChecked();
    await expect(editorOf(app)).toContainText('content-available');
  });
});

test('a Firebase token is named as what it is; a thousand of APNs in any form are kept, each once', async ({
  app,
}) => {
  await app.getByRole('button', { name: 'Devices' }).click();
  await app.getByRole('button', { name: 'Import devices' }).first().click();
  const field = app.getByRole('textbox', { name: 'Tokens or CSV' });
  await field.fill(`dGhpc2lzYW4:APA91b${'HkqW3xR_7-'.repeat(14)}`);
  await expect(app.getByRole('dialog')).toContainText(/Firebase|FCM/);

  const tokens = Array.from({ length: 1000 }, (_, index) => (4096 + index).toString(16).padStart(64, 'b'));
  const pasted = tokens.map((token, index) =>
    index % 2 === 0 ? `<${token.match(/.{8}/g)?.join(' ') ?? ''}>` : token.toUpperCase(),
  );
  await field.fill([...pasted, tokens[0]].join('\n'));
  await app.getByRole('button', { name: 'Import 1000 devices' }).click();
  await expect(app.getByRole('dialog')).toBeHidden();
  // The list is virtual: many devices, few rows.
  expect(await app.getByRole('main').getByRole('row').count()).toBeLessThan(80);
});

test('the palette goes everywhere, and ? lists the shortcuts', async ({ app }) => {
  await app.keyboard.press('ControlOrMeta+k');
  await app.getByRole('dialog').getByRole('textbox').fill('settings');
  await app.keyboard.press('Enter');
  await expect(app).toHaveURL(/#\/settings/);
  await app.getByRole('button', { name: 'Keyboard shortcuts' }).focus();
  await app.keyboard.press('Shift+?');
  await expect(app.getByRole('dialog', { name: /shortcuts/i })).toBeVisible();
});
