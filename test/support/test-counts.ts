import { writeFileSync } from 'node:fs';

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Prints a runner's closing line, and hands its counts to `scripts/test.mjs` where that asked for them. */
export function reportCounts(runner: string, counts: TestCounts): void {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.stdout.write(`\n${runner}: ${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  const file = process.env['PUSHDECK_TEST_COUNTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
}
