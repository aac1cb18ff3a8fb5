import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../support/browser-test.js';
import { openDelivery, send } from '../support/log-steps.js';
import { connectTo } from '../support/sample-work.js';

const main = (app: Page) => app.getByRole('main');
const steps = (app: Page) => main(app).getByRole('list', { name: 'Steps' }).locator(':scope > li');

async function openScenarios(app: Page): Promise<void> {
  await app.getByRole('navigation').getByRole('button', { name: 'Scenarios' }).click();
  await expect(main(app).getByRole('heading', { name: 'Scenarios' })).toBeVisible();
}

/** Makes a delivery of the log the first step of a new scenario, and goes there. */
async function addToNew(app: Page, words: RegExp, name: string): Promise<void> {
  const detail = await openDelivery(app, words);
  await detail.getByRole('button', { name: 'More' }).click();
  await app.getByRole('menuitem', { name: 'Add to a scenario…' }).click();
  const dialog = app.getByRole('dialog', { name: 'Add to a scenario' });
  await dialog.getByRole('textbox', { name: 'Name of the scenario' }).fill(name);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await app.getByRole('button', { name: 'Show the scenario' }).click();
}

/** Replaces words in the text of the opened scenario. */
async function edit(app: Page, from: string, to: string): Promise<void> {
  await main(app).getByRole('radiogroup', { name: 'View' }).getByText('JSON').click();
  const editor = main(app).getByRole('textbox', { name: 'Text of the scenario' });
  const line = editor.locator('.cm-line', { hasText: from });
  await line.click();
  await app.keyboard.press('End');
  await app.keyboard.press('Shift+Home');
  await app.keyboard.insertText(to);
}

test('the empty screen teaches, and its sample runs as it stands', async ({ app }) => {
  await openScenarios(app);
  await expect(main(app)).toContainText('A scenario sends pushes in sequence');
  await main(app).getByRole('button', { name: 'Start with the sample' }).click();
  await expect(steps(app)).toHaveCount(6);
  await expect(main(app).getByText('Sample credential')).toBeVisible();
  await main(app).getByRole('button', { name: 'Run', exact: true }).click();
  await expect(main(app).getByRole('status').filter({ hasText: 'All 6 steps' })).toBeVisible();
  await expect(main(app).getByRole('list', { name: 'Scenarios' })).toContainText('Passed');
  await expectAccessible(app);
  await steps(app).nth(3).getByRole('button', { name: 'Delivery' }).click();
  await expect(app.getByRole('region', { name: 'Delivery', exact: true })).toContainText('BadDeviceToken');
  // Looking at a delivery forgets nothing.
  await app.goBack();
  await expect(main(app).getByRole('status').filter({ hasText: 'All 6 steps' })).toBeVisible();
});

test('a delivery becomes a step that passes, and fails once something else is expected', async ({ app }) => {
  await send(app);
  await addToNew(app, /Accepted 200/, 'From the log');
  await expect(main(app).getByRole('heading', { name: 'From the log' })).toBeVisible();
  await expect(steps(app)).toContainText(['expects: accepted, 200']);
  await main(app).getByRole('button', { name: 'Run', exact: true }).click();
  await expect(main(app).getByText(/The step passed in/)).toBeVisible();

  await edit(app, '"status": 200', '        "status": 410');
  await main(app).getByRole('button', { name: 'Save and run' }).click();
  await expect(main(app).getByText('Not as expected: 1. As expected: 0. Not run: 0.')).toBeVisible();
  await expect(steps(app).first()).toContainText('Expected status 410, but it was 200.');
  await expectAccessible(app);
});

test('what is wrong with the text is marked where it stands, survives a reload and is never saved', async ({
  app,
  host,
}) => {
  await send(app);
  await addToNew(app, /Accepted 200/, 'Edited');
  await edit(app, '"status": 200', '        "status": "soon"');
  const problem = /Step 1, expect\.status: This must be a number, not a string\./;
  await expect(main(app).getByRole('button', { name: problem })).toBeVisible();
  await expect(main(app).getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  await expect(main(app).getByRole('button', { name: 'Save and run' })).toBeDisabled();
  await app.reload();
  await expect(main(app).getByRole('button', { name: problem })).toBeVisible();
  const file = join(host.dataDir, 'workspace/scenarios/Edited.json');
  expect(readFileSync(file, 'utf8')).toContain('"status": 200');
  await main(app).getByRole('button', { name: 'Discard changes' }).click();
  await expect(main(app).getByText('No problems found')).toBeVisible();
});

test('a file that another program changed meanwhile is not overwritten silently', async ({ app, host }) => {
  await send(app);
  await addToNew(app, /Accepted 200/, 'Shared');
  await edit(app, '"name": "Shared"', '  "name": "Shared", "description": "mine",');
  const file = join(host.dataDir, 'workspace/scenarios/Shared.json');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('"name": "Shared"', '"name": "Shared", "description": "theirs"'),
  );
  await expect(main(app).getByText('Changed elsewhere')).toBeVisible();
  await main(app).getByRole('button', { name: 'Save', exact: true }).click();
  await app.getByRole('dialog').getByRole('button', { name: 'Overwrite' }).click();
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('"mine"');
});

test('a long run is stopped, and a deleted scenario comes back', async ({ app, host }) => {
  const { client, close } = await connectTo(host.url);
  const text = JSON.stringify({ version: 1, name: 'Patience', steps: [{ wait: { seconds: 600 } }] });
  await client.scenarios.save({ id: null, revision: null, text });
  close();
  await app.keyboard.press('ControlOrMeta+k');
  await app.getByRole('dialog').getByPlaceholder('What would you like to do?').fill('Patience');
  await app
    .getByRole('option', { name: 'Patience' })
    .or(app.getByRole('button', { name: 'Patience' }))
    .first()
    .click();
  await main(app).getByRole('button', { name: 'Run', exact: true }).click();
  await expect(main(app).getByText('Running…')).toBeVisible();
  await main(app).getByRole('button', { name: 'Stop' }).click();
  await expect(main(app).getByText('Stopped before the end.')).toBeVisible();
  await main(app).getByRole('button', { name: 'Delete' }).click();
  await expect(main(app)).toContainText('No scenarios yet');
  await app.getByRole('alert').getByRole('button', { name: 'Undo' }).click();
  await expect(main(app).getByRole('heading', { name: 'Patience' })).toBeVisible();
});

test('what cannot be run says why before anything is sent, and production asks first', async ({
  app,
  host,
}) => {
  const { client, close } = await connectTo(host.url);
  const step = { send: { targets: [{ kind: 'token', token: '00'.repeat(32) }], payload: { aps: {} } } };
  const text = JSON.stringify({ version: 1, name: 'Real', environment: 'production', steps: [step] });
  await client.scenarios.save({ id: null, revision: null, text });
  close();
  await openScenarios(app);
  await expect(main(app).getByRole('alert')).toContainText('Step 1: Apple requires a credential');
  await main(app).getByRole('combobox', { name: 'Credential of this run' }).click();
  await app.getByRole('option', { name: 'Sample APNs key' }).click();
  await expect(main(app).getByText('Production', { exact: true })).toBeVisible();
  await main(app).getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = app.getByRole('dialog', { name: 'Run in production?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(main(app).getByText('Running…')).toBeHidden();
  await main(app).getByRole('combobox', { name: 'Environment of this run' }).click();
  await app.getByRole('option', { name: 'In the simulator' }).click();
  await main(app).getByRole('button', { name: 'Run', exact: true }).click();
  await expect(steps(app).first()).toContainText('BadDeviceToken');
});

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('everything that is said about a run is', async ({ page, host }) => {
    const { client, close } = await connectTo(host.url);
    const text = JSON.stringify({
      version: 1,
      name: '回归',
      steps: [{ send: { payload: { aps: { alert: '你好' } } }, expect: { status: 410 } }],
    });
    await client.scenarios.save({ id: null, revision: null, text });
    close();
    await page.goto(host.url);
    await page.getByRole('navigation').getByRole('button', { name: '场景' }).click();
    await main(page).getByRole('button', { name: '运行' }).click();
    await expect(main(page).getByText('期望状态码为 410，实际为 200。')).toBeVisible();
    await expect(main(page).getByText('不符合期望：1；符合期望：0；未运行：0。')).toBeVisible();
    await expectAccessible(page);
  });
});
