import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What `npm run mutants` runs against each mutant: tests of decisions only, which need no socket and no waiting. */
export default defineConfig({
  root: import.meta.dirname,
  define: { PUSHDECK_VERSION: JSON.stringify('0.0.0-test') },
  resolve: { alias: { electron: resolve(import.meta.dirname, 'test/support/electron-double.ts') } },
  test: {
    environment: 'node',
    include: [
      'test/core/apns/decisions/*.test.ts',
      'test/core/apns/sent-marks.test.ts',
      'test/shared/apns/retry.test.ts',
    ],
  },
});
