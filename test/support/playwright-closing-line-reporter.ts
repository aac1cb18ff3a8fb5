import type { FullResult, Reporter, Suite } from '@playwright/test/reporter';
import { reportCounts, type TestCounts } from './test-counts.js';

/** Counts what Playwright ran; a test that passed on a retry counts as passed. */
export default class PlaywrightClosingLineReporter implements Reporter {
  #root: Suite | undefined;

  onBegin(_config: unknown, root: Suite): void {
    this.#root = root;
  }

  onEnd(result: FullResult): void {
    const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
    for (const test of this.#root?.allTests() ?? []) {
      const outcome = test.outcome();
      if (outcome === 'skipped') counts.skipped += 1;
      else counts[outcome === 'unexpected' ? 'failed' : 'passed'] += 1;
    }
    if (result.status !== 'passed' && counts.failed === 0) counts.failed += 1;
    reportCounts('playwright', counts);
  }
}
