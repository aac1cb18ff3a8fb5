import { randomUUID } from 'node:crypto';
import { numberIn } from './delivery-rows.js';
import { type BatchKey, batchKeyOf, deliveryIdOf, placeOfDeliveryId } from './packing/delivery-id.js';
import type { SqlDatabase, SqlRow } from './sqlite.js';

/** A batch whose deliveries are kept in blocks. */
export interface NumberedBatch {
  readonly number: number;
  readonly id: string;
  readonly key: BatchKey;
  /** 0 for the first run, one more each time the batch is taken up. */
  readonly run: number;
}

/** The batches that are kept by number, those of this version. */
export interface NumberedBatches {
  /** Only inside a transaction. */
  begin(batchId: string): void;
  /** The batch is taken up: a new run. Only inside a transaction. */
  beginRun(batchId: string): void;
  /** `null` for a batch of an older Pushdeck, or none. */
  find(batchId: string): NumberedBatch | null;
  byNumber(number: number): NumberedBatch | null;
  /** Which delivery an ID names; `null` where it is none of a numbered batch. */
  placeOf(
    deliveryId: string,
  ): { readonly batch: NumberedBatch; readonly position: number; readonly run: number } | null;
  /** The ID of a target's delivery in the present run; of an older Pushdeck's batch just a new one. */
  deliveryId(batchId: string, position: number): string;
  /** Another process may have changed something, or a transaction was undone. */
  forget(): void;
}

/** @param database - With the schema of this version. */
export function createNumberedBatches(database: SqlDatabase): NumberedBatches {
  const insert = database.prepare('INSERT INTO numbered_batches (id, key, run) VALUES (?, ?, 0)');
  const nextRun = database.prepare('UPDATE numbered_batches SET run = run + 1 WHERE id = ?');
  const byId = database.prepare('SELECT * FROM numbered_batches WHERE id = ?');
  const byNumber = database.prepare('SELECT * FROM numbered_batches WHERE number = ?');
  const byKey = database.prepare('SELECT * FROM numbered_batches WHERE key = ?');
  const known = new Map<string, NumberedBatch>();

  const batchIn = (row: SqlRow): NumberedBatch => {
    const id = String(row['id']);
    return { number: numberIn(row, 'number'), id, key: batchKeyOf(id), run: numberIn(row, 'run') };
  };
  const find = (batchId: string): NumberedBatch | null => {
    const before = known.get(batchId);
    if (before !== undefined) return before;
    const row = byId.get(batchId);
    if (row === undefined) return null;
    const batch = batchIn(row);
    known.set(batchId, batch);
    return batch;
  };

  return {
    begin: (batchId) => void insert.run(batchId, batchKeyOf(batchId).number),
    beginRun(batchId) {
      nextRun.run(batchId);
      known.delete(batchId);
    },
    find,
    byNumber(number) {
      const row = byNumber.get(number);
      return row === undefined ? null : batchIn(row);
    },
    placeOf(deliveryId) {
      const place = placeOfDeliveryId(deliveryId);
      if (place === null) return null;
      const batch = byKey
        .all(place.key.number)
        .map(batchIn)
        .find(({ key }) => key.tail === place.key.tail);
      return batch === undefined ? null : { batch, position: place.position, run: place.run };
    },
    deliveryId(batchId, position) {
      const batch = find(batchId);
      return batch === null ? randomUUID() : deliveryIdOf(batch.key, { position, run: batch.run });
    },
    forget: () => known.clear(),
  };
}
