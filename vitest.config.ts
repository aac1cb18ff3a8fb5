import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const define = { PUSHDECK_VERSION: JSON.stringify('0.0.0-test') };

export default defineConfig({
  test: {
    reporters: ['default', resolve(root, 'test/support/closing-line-reporter.ts')],
    maxWorkers: 2,
    projects: [
      {
        define,
        resolve: { alias: { electron: resolve(root, 'test/support/electron-double.ts') } },
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/bench/**', 'test/long/**'],
          testTimeout: 20_000,
          // Only what passes through the bundler gets the stand-in for `electron`.
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      {
        define,
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.tsx'],
          // A busy machine answers late; a wrong answer is wrong at once.
          testTimeout: 20_000,
          setupFiles: ['test/support/dom-setup.ts'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/**', 'core/**', 'simulator/**', 'cli/**', 'electron/**', 'renderer/**'],
      reporter: ['text-summary'],
    },
  },
});
