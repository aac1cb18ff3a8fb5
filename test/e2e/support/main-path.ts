import { expect, type Page } from '@playwright/test';

/** What the sample payload says, and so what the simulated phone shows. */
const SAMPLE_BODY = /Hello from Pushdeck|Pushdeck/;

/**
 * The whole path a newcomer takes, the same in the browser and in the desktop window: press Send, see the
 * answer in the log, see the notification on the phone.
 */
export async function takeMainPath(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Send/ }).click();
  await expect(page.getByText(/Accepted \(200\)/)).toBeVisible();
  await expectInLog(page, /200/);
  await expectOnPhone(page, SAMPLE_BODY);
}

/** The newest row of the delivery log. */
export async function expectInLog(page: Page, text: RegExp): Promise<void> {
  const log = page.getByRole('region', { name: 'Delivery log' }).first();
  await expect(log.getByText(text).first()).toBeVisible();
}

/** The simulated phone beside Compose. */
export async function expectOnPhone(page: Page, text: RegExp): Promise<void> {
  const phone = page.getByRole('complementary', { name: 'Phone' });
  await expect(phone.getByText(text).first()).toBeVisible();
}
