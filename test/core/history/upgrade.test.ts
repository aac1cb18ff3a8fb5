import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeliveryWriter } from '#core/history/delivery-rows';
import { createDocuments } from '#core/history/documents';
import { type History, openHistory } from '#core/history/open-history';
import { HISTORY_VERSION, upgradeDatabase, versionOfDatabase } from '#core/history/schema';
import { inTransaction, openSqlite } from '#core/history/sqlite';
import { systemClock } from '#core/ports/system-ports';
import { aDelivery, inParts, START_MS } from './a-delivery.js';

/** A batch as version 2 keeps it: a row for each target and for each delivery. */
const BATCH = 'an-old-batch';
const STATES = { waiting: 0, sent: 1, accepted: 2, failed: 4 };
const tokenOf = (position: number): string => position.toString(16).padStart(64, '0');
const old = [
  aDelivery({ id: 'old-0', batchId: BATCH, token: tokenOf(0), atMs: START_MS }),
  aDelivery({ id: 'old-1', batchId: BATCH, token: tokenOf(1), atMs: START_MS + 1, outcome: 'failed' }),
  aDelivery({ id: 'old-2', batchId: BATCH, token: tokenOf(2), atMs: START_MS + 2, outcome: 'failed' }),
];
const MOMENT = { nowMs: START_MS + 9, activeMs: 9 };

let dataDir: string;
let history: History;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-upgrade-'));
  const database = openSqlite(join(dataDir, 'history.sqlite'));
  upgradeDatabase(database, 2);
  const documents = createDocuments(database);
  const rows = createDeliveryWriter(database, documents);
  inTransaction(database, () => {
    rows.begin();
    for (const delivery of old) rows.insert(delivery);
    rows.end();
    const { environment, credentialId, headers, payload } = old[0]?.push ?? {};
    const details = { push: { environment, credentialId, headers, payload }, presetName: null };
    database
      .prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, NULL, 9)')
      .run(BATCH, START_MS, START_MS, START_MS, 'interrupted', 4, JSON.stringify(details));
    const target = database.prepare('INSERT INTO batch_targets VALUES (?, ?, ?, ?, ?)');
    [STATES.accepted, STATES.failed, STATES.failed, STATES.waiting].forEach((state, position) =>
      target.run(
        BATCH,
        position,
        JSON.stringify({ kind: 'device', token: tokenOf(position) }),
        state,
        old[position]?.id ?? null,
      ),
    );
  });
  expect(versionOfDatabase(database)).toBe(2);
  database.close();
  history = openHistory({ dataDir, clock: systemClock });
});
afterEach(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it('leaves every delivery as it was, and finds it among new ones', () => {
  const later = aDelivery({ id: 'new', atMs: START_MS + 60_000 });
  history.add(later);
  expect(history.page({}, { limit: 9 }).deliveries).toEqual([later, ...[...old].reverse()]);
  expect(history.page({ batchId: BATCH, outcome: 'failed' }, { limit: 9 }).deliveries).toHaveLength(2);
  expect(history.page({ search: tokenOf(2).slice(-9) }, { limit: 9 }).deliveries).toEqual([old[2]]);
  expect(history.get('old-1')).toEqual(old[1]);
  expect(history.aboutToken(tokenOf(0)).answers).toHaveLength(1);
  const database = openSqlite(join(dataDir, 'history.sqlite'));
  expect(versionOfDatabase(database)).toBe(HISTORY_VERSION);
  database.close();
});

it('lets an unfinished batch go on where it stood, and be told and removed', async () => {
  const { batches } = history;
  expect(batches.get(BATCH)?.counts).toMatchObject({ waiting: 1, accepted: 1, failed: 2 });
  expect(batches.claim(BATCH, START_MS)).toBe(true);
  expect(batches.targets(BATCH, ['waiting', 'failed'], { limit: 9 }).map(({ position }) => position)).toEqual(
    [1, 2, 3],
  );
  expect(batches.markSent(BATCH, [1, 3], MOMENT)).toBe(true);
  const sent = [1, 3].map((position) =>
    aDelivery({
      id: batches.deliveryId(BATCH, position),
      batchId: BATCH,
      token: tokenOf(position),
      atMs: START_MS + 100 + position,
    }),
  );
  batches.settle(BATCH, 1, 'accepted', inParts(sent[0] ?? aDelivery()));
  batches.settle(BATCH, 3, 'accepted', sent[1]);
  batches.end(BATCH, 'finished', MOMENT);
  expect(batches.get(BATCH)?.counts).toMatchObject({ waiting: 0, accepted: 3, failed: 1 });
  const report = await history.batchReport(BATCH);
  expect(report?.progress.counts).toEqual({ accepted: 3, rejected: 0, failed: 1, unknown: 0 });
  expect(history.page({ batchId: BATCH }, { limit: 9 }).deliveries).toHaveLength(5);
  expect(batches.remove(BATCH)).toBe(true);
  expect([...batches.positionsIn(BATCH, ['accepted'])]).toEqual([]);
});
