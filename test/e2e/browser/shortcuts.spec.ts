import type { Page } from '@playwright/test';
import { expect, test } from '../support/browser-test.js';

/** Every shortcut of the window, as Playwright presses it. */
const KEYS = [
  'ControlOrMeta+Enter',
  'ControlOrMeta+s',
  'ControlOrMeta+k',
  'ControlOrMeta+j',
  'ControlOrMeta+Shift+p',
  'ControlOrMeta+Shift+e',
  'ControlOrMeta+Shift+f',
  'ControlOrMeta+Comma',
  'Shift+?',
] as const;

const button = (app: Page, name: string | RegExp) => app.getByRole('button', { name }).first();

interface Overlay {
  readonly role: 'dialog' | 'menu';
  readonly open: (app: Page) => Promise<void>;
  /** Absent: Escape. */
  readonly close?: (app: Page) => Promise<void>;
}

/** One of each kind of what can lie over Compose, and how it is opened there. */
const OVERLAYS: Readonly<Record<string, Overlay>> = {
  'a dialog with a form': { role: 'dialog', open: (app) => button(app, 'Save as preset…').click() },
  'a dialog to read': { role: 'dialog', open: (app) => button(app, 'Keyboard shortcuts').click() },
  'the palette': { role: 'dialog', open: (app) => app.keyboard.press('ControlOrMeta+k') },
  'a menu': { role: 'menu', open: (app) => button(app, 'Import').click() },
  'a popover': {
    role: 'dialog',
    open: (app) => button(app, 'Presets').click(),
    close: (app) => button(app, 'Presets').click(),
  },
  'the question before production': {
    role: 'dialog',
    open: async (app) => {
      await app.getByRole('radiogroup', { name: 'Environment' }).getByText('Production').click();
      await app.getByRole('combobox', { name: 'Devices' }).fill(`${'ab'.repeat(32)},${'cd'.repeat(32)}`);
      await app.keyboard.press('Enter');
      await button(app, /^Send to/).click();
    },
  },
};

/** Counts what the page asks the core to send, however it is worded. */
async function countSends(app: Page): Promise<() => number> {
  let count = 0;
  app.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (/push\/send|batches\/start/.test(payload.toString())) count += 1;
    }),
  );
  await app.reload();
  await expect(button(app, /^Send/)).toBeVisible();
  return () => count;
}

/** What the shortcuts change when they act: the place, the log, the phone, the view and the payload. */
const behind = (app: Page) =>
  app.evaluate(() => ({
    place: location.hash,
    panels: [...document.querySelectorAll('[role="separator"]')].map((one) => one.getAttribute('aria-label')),
    view: document.querySelector('section[data-view]')?.getAttribute('data-view'),
    payload: document.querySelector('.cm-content')?.textContent,
    dialogs: document.querySelectorAll('[role="dialog"], [role="menu"]').length,
  }));

test('no shortcut reaches what is behind a dialog of any kind', async ({ app }) => {
  const sends = await countSends(app);
  // Narrow enough for the presets to be a popover; not laid out, so that formatting would show.
  await app.setViewportSize({ width: 1100, height: 800 });
  await app.getByRole('textbox', { name: 'Payload as JSON' }).fill('{"aps":{"alert":"Hi"}}');
  for (const [name, { role, open, close }] of Object.entries(OVERLAYS)) {
    await open(app);
    await expect(app.getByRole(role), name).toBeVisible();
    const before = await behind(app);
    // A menu that loses the focus closes by itself.
    for (const focus of role === 'menu' ? ['in it'] : ['in it', 'on nothing']) {
      if (focus === 'on nothing') {
        await app.evaluate(
          () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
        );
      }
      for (const key of KEYS) {
        await app.keyboard.press(key);
        expect(await behind(app), `${key} in ${name} with the focus ${focus}`).toEqual(before);
      }
    }
    await (close === undefined ? app.keyboard.press('Escape') : close(app));
    await expect(app.getByRole(role), name).toBeHidden();
  }
  expect(sends()).toBe(0);
  await app.keyboard.press('ControlOrMeta+j');
  await expect(app.getByRole('separator', { name: 'Height of the delivery log' })).toBeHidden();
});

test('in a form the send shortcut presses its button, and sends nothing', async ({ app }) => {
  const sends = await countSends(app);
  await button(app, 'Save as preset…').click();
  await app.getByRole('textbox', { name: 'Name' }).fill('By keyboard');
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(app.getByText('“By keyboard” is saved.')).toBeVisible();
  await expect(app.getByRole('dialog')).toBeHidden();
  expect(sends()).toBe(0);
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(app.getByText(/Accepted \(200\)/)).toBeVisible();
  expect(sends()).toBe(1);
});

test('in the log, a shortcut does what it does elsewhere, and Escape closes one thing at a time', async ({
  app,
}) => {
  await button(app, /^Send/).click();
  await expect(app.getByRole('row', { name: /Accepted/ })).toHaveCount(1);
  await app.getByRole('grid', { name: /^Deliveries/ }).focus();
  await app.keyboard.press('ControlOrMeta+Enter');
  await expect(app.getByRole('row', { name: /Accepted/ })).toHaveCount(2);
  const detail = app.getByRole('region', { name: 'Delivery', exact: true });
  await expect(detail).toBeHidden();

  await app
    .getByRole('row', { name: /Accepted/ })
    .first()
    .click();
  await expect(detail).toBeVisible();
  await detail.getByRole('button', { name: 'More' }).click();
  await app.getByRole('menuitem').first().click();
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toBeHidden();
  await expect(detail).toBeVisible();
});
