import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BATCH_LEASE_MS, type BatchStart } from '#core/history/batch-ledger';
import { openHistory, type History } from '#core/history/open-history';
import { systemClock } from '#core/system-ports';
import { aDelivery } from './a-delivery.js';

const BATCH: BatchStart = {
  id: 'batch-1',
  atMs: 1000,
  total: 5,
  push: {
    environment: { kind: 'sandbox' },
    credentialId: 'c',
    headers: { topic: 'com.example.app' },
    payload: '{"aps":{}}',
  },
  presetName: 'Welcome',
};
const targets = [0, 1, 2, 3, 4].map((position) => ({
  position,
  target: { kind: 'device', token: `0${position}` } as const,
}));

let dataDir: string;
let history: History;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-ledger-'));
  history = openHistory({ dataDir, clock: systemClock });
});
afterEach(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const positions = (states: Parameters<History['batches']['targets']>[1]): readonly number[] =>
  history.batches.targets(BATCH.id, states, { limit: 100 }).map(({ position }) => position);

it('remembers what each target of a batch came to', () => {
  const { batches } = history;
  batches.start(BATCH);
  batches.enlist(BATCH.id, targets);
  batches.markSent(BATCH.id, [0, 1, 2]);
  history.add(aDelivery({ id: 'd0', batchId: BATCH.id }));
  batches.settle(BATCH.id, 0, 'accepted', 'd0');
  batches.settle(BATCH.id, 1, 'rejected', 'd1');
  expect(batches.get(BATCH.id)).toEqual({
    ...BATCH,
    state: 'running',
    aliveAtMs: 1000,
    endedAtMs: null,
    counts: { waiting: 2, sent: 1, accepted: 1, rejected: 1, failed: 0, unknown: 0 },
  });
  expect(batches.targets(BATCH.id, ['waiting', 'rejected'], { limit: 2 })).toEqual([targets[1], targets[3]]);
  expect(batches.targets(BATCH.id, ['waiting', 'rejected'], { after: 3, limit: 2 })).toEqual([targets[4]]);
});

it('does not start a target again that is enlisted a second time', () => {
  history.batches.start(BATCH);
  history.batches.enlist(BATCH.id, targets);
  history.batches.settle(BATCH.id, 2, 'accepted', 'd2');
  history.batches.enlist(BATCH.id, targets);
  expect(positions(['waiting'])).toEqual([0, 1, 3, 4]);
});

it('turns what was sent and not answered into unknown when an interrupted batch is taken over', () => {
  history.batches.start(BATCH);
  history.batches.enlist(BATCH.id, targets);
  history.batches.markSent(BATCH.id, [0, 1]);
  history.batches.settle(BATCH.id, 0, 'accepted', 'd0');
  expect(history.batches.claim(BATCH.id, BATCH.atMs + BATCH_LEASE_MS + 1)).toBe(true);
  expect(positions(['unknown'])).toEqual([1]);
  expect(positions(['waiting'])).toEqual([2, 3, 4]);
});

it('is not taken from a process that gives signs of life', () => {
  history.batches.start(BATCH);
  history.batches.keepAlive(BATCH.id, 50_000);
  expect(history.batches.claim(BATCH.id, 50_000 + BATCH_LEASE_MS - 1)).toBe(false);
});

it('goes to one of two processes that want to go on with it', () => {
  history.batches.start(BATCH);
  history.batches.pause(BATCH.id, 2000);
  const other = openHistory({ dataDir, clock: systemClock });
  const claims = [other.batches.claim(BATCH.id, 3000), history.batches.claim(BATCH.id, 3001)];
  other.close();
  expect(claims).toEqual([true, false]);
});

it('lists batches newest first and forgets one with its targets', () => {
  history.batches.start(BATCH);
  history.batches.enlist(BATCH.id, targets);
  history.batches.start({ ...BATCH, id: 'batch-2', atMs: 2000 });
  expect(history.batches.list(10).map(({ id }) => id)).toEqual(['batch-2', 'batch-1']);
  history.batches.remove(BATCH.id);
  expect(history.batches.get(BATCH.id)).toBeNull();
  expect(positions(['waiting'])).toEqual([]);
});
