import { openSettings } from '#core/settings';
import type { Settings } from '#shared/settings';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSettingsStore } from '../../../electron/main/settings-store.js';

vi.mock('electron-store', async () => {
  const { ElectronStoreDouble } = await import('../../support/electron-store-double.js');
  return { default: ElectronStoreDouble };
});

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-settings-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

describe('the settings of the desktop', () => {
  const desktop = (onChange: (settings: Settings) => void = () => undefined) =>
    openSettings({ dataDir, createStore: (options) => createSettingsStore(options, onChange) });

  it('are the same file, byte for byte, as in the other hosts', () => {
    desktop().update({ language: 'zh', requestTimeoutS: 42 });
    const written = readFileSync(join(dataDir, 'settings.json'), 'utf8');
    expect(openSettings({ dataDir }).get()).toMatchObject({ language: 'zh', requestTimeoutS: 42 });
    openSettings({ dataDir }).update({ language: 'zh' });
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(written);
  });

  it('see what another host changed', () => {
    const settings = desktop();
    openSettings({ dataDir }).update({ colorScheme: 'dark' });
    expect(settings.get().colorScheme).toBe('dark');
  });

  it('tell menu and theme of every change', () => {
    const changes: Settings[] = [];
    desktop((settings) => changes.push(settings)).update({ language: 'zh' });
    expect(changes).toMatchObject([{ language: 'zh', colorScheme: 'system' }]);
  });
});
