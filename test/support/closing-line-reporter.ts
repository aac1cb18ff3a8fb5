import type { Reporter, TestModule } from 'vitest/node';
import { reportCounts, type TestCounts } from './test-counts.js';

/** Counts what vitest ran; an error outside of any test counts as a failure. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const counts: TestCounts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that does not load has no tests, and is a failure all the same.
      if (module.state() === 'failed' && tests.length === 0) counts.failed += 1;
      for (const test of tests) {
        const { state } = test.result();
        counts[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
      }
    }
    reportCounts('vitest', counts);
  }
}
