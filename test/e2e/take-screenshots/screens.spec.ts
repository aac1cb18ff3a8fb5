import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, type Page, test as base } from '@playwright/test';
import { SCREEN_IDS, type ScreenId } from '../../../renderer/window/navigation.js';
import { type RunningHost, startHost } from '../support/browser-test.js';
import { connectTo, doSampleWork } from '../support/sample-work.js';

const folder = resolve(import.meta.dirname, '../screenshots');

/** The picture at the head of the README. */
const IN_README = 'compose-explained-en-light-1440';
const images = resolve(import.meta.dirname, '../../../docs/images');

const LANGUAGES = { en: 'en-US', zh: 'zh-CN' } as const;
const SCHEMES = ['light', 'dark'] as const;
/** The narrowest window that is supported, and a common laptop. Unit: CSS pixels. */
const WIDTHS = { 900: 700, 1440: 900 } as const;

/** A host of its own for each variant, with the same work done on it: running a scenario adds to that. */
const test = base.extend<{ host: RunningHost }>({
  host: async ({ browserName }, use) => {
    mkdirSync(images, { recursive: true });
    const dataDir = mkdtempSync(join(tmpdir(), `pushdeck-screens-${browserName}-`));
    const host = await startHost(dataDir);
    const { client, close } = await connectTo(host.url);
    await doSampleWork(client);
    close();
    await use(host);
    await host.stop();
    rmSync(dataDir, { recursive: true, force: true });
  },
});

for (const [language, locale] of Object.entries(LANGUAGES)) {
  for (const colorScheme of SCHEMES) {
    for (const [width, height] of Object.entries(WIDTHS)) {
      const variant = `${language}-${colorScheme}-${width}`;
      test.describe(variant, () => {
        test.use({
          locale,
          colorScheme,
          viewport: { width: Number(width), height },
          contextOptions: { reducedMotion: 'reduce' },
          actionTimeout: 20_000,
        });
        test(`every screen, ${variant}`, async ({ page, host }) => {
          test.setTimeout(240_000);
          const take = async (name: string): Promise<void> => {
            const picture = await page.screenshot({ path: join(folder, `${name}-${variant}.png`) });
            if (`${name}-${variant}` === IN_README) writeFileSync(join(images, 'compose.png'), picture);
          };
          await page.goto(host.url);
          await takeEveryScreen(page, take);
          await takeCompose(page, take);
          await takeScenario(page, take);
          await takeSimulator(page, take);
          await takeDialogs(page, take);
        });
      });
    }
  }
}

type Take = (name: string) => Promise<unknown>;

/** Their editor comes after what it edits. */
const WITH_EDITOR: readonly ScreenId[] = ['compose', 'channels'];

/** Every screen that the window knows, so that a new one cannot be forgotten. */
async function takeEveryScreen(page: Page, take: Take): Promise<void> {
  for (const screen of SCREEN_IDS) {
    await goTo(page, screen);
    if (WITH_EDITOR.includes(screen)) await expect(page.locator('.cm-content')).toBeVisible();
    await take(screen);
  }
}

async function goTo(page: Page, screen: ScreenId): Promise<void> {
  await page.evaluate((hash) => (window.location.hash = hash), `#/${screen}`);
  await expect(page.getByRole('main')).toBeVisible();
  await settle(page);
}

/** What can be unfolded on the first screen: the other half of the phone, an explained rejection, the palette. */
async function takeCompose(page: Page, take: Take): Promise<void> {
  await goTo(page, 'compose');
  // The radios themselves are hidden behind their labels, which is what a person clicks.
  const phoneTabs = page.getByRole('complementary').getByRole('radiogroup').first().locator('label');
  for (const [index, name] of ['preview', 'inbox'].entries()) {
    await phoneTabs.nth(index).click();
    await settle(page);
    await take(`compose-phone-${name}`);
  }
  await page.getByText('TopicDisallowed').first().click();
  await settle(page);
  await take('compose-explained');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await settle(page);
  await take('palette');
  await page.keyboard.press('Escape');
}

/** A scenario that was run, with a step that was not as expected, and its text. */
async function takeScenario(page: Page, take: Take): Promise<void> {
  await goTo(page, 'scenarios');
  await page.getByRole('button', { name: /^(?:Run|运行)$/ }).click();
  await expect(page.getByText(/Expected status 200|期望状态码为 200/)).toBeVisible();
  await settle(page);
  await take('scenario-run');
  await page.getByRole('main').getByText('JSON', { exact: true }).click();
  await settle(page);
  await take('scenario-json');
}

/** What stands behind the first of the simulator's tabs. */
async function takeSimulator(page: Page, take: Take): Promise<void> {
  await goTo(page, 'simulator');
  const tabs = page.getByRole('main').getByRole('tab');
  for (const [index, name] of ['rules', 'behaviours', 'requests'].entries()) {
    await tabs.nth(index + 1).click();
    await settle(page);
    await take(`simulator-${name}`);
    if (name === 'rules') await takeDialog(page, take, 'rule', /^(?:New rule|新建规则)$/);
  }
}

/** What is asked in a window of its own, each opened by a button of its screen. */
const DIALOGS: readonly (readonly [name: string, screen: ScreenId, button: RegExp])[] = [
  ['channel', 'channels', /^(?:New channel|新建频道)$/],
  ['scenario', 'scenarios', /^(?:New scenario|新建场景)$/],
  ['device', 'simulator', /^(?:Add device|添加设备)$/],
];

async function takeDialogs(page: Page, take: Take): Promise<void> {
  for (const [name, screen, button] of DIALOGS) {
    await goTo(page, screen);
    await takeDialog(page, take, name, button);
  }
}

async function takeDialog(page: Page, take: Take, name: string, button: RegExp): Promise<void> {
  await page.getByRole('main').getByRole('button', { name: button }).first().click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await settle(page);
  await take(`dialog-${name}`);
  await page.keyboard.press('Escape');
}

/** Lazy screens and the editor come in their own time. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(400);
}
