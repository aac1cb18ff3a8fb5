import { SCREEN_IDS } from '../../../renderer/window/navigation.js';
import { expect, expectAccessible, type RunningHost, test } from '../support/browser-test.js';
import { connectTo, doSampleWork } from '../support/sample-work.js';

// Every check takes seconds, so each colour scheme sees the screens in one state only.
for (const [colorScheme, work] of [
  ['light', 'empty'],
  ['dark', 'full'],
] as const) {
  test.describe(`${colorScheme}, ${work}`, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('every screen keeps to WCAG 2.2 AA', async ({ app, host }) => {
      test.setTimeout(240_000);
      if (work === 'full') await doSampleWorkIn(host);
      for (const screen of SCREEN_IDS) {
        await test.step(screen, async () => {
          await app.evaluate((hash) => (window.location.hash = hash), `#/${screen}`);
          await expect(app.getByRole('heading', { level: 1 })).toBeAttached();
          await app.waitForLoadState('networkidle');
          await expectAccessible(app);
        });
      }
    });
  });
}

test('an explained delivery, the form of the payload and the palette keep to WCAG 2.2 AA', async ({
  app,
  host,
}) => {
  test.setTimeout(180_000);
  await doSampleWorkIn(host);
  await app.getByRole('row', { name: /TopicDisallowed/ }).click();
  await expect(app.getByRole('region', { name: 'Delivery', exact: true })).toBeVisible();
  await app.getByRole('radiogroup', { name: 'View' }).getByText('Form').click();
  await expectAccessible(app);
  await app.keyboard.press('ControlOrMeta+k');
  await expect(app.getByRole('dialog')).toBeVisible();
  await expectAccessible(app);
});

async function doSampleWorkIn(host: RunningHost): Promise<void> {
  const { client, close } = await connectTo(host.url);
  await doSampleWork(client);
  close();
}
