import type { Page } from '@playwright/test';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { expect, test } from '../support/browser-test.js';

const TOKEN = 'ab'.repeat(32);

async function drop(app: Page, ...files: readonly { readonly name: string; readonly text: string }[]) {
  const transfer = await app.evaluateHandle((dropped) => {
    const data = new DataTransfer();
    for (const { name, text } of dropped) data.items.add(new File([text], name));
    return data;
  }, files);
  await app.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

test('every dropped file finds its place by what it holds', async ({ app }) => {
  await drop(app, { name: 'devices.csv', text: `name,token\nAda’s iPhone,${TOKEN}\n` });
  await app.getByRole('button', { name: 'Import 1 device' }).click();
  await expect(app.getByRole('dialog')).toBeHidden();

  const editor = app.getByRole('textbox', { name: 'Payload as JSON' });
  await drop(app, { name: 'hello.apns', text: '{"aps":{"alert":"Dropped"}}' });
  await expect(editor).toContainText('Dropped');
  await app.getByRole('button', { name: 'Restore previous content' }).click();
  await expect(editor).toContainText('Hello from Pushdeck');

  await drop(app, {
    name: 'checkout.json',
    text: '{"version":1,"name":"Checkout","steps":[{"send":{"payload":{"aps":{"alert":"Hi"}}}}]}',
  });
  await expect(app).toHaveURL(/#\/scenarios/);
  await expect(app.getByText('Checkout').first()).toBeVisible();
});

test('samples leave with the simulator, and never go to Apple', async ({ app }) => {
  await app.getByRole('button', { name: /^Send/ }).click();
  const accepted = app.getByRole('status').filter({ hasText: /Accepted \(200\)/ });
  await expect(accepted).toBeVisible();
  const environment = app.getByRole('radiogroup', { name: 'Environment' });
  await environment.getByText('Production').click();
  await expect(accepted).toBeHidden();
  await expect(app.getByText('1 simulated device returns with the simulator.')).toBeVisible();
  await expect(app.getByText('The sample credential returns with the simulator.')).toBeVisible();

  const devices = app.getByRole('combobox', { name: 'Devices' });
  await devices.fill(SAMPLE_TOKEN);
  await devices.press('Enter');
  await expect(app.getByText(/This is a device of the simulator/)).toBeVisible();
  await app.getByRole('button', { name: /^Send to production/ }).click();
  await expect(app.getByRole('alert').filter({ hasText: 'nothing was sent to it' })).toBeVisible();
  await app.getByRole('button', { name: 'Take it out' }).click();

  await devices.fill(TOKEN);
  await devices.press('Enter');
  await app.getByRole('button', { name: /^Send to production/ }).click();
  const question = app.getByRole('dialog', { name: 'Send to production?' });
  await expect(question).toContainText('This goes to 1 real device and cannot be undone.');
  await expect(question).toContainText('Hello from Pushdeck');
  await app.keyboard.press('Enter');
  await expect(question).toBeHidden();

  await environment.getByText('Simulator').click();
  await expect(app.getByText('The sample credential returns with the simulator.')).toBeHidden();
  await expect(app.getByRole('row', { name: /Production/ })).toHaveCount(0);
});
