import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser-test.js';

const editorOf = (app: Page) => app.getByRole('textbox', { name: 'Payload as JSON' });
const textOf = (app: Page) => editorOf(app).innerText();

test('completes keys of the push type and their values, and tells what a key is for', async ({ app }) => {
  await editorOf(app).fill('{"aps":{}}');
  await editorOf(app).press('ControlOrMeta+End');
  await app.keyboard.press('ArrowLeft');
  await app.keyboard.press('ArrowLeft');
  await app.keyboard.type('"interr');
  await app.getByRole('option', { name: /interruption-level/ }).click();
  await expect(editorOf(app)).toContainText('"interruption-level"');
  await editorOf(app).fill('{"aps":{"alert":"x","interruption-level":""}}');
  await editorOf(app).press('ControlOrMeta+End');
  for (let step = 0; step < 3; step += 1) await app.keyboard.press('ArrowLeft');
  await app.keyboard.press('Control+Space');
  await app.getByRole('option', { name: /time-sensitive/ }).click();
  await expect(editorOf(app)).toContainText('"interruption-level":"time-sensitive"');

  await editorOf(app).getByText('"interruption-level"').hover();
  await expect(app.locator('.cm-tooltip-hover')).toContainText(/Focus|interrupt/i);
});

test('straightens the quotes of pasted JSON, and leaves them in words', async ({ app, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const paste = async (text: string): Promise<void> => {
    await app.evaluate((value) => navigator.clipboard.writeText(value), text);
    await editorOf(app).press('ControlOrMeta+a');
    await app.keyboard.press('ControlOrMeta+v');
  };
  await paste('{“aps”: {“alert”: “Hello”}}');
  await expect(editorOf(app)).toContainText('{"aps": {"alert": "Hello"}}');
  await paste('{"aps": {"alert": "She said “hello”"}}');
  await expect(editorOf(app)).toContainText('She said “hello”');
});

test('formats, minifies and folds, and undo brings each back', async ({ app }) => {
  await editorOf(app).fill('{"aps":{"alert":{"title":"A","body":"B"}},"n":1.50}');
  await app.getByRole('button', { name: 'Format' }).click();
  await expect.poll(() => textOf(app)).toMatch(/\n {2}"aps"/);
  await expect(editorOf(app)).toContainText('1.50');
  await app.getByTitle('Fold line').nth(1).click();
  await expect(editorOf(app)).not.toContainText('"body"');
  await app.getByTitle('Unfold line').filter({ visible: true }).click();
  await expect(editorOf(app)).toContainText('"body"');
  await app.getByRole('button', { name: 'Remove whitespace' }).click();
  await expect.poll(() => textOf(app)).toBe('{"aps":{"alert":{"title":"A","body":"B"}},"n":1.50}');
  await app.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => textOf(app)).toMatch(/\n {2}"aps"/);
});

test('is alive with a megabyte', async ({ app }) => {
  const text = JSON.stringify({
    aps: { alert: 'x' },
    list: Array.from({ length: 40_000 }, (_, at) => `item ${at}`),
  });
  expect(text.length).toBeGreaterThan(500_000);
  await editorOf(app).fill(text);
  const meter = app.getByRole('meter', { name: 'Size of the payload' });
  await expect(meter).toContainText('of 4,096 bytes');
  await editorOf(app).press('ControlOrMeta+Home');
  await app.keyboard.press('ArrowRight');
  await app.keyboard.type('"k":1,');
  await expect(editorOf(app)).toContainText('{"k":1,"aps"');
});

test('a Live Activity is started, updated and ended in the form', async ({ app }) => {
  await app.getByRole('combobox', { name: 'Push type' }).click();
  await app.getByRole('option', { name: /^liveactivity/ }).click();
  await editorOf(app).fill('{"aps":{}}');
  await app.getByRole('radiogroup', { name: 'View' }).getByText('Form', { exact: true }).click();
  await app.getByRole('combobox', { name: 'Event' }).click();
  await app.getByRole('option', { name: 'start: show a new one' }).click();
  await app.getByRole('textbox', { name: 'Content state' }).fill('{"score": [1, 0], "clock": null}');
  await app.getByRole('textbox', { name: 'Attributes type' }).fill('MatchAttributes');
  await app.getByRole('textbox', { name: 'Attributes', exact: true }).fill('{"home": "Ada"}');
  await app.getByRole('radiogroup', { name: 'View' }).getByText('JSON', { exact: true }).click();
  const text = await textOf(app);
  expect(JSON.parse(text.replaceAll(/"?\{\{now\}\}"?/g, '0'))).toMatchObject({
    aps: {
      event: 'start',
      'content-state': { score: [1, 0], clock: null },
      'attributes-type': 'MatchAttributes',
      attributes: { home: 'Ada' },
    },
  });
});

test.describe('where motion is reduced', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('the line numbers stand beside their lines', async ({ app }) => {
    await expect(editorOf(app)).toBeVisible();
    const tops = (selector: string): Promise<number[]> =>
      app
        .locator(selector)
        .evaluateAll((elements) =>
          elements
            .filter((element) => getComputedStyle(element).visibility === 'visible')
            .map((element) => element.getBoundingClientRect().top),
        );
    const lines = await tops('.cm-line');
    expect(lines.length).toBeGreaterThan(8);
    expect(await tops('.cm-lineNumbers .cm-gutterElement')).toEqual(lines);
  });
});
