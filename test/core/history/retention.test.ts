import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createBlockRetention } from '#core/history/block-retention';
import { createDeliveryWriter } from '#core/history/delivery-rows';
import { createDocuments } from '#core/history/documents';
import { createRetention } from '#core/history/retention';
import { upgradeDatabase } from '#core/history/schema';
import { inTransaction, openSqlite, type SqlDatabase } from '#core/history/sqlite';
import { createTokenIndex } from '#core/history/token-index';
import { aDelivery, START_MS } from './a-delivery.js';

const DAY_MS = 86_400_000;
let folder: string;
let database: SqlDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-retention-'));
  database = openSqlite(join(folder, 'history.sqlite'));
  upgradeDatabase(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const count = (table: string): number =>
  Number(database.prepare(`SELECT count(*) AS found FROM ${table}`).get()?.['found']);

it('forgets what is older, and the texts that only it used, also where a search looks', () => {
  const documents = createDocuments(database);
  const rows = createDeliveryWriter(database, documents);
  inTransaction(database, () => {
    rows.begin();
    for (let day = 0; day < 10; day += 1) {
      rows.insert(aDelivery({ atMs: START_MS + day * DAY_MS, payload: `{"text":"unique ${day} payload"}` }));
    }
    rows.end();
    documents.indexSome(1000);
  });
  const retention = createRetention(
    database,
    documents,
    createBlockRetention(database, createTokenIndex(database)),
  );
  while (retention.forgetSome(START_MS + 7 * DAY_MS));

  expect(count('deliveries')).toBe(3);
  expect(documents.containing('unique 6', 10)).toEqual([]);
  expect(documents.containing('unique 8', 10)).toHaveLength(1);
  // Three payloads, and one each of token, topic and server.
  expect(count('documents')).toBe(6);
});

it('goes on in steps while there is more', () => {
  const documents = createDocuments(database);
  const rows = createDeliveryWriter(database, documents);
  inTransaction(database, () => {
    rows.begin();
    for (let n = 0; n < 1200; n += 1) rows.insert(aDelivery({ atMs: START_MS + n }));
    rows.end();
  });
  const retention = createRetention(
    database,
    documents,
    createBlockRetention(database, createTokenIndex(database)),
  );
  const steps: number[] = [];
  while (retention.forgetSome(START_MS + DAY_MS)) steps.push(count('deliveries'));
  expect(steps).toEqual([700, 200]);
  expect(count('deliveries')).toBe(0);
});

it('does nothing when nothing is old enough', () => {
  const documents = createDocuments(database);
  expect(
    createRetention(
      database,
      documents,
      createBlockRetention(database, createTokenIndex(database)),
    ).forgetSome(START_MS),
  ).toBe(false);
});
