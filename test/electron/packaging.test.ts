import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Configuration } from 'electron-builder';
import { beforeAll, describe, expect, it } from 'vitest';
import { APP_ID } from '../../electron/main/identity.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);

/** electron-builder's own reader and check of a configuration, which it does not offer at its front door. */
interface ConfigModule {
  getConfig(projectDir: string, path: string | null, options: null): Promise<Configuration>;
  validateConfiguration(config: Configuration, log: unknown): Promise<void>;
}
const builderDir = dirname(require.resolve('electron-builder/package.json'));
const builder = createRequire(join(builderDir, 'package.json'))(
  'app-builder-lib/out/util/config/config',
) as ConfigModule;
const silent = { isEnabled: false, add: () => undefined };

let config: Configuration;
beforeAll(async () => {
  config = await builder.getConfig(root, join(root, 'electron-builder.yml'), null);
});

describe('packaging', () => {
  it('is accepted by electron-builder, which refuses a key that it does not know', async () => {
    await expect(builder.validateConfiguration(config, silent)).resolves.toBeUndefined();
    const misspelled = { ...config, electronFuse: {} } as Configuration;
    await expect(builder.validateConfiguration(misspelled, silent)).rejects.toThrow('electronFuse');
  });

  it('packs the Electron that we build against', () => {
    const { version } = require('electron/package.json') as { version: string };
    expect(config.electronVersion).toBe(version);
    expect(readFileSync(join(root, 'test/fixtures/electron-dist/version'), 'utf8').trim()).toBe(version);
  });

  it('closes the doors of Electron that an attacker on the machine could use', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.asar).toBe(true);
    expect(config.mac?.hardenedRuntime).toBe(true);
  });

  it('ships only what was built', () => {
    // Read into one set of patterns, whatever form they were written in.
    const [{ filter }] = config.files as [{ filter: string[] }];
    const shipped = filter.filter((pattern) => !pattern.startsWith('!'));
    expect(shipped).toEqual([
      'out/main/**',
      'out/preload/**',
      'out/renderer/**',
      'resources/icons/icon.png',
      'package.json',
    ]);
  });

  it('knows itself by one name, and opens pushdeck: links', () => {
    expect(config.appId).toBe(APP_ID);
    expect(config.protocols).toMatchObject([{ schemes: ['pushdeck'] }]);
  });

  it.each(['icon.svg', 'icon.png', 'icon.ico', 'icon.icns'])('has its %s, and a small one', (name) => {
    const path = join(root, 'resources/icons', name);
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).size).toBeLessThan(128 * 1024);
  });
});
