import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from '../../simulator/support/test-simulator.js';
import { expect, expectAccessible, startHost, test } from '../support/browser-test.js';

test('what was put aside is said in the window, in its language', async ({ page }) => {
  const dataDir = await makeDataDir();
  writeFileSync(join(dataDir, 'settings.json'), '{"version":1,"proxyUrl":null,');
  writeFileSync(join(dataDir, 'history.sqlite'), 'no database');
  const host = await startHost(dataDir);
  try {
    await page.goto(host.url);
    const about = (name: string) => page.getByRole('alert').filter({ hasText: name });
    for (const name of ['settings.damaged-1.json', 'history.damaged-1.sqlite']) {
      await expect(about(name)).toContainText('could not be read');
    }
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Settings' }).first().click();
    await page.getByText('简体中文', { exact: true }).click();
    await expect(about('settings.damaged-1.json')).toContainText('无法读取');
  } finally {
    await host.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
