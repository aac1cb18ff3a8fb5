import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guardLedger } from '#core/apns/guarded-ledger';
import type { BatchLedger, BatchStart } from '#core/history/batch-ledger';
import { type History, openHistory } from '#core/history/open-history';
import { openSqlite } from '#core/history/sqlite';
import { systemClock } from '#core/ports/system-ports';

const BATCH: BatchStart = {
  id: 'batch-1',
  atMs: 1000,
  total: 3,
  push: { environment: { kind: 'sandbox' }, credentialId: 'c', headers: {}, payload: '{}' },
  presetName: null,
};
const MOMENT = { nowMs: 2000, activeMs: 5 };
const targets = [0, 1, 2].map((position) => ({
  position,
  target: { kind: 'device', token: `0${position}` } as const,
}));

let dataDir: string;
let history: History;
let told: string[];
/** What the machine refuses at the moment. */
let refused: ReadonlySet<keyof BatchLedger>;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-losable-'));
  history = openHistory({ dataDir, clock: systemClock });
  told = [];
  refused = new Set();
});
afterEach(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function begun(): ReturnType<typeof guardLedger> {
  const { batches } = history;
  const refusing: BatchLedger = {
    ...batches,
    markSent: (...marked) => orRefuse('markSent', () => batches.markSent(...marked)),
    loseTrack: (id) => orRefuse('loseTrack', () => batches.loseTrack(id)),
    leaveIncomplete: (...moment) => orRefuse('leaveIncomplete', () => batches.leaveIncomplete(...moment)),
  };
  const ledger = guardLedger(refusing, BATCH.id, (problem) => told.push(problem.text.en));
  ledger.start(BATCH);
  ledger.enlist(BATCH.id, targets);
  expect(ledger.markSent(BATCH.id, [0], MOMENT)).toBe(true);
  return ledger;
}

function orRefuse<Result>(name: keyof BatchLedger, work: () => Result): Result {
  if (!refused.has(name)) return work();
  throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
}

/** As another process sees it once this one has ended. */
function afterwards(): History {
  history.close();
  return (history = openHistory({ dataDir, clock: systemClock }));
}

it('lets a batch be taken up whose process ended', () => {
  begun();
  const { batches } = afterwards();
  expect(batches.get(BATCH.id)?.hasGaps).toBeUndefined();
  expect(batches.claim(BATCH.id, 3000)).toBe(true);
});

it.each(['in order', 'in order on a disk that is full to the end', 'by a kill'])(
  'never lets a batch be taken up that lost its ledger and ended %s',
  (how) => {
    const ledger = begun();
    refused = new Set(['markSent', 'leaveIncomplete']);
    expect(ledger.markSent(BATCH.id, [1], MOMENT)).toBe(true);
    expect(ledger.health()).toBe('lost');
    if (how === 'in order') refused = new Set();
    if (how !== 'by a kill') ledger.end(BATCH.id, 'finished', MOMENT);
    expect(told).toEqual([expect.stringContaining('cannot be resumed later')]);
    const { batches } = afterwards();
    expect(batches.get(BATCH.id)).toMatchObject({ state: 'interrupted', hasGaps: true });
    expect(batches.claim(BATCH.id, 3000)).toBe(false);
  },
);

it('lets nothing leave where not even the loss can be noted, so that the batch can be taken up', () => {
  const ledger = begun();
  refused = new Set(['markSent', 'loseTrack']);
  expect(ledger.markSent(BATCH.id, [1], MOMENT)).toBe(false);
  expect(ledger.markSent(BATCH.id, [2], MOMENT)).toBe(false);
  expect(told).toEqual([expect.stringContaining('this batch stops')]);
  const { batches } = afterwards();
  expect(batches.claim(BATCH.id, 3000)).toBe(true);
  expect(batches.targets(BATCH.id, ['waiting'], { limit: 9 }).map(({ position }) => position)).toEqual([
    1, 2,
  ]);
});

it('names damaged rows and leaves only them out', () => {
  const ledger = begun();
  ledger.enlist(BATCH.id, [{ position: 3, target: { kind: 'device', token: '03' } }]);
  history.close();
  const problems: string[] = [];
  damage(`UPDATE target_lists SET tokens = x'00ff02' WHERE first = 0`);
  damage(
    `INSERT INTO batches (id, at_ms, alive_ms, state, total, details) VALUES ('b2', 1, 1, 'running', 1, '[[')`,
  );
  damage(`INSERT INTO batch_targets (batch, position, target, state) VALUES ('b2', 0, '', 1)`);
  damage(`INSERT INTO departures (id, owner, delivery) VALUES ('d1', 'nobody', '{"id":"d1"}')`);
  const onProblem = ({ text }: { readonly text: { readonly en: string } }): void =>
    void problems.push(text.en);
  history = openHistory({ dataDir, clock: systemClock, onProblem });
  expect(history.batches.list(10).map(({ id }) => id)).toEqual([BATCH.id]);
  expect(
    history.batches.targets(BATCH.id, ['waiting'], { limit: 1 }).map(({ position }) => position),
  ).toEqual([3]);
  expect([...history.batches.positionsIn(BATCH.id, ['waiting'])]).toEqual([1, 2, 3]);
  expect(history.batches.claim('b2', 3000)).toBe(false);
  expect(problems).toEqual([
    expect.stringContaining('d1'),
    'The batch b2 is damaged in history.sqlite and left out.',
    `Targets 2–3 of the batch ${BATCH.id} are damaged in history.sqlite and left out.`,
  ]);
});

function damage(sql: string): void {
  const database = openSqlite(join(dataDir, 'history.sqlite'));
  database.exec(sql);
  database.close();
}
