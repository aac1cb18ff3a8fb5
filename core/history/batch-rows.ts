import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Delivery, DELIVERY_OUTCOMES, type DeliveryOutcome } from '#shared/apns/push';
import { type BlockReader, HEAD_COLUMNS, headIn } from './block-reader.js';
import { DELIVERY_COLUMNS, deliveryOf, numberIn, sentAtMs } from './delivery-rows.js';
import type { Documents } from './documents.js';
import type { Frames } from './frames.js';
import type { NumberedBatches } from './numbered-batches.js';
import { placeOfDeliveryId } from './packing/delivery-id.js';
import type { SqlDatabase, SqlRow } from './sqlite.js';

/** Everything else goes on between two stretches. Unit: deliveries. */
const STRETCH = 5000;
/** Blocks in one stretch: about as many deliveries. */
const BLOCKS = 10;
/** The first outcome without an answer; `unknown` comes after it. */
const FAILED = DELIVERY_OUTCOMES.indexOf('failed');

/** One delivery of a batch, as much of it as a summary needs. */
export interface BatchRow {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  /** What APNs said, or the code of what kept the push from an answer. */
  readonly reason: string | null;
  readonly responseMs: number | null;
  /** Its ID, where it has a row of its own. */
  readonly id: string | null;
  /** Its place in the batch and the run that sent it, where they are known. */
  readonly place: { readonly position: number; readonly run: number } | null;
  /** `null` for a damaged one. */
  readonly read: () => Delivery | null;
}

export interface BatchRowPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  readonly documents: Documents;
  readonly frames: Frames;
  readonly batches: NumberedBatches;
  readonly reader: BlockReader;
}

/** @returns gives the deliveries of a batch, stretch by stretch. */
export function createBatchRows(
  ports: BatchRowPorts,
): (batchId: string) => AsyncGenerator<readonly BatchRow[], void> {
  const { database, documents, frames, batches, reader } = ports;
  const stretch = database.prepare(
    `SELECT id, uuid, outcome, status, reason, response_ms,
       CASE WHEN reason IS NULL AND outcome >= ${FAILED} AND json_valid(body) THEN json_extract(body, '$.failure.code') END AS code
     FROM deliveries INDEXED BY deliveries_batch WHERE batch = ? AND id > ? ORDER BY id LIMIT ${STRETCH}`,
  );
  const byId = database.prepare(`SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.id = ?`);
  const blocks = database.prepare(
    `SELECT ${HEAD_COLUMNS} FROM delivery_blocks WHERE batch = ? AND id > ? ORDER BY id LIMIT ${BLOCKS}`,
  );

  const rowOf = (row: SqlRow): BatchRow => {
    const reason = row['reason'] === null ? row['code'] : documents.text(numberIn(row, 'reason'));
    const uuid = String(row['uuid']);
    return {
      atMs: sentAtMs(row),
      outcome: DELIVERY_OUTCOMES[numberIn(row, 'outcome')] ?? 'unknown',
      status: row['status'] === null ? null : numberIn(row, 'status'),
      reason: typeof reason === 'string' ? reason : null,
      responseMs: row['response_ms'] === null ? null : numberIn(row, 'response_ms'),
      id: uuid,
      place: placeOfDeliveryId(uuid),
      read() {
        const whole = byId.get(row['id'] ?? null);
        return whole === undefined ? null : deliveryOf(whole, documents);
      },
    };
  };
  const rowsOfBlock = (head: SqlRow): readonly BatchRow[] => {
    const block = headIn(head);
    const decoded = reader.open(block);
    if (decoded === null) return [];
    const { run } = decoded;
    return decoded.rows.flatMap((row) => {
      const frame = frames.read(row.frame);
      if (frame === null) return [];
      const { status } = frame;
      const reason = frame.reason === null ? (row.failure()?.code ?? null) : documents.text(frame.reason);
      return {
        atMs: row.atMs,
        outcome: DELIVERY_OUTCOMES[frame.outcome] ?? 'unknown',
        status,
        reason,
        responseMs: row.responseMs,
        id: null,
        place: { position: row.position, run },
        read: () => reader.delivery({ block, run, row }),
      };
    });
  };

  return async function* (batchId) {
    const batch = documents.find('batch', batchId);
    for (let last = 0, more = batch !== null; more;) {
      const rows = stretch.all(batch, last);
      yield rows.map(rowOf);
      more = rows.length === STRETCH;
      last = numberIn(rows.at(-1) ?? {}, 'id');
      await nextTurn();
    }
    const numbered = batches.find(batchId);
    for (let last = 0, more = numbered !== null; more;) {
      const heads = blocks.all(numbered?.number ?? null, last);
      yield heads.flatMap(rowsOfBlock);
      more = heads.length === BLOCKS;
      last = numberIn(heads.at(-1) ?? {}, 'id');
      if (more) await nextTurn();
    }
  };
}
