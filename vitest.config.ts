import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
/** An object of its own for each project: Vitest takes out of it what it has read. */
const define = () => ({ PUSHDECK_VERSION: JSON.stringify('0.0.0-test') });
const electronDouble = { alias: { electron: resolve(root, 'test/support/electron-double.ts') } };

/** Tests that neither change their process nor measure it, so that loading what they test is paid for once. */
const IN_ONE_PROCESS = [
  'test/contract/**/*.test.ts',
  'test/core/{apns,history,http2,scenarios,settings,workspace}/**/*.test.ts',
  'test/renderer/**/*.test.ts',
  'test/shared/**/*.test.ts',
  'test/simulator/**/*.test.ts',
];

// A busy machine answers late; a wrong answer is wrong at once.
const testTimeout = 20_000;

export default defineConfig({
  test: {
    reporters: ['default', resolve(root, 'test/support/closing-line-reporter.ts')],
    // One more than the processors that CI has: many tests wait for a socket or a process.
    maxWorkers: 3,
    projects: [
      {
        define: define(),
        resolve: electronDouble,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/bench/**', 'test/long/**', ...IN_ONE_PROCESS],
          testTimeout,
          // Only what passes through the bundler gets the stand-in for `electron`.
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      {
        define: define(),
        resolve: electronDouble,
        test: {
          name: 'in-one-process',
          environment: 'node',
          include: IN_ONE_PROCESS,
          isolate: false,
          testTimeout,
        },
      },
      {
        define: define(),
        plugins: [react()],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.tsx'],
          testTimeout,
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
