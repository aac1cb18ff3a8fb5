import type { BatchProgress } from '#shared/apns/batch';

/** A batch half-way, changed where a test says so. */
export function batchProgress(changes: Partial<BatchProgress> = {}): BatchProgress {
  return {
    id: 'b1',
    state: 'running',
    startedAtMs: 0,
    durationMs: 1000,
    total: 10,
    share: null,
    done: 5,
    inFlight: 1,
    counts: { accepted: 4, rejected: 1, failed: 0, unknown: 0 },
    byReason: { BadDeviceToken: 1 },
    perSecond: 5,
    currentPerSecond: 5,
    latency: {
      p50Ms: 3,
      p90Ms: 5,
      p99Ms: 9,
      maxMs: 12,
      histogram: [{ fromMs: 0, toMs: 4, count: 5 }],
    },
    deadTokens: 0,
    trouble: null,
    continuation: null,
    ...changes,
  };
}
