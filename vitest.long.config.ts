import { defineConfig } from 'vitest/config';

/** `npm run test:long`: what takes minutes, on the built program. */
export default defineConfig({
  test: { include: ['test/long/**/*.test.ts'], environment: 'node', maxWorkers: 1 },
});
