import { expect, type Page } from '@playwright/test';

/**
 * The whole path a newcomer takes, the same in the browser and in the desktop window: press Send, see the
 * answer in the log, see the notification on the simulated phone.
 */
export async function takeMainPath(page: Page): Promise<void> {
  const log = page.getByRole('grid', { name: /^Deliveries/ });
  const phone = page.getByRole('complementary', { name: 'Phone' });
  const notification = phone.getByText('Your first push has arrived.').first();
  await phone.getByText('Inbox', { exact: true }).click();
  // The preview, which shows the same words, is gone: what appears from here on has travelled.
  await expect(notification).toBeHidden();

  const send = page.getByRole('button', { name: /^Send/ });
  await expect(send).toBeEnabled();
  await send.click();

  await expect(page.getByText(/Accepted \(200\)/)).toBeVisible();
  await expect(log.getByRole('row', { name: /Accepted 200 Hello from Pushdeck/ })).toBeVisible();
  await expect(notification).toBeVisible();
}
