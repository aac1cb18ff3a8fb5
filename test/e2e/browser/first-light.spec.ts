import { expect, expectAccessible, test } from '../support/browser-test.js';

test('a fresh app sends to the simulator with one press, by keyboard alone', async ({ app }) => {
  await expect(app.getByRole('button', { name: /^Send/ })).toBeEnabled();
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
  await expectAccessible(app);
});
