import { expect, expectAccessible, test } from '../support/browser-test.js';

test('the doctor walks the whole way to the simulator', async ({ app }) => {
  await app.getByRole('button', { name: 'Doctor' }).click();
  await app.getByRole('button', { name: 'Check the connection' }).click();
  await expect(app.getByRole('status').getByText('All steps that were tried succeeded.')).toBeVisible();
  const steps = app.getByRole('list', { name: 'Steps of the check' });
  await expect(steps.getByRole('listitem')).toHaveCount(8);
  // Everything but the proxy, of which there is none.
  await expect(steps.getByRole('img', { name: 'OK' })).toHaveCount(7);
  await expect(steps).toContainText('the simulator uses this computer’s clock');
  await expect(steps).toContainText('TLSv1.3');
  await expectAccessible(app);
});

test('names the topic that the credential is not for', async ({ app }) => {
  await app.getByRole('button', { name: 'Doctor' }).click();
  await app.getByRole('textbox', { name: 'Topic' }).fill('com.example.other');
  await app.getByRole('button', { name: 'Check the connection' }).click();
  const steps = app.getByRole('list', { name: 'Steps of the check' });
  const failed = steps.getByRole('listitem').filter({ has: app.getByRole('img', { name: 'Failed' }) });
  await expect(failed).toHaveCount(1);
  await expect(failed).toContainText('Topic');
  await expect(failed).toContainText('com.example.other');
  await expect(app.getByText('A step failed; see the step for what to do.')).toBeVisible();
});

test('refuses a text that is no device token before anybody is asked', async ({ app }) => {
  await app.getByRole('button', { name: 'Doctor' }).click();
  const ask = app.getByRole('button', { name: 'Which environment is it for?' });
  await expect(ask).toBeDisabled();
  await app.getByRole('textbox', { name: 'Device token' }).fill('xyz');
  await ask.click();
  await expect(app.getByRole('alert')).toContainText('bad-device-token');
});
