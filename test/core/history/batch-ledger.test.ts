import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { BatchStart } from '#core/history/batch-ledger';
import { type History, openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
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
  batches.markSent(BATCH.id, [0, 1, 2], { nowMs: 1000, activeMs: 5 });
  history.add(aDelivery({ id: 'd0', batchId: BATCH.id }));
  batches.settle(BATCH.id, 0, 'accepted');
  batches.settle(BATCH.id, 1, 'rejected');
  expect(batches.get(BATCH.id)).toEqual({
    ...BATCH,
    state: 'running',
    isHeld: true,
    aliveAtMs: 1000,
    endedAtMs: null,
    activeMs: 5,
    counts: { waiting: 2, sent: 1, accepted: 1, rejected: 1, failed: 0, unknown: 0 },
  });
  expect(batches.targets(BATCH.id, ['waiting', 'rejected'], { limit: 2 })).toEqual([targets[1], targets[3]]);
  expect(batches.targets(BATCH.id, ['waiting', 'rejected'], { after: 3, limit: 2 })).toEqual([targets[4]]);
});

it('does not start a target again that is enlisted a second time', () => {
  history.batches.start(BATCH);
  history.batches.enlist(BATCH.id, targets);
  history.batches.settle(BATCH.id, 2, 'accepted');
  history.batches.enlist(BATCH.id, targets);
  expect(positions(['waiting'])).toEqual([0, 1, 3, 4]);
});

it('turns what a process that ended had under way into unknown deliveries, once, whoever looks', () => {
  history.batches.start({ ...BATCH, origin: 'https://example:443', credentialName: 'Key', isSigned: true });
  history.batches.enlist(BATCH.id, targets);
  history.batches.markSent(BATCH.id, [0, 1], { nowMs: 7000, activeMs: 5 });
  history.add(aDelivery({ id: 'd0', batchId: BATCH.id }));
  history.batches.settle(BATCH.id, 0, 'accepted');
  history.flush();
  const other = openHistory({ dataDir, clock: systemClock });
  expect(other.batches.get(BATCH.id)?.state).toBe('running');
  expect(other.batches.claim(BATCH.id, 8000)).toBe(false);
  history.close();
  history = openHistory({ dataDir, clock: systemClock });
  other.settleLost();
  expect(positions(['unknown'])).toEqual([1]);
  expect(positions(['waiting'])).toEqual([2, 3, 4]);
  const { deliveries } = history.page({ batchId: BATCH.id, outcome: 'unknown' }, { limit: 10 });
  expect(deliveries).toMatchObject([
    {
      atMs: 7000,
      credentialName: 'Key',
      batchId: BATCH.id,
      presetName: 'Welcome',
      push: { target: { kind: 'device', token: '01' }, payload: '{"aps":{}}' },
      request: { origin: 'https://example:443', path: '/3/device/01' },
      failure: { code: 'process-ended' },
    },
  ]);
  expect(history.batches.get(BATCH.id)).toMatchObject({ state: 'interrupted', endedAtMs: 7000, activeMs: 5 });
  expect(other.batches.claim(BATCH.id, 9000)).toBe(true);
  expect(history.batches.claim(BATCH.id, 9000)).toBe(false);
  other.close();
});

it('lets nothing leave of a batch that another process has', () => {
  history.batches.start(BATCH);
  history.batches.enlist(BATCH.id, targets);
  history.batches.release(BATCH.id, { nowMs: 2000, activeMs: 5 });
  const other = openHistory({ dataDir, clock: systemClock });
  expect(other.batches.claim(BATCH.id, 3000)).toBe(true);
  expect(history.batches.markSent(BATCH.id, [0], { nowMs: 4000, activeMs: 6 })).toBe(false);
  expect(history.batches.carryOn(BATCH.id, { nowMs: 4000, activeMs: 6 })).toBe(false);
  expect(positions(['sent'])).toEqual([]);
  expect(history.batches.remove(BATCH.id)).toBe(false);
  other.close();
});

it('stays with the process that paused it', () => {
  history.batches.start(BATCH);
  history.batches.pause(BATCH.id, { nowMs: 2000, activeMs: 5 });
  const other = openHistory({ dataDir, clock: systemClock });
  expect(other.batches.claim(BATCH.id, 3000)).toBe(false);
  other.close();
  expect(history.batches.carryOn(BATCH.id, { nowMs: 4000, activeMs: 6 })).toBe(true);
});

it('goes to one of two processes that want to go on with it', () => {
  history.batches.start(BATCH);
  history.batches.release(BATCH.id, { nowMs: 2000, activeMs: 5 });
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
  expect(history.batches.remove(BATCH.id)).toBe(false);
  history.batches.end(BATCH.id, 'finished', { nowMs: 3000, activeMs: 5 });
  expect(history.batches.remove(BATCH.id)).toBe(true);
  expect(history.batches.get(BATCH.id)).toBeNull();
  expect(positions(['waiting'])).toEqual([]);
});
