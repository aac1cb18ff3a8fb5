import { expect, type Locator, type Page } from '@playwright/test';
import { SAMPLE_DEVICES } from '#shared/simulator/samples';

/** A simulated device in a state, for a target that is answered in a certain way. */
export function tokenOf(state: string): string {
  return SAMPLE_DEVICES.find((device) => device.state === state)?.token ?? '';
}

/** Puts these tokens in the place of what Compose would send to. */
export async function setTargets(app: Page, tokens: readonly string[]): Promise<void> {
  const remove = app.getByRole('main').getByRole('button', { name: /^Remove/ });
  await remove.first().click();
  const field = app.getByRole('combobox', { name: 'Devices' });
  await field.fill(tokens.join(', '));
  await field.press('Enter');
}

export async function send(app: Page): Promise<void> {
  await app.getByRole('main').getByRole('button', { name: /^Send/ }).click();
}

/** The log below Compose. */
export function logOf(app: Page): Locator {
  return app.getByRole('region', { name: 'Delivery log', exact: true });
}

/** Opens a row of the log by its words and gives what is then shown of the delivery. */
export async function openDelivery(app: Page, words: string | RegExp): Promise<Locator> {
  await app
    .getByRole('grid', { name: /^Deliveries/ })
    .getByRole('row', { name: words })
    .first()
    .click();
  const detail = app.getByRole('region', { name: 'Delivery', exact: true });
  await expect(detail).toBeVisible();
  return detail;
}

/** What the page put on the clipboard. */
export function clipboard(app: Page): Promise<string> {
  return app.evaluate(() => navigator.clipboard.readText());
}
