import { numberIn } from './delivery-rows.js';
import type { NumberedBatch } from './numbered-batches.js';
import { BlockEncoder, type BlockEntry } from './packing/block-encoder.js';
import type { SqlDatabase } from './sqlite.js';

/** Writes deliveries of batches into blocks. All but {@link undo} and {@link finish} only inside a transaction. */
export interface BlockWriter {
  add(batch: NumberedBatch, entry: BlockEntry): void;
  /** Right before the transaction ends: what was added is written. */
  end(): void;
  /** The transaction was undone. */
  undo(): void;
  /** Nothing more is expected of a batch. */
  finish(batch: number): void;
}

/** The block of a batch that is not full yet: written again with every transaction that adds to it. */
interface OpenBlock {
  readonly batch: NumberedBatch;
  encoder: BlockEncoder;
  /** `null` until it is written. */
  id: number | null;
  /** What the transaction added. */
  fresh: BlockEntry[];
}

/** @param database - With the schema of this version. */
export function createBlockWriter(database: SqlDatabase): BlockWriter {
  const columns = [
    ...['first_ms', 'last_ms', 'first_position', 'last_position', 'first_seq', 'last_seq'],
    ...['frames', 'bytes'],
  ];
  const insert = database.prepare(
    `INSERT INTO delivery_blocks (batch, ${columns.join(', ')})
     VALUES (${Array(columns.length + 1)
       .fill('?')
       .join(', ')}) RETURNING id`,
  );
  const update = database.prepare(
    `UPDATE delivery_blocks SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ? RETURNING id`,
  );
  const open = new Map<string, OpenBlock>();

  const write = (block: OpenBlock, isLast: boolean): void => {
    if (block.fresh.length === 0) return;
    if (block.id !== null && update.get(...valuesOf(block.encoder, isLast), block.id) === undefined) {
      // It was cleared meanwhile, and only what came since belongs into the history.
      block.encoder = new BlockEncoder(block.batch.run);
      for (const entry of block.fresh) block.encoder.add(entry);
      block.id = null;
    }
    if (block.id === null) {
      const row = insert.get(block.batch.number, ...valuesOf(block.encoder, isLast));
      block.id = numberIn(row ?? {}, 'id');
    }
    block.fresh = [];
  };

  const begin = (batch: NumberedBatch, slot: string): OpenBlock => {
    const block = { batch, encoder: new BlockEncoder(batch.run), id: null, fresh: [] };
    open.set(slot, block);
    return block;
  };

  return {
    add(batch, entry) {
      const { atMs } = entry.own;
      // One that was on its way for long must not end the block of the others.
      const isLate = open.get(slotOf(batch.number))?.encoder.isMuchNewerThan(atMs) === true;
      const slot = slotOf(batch.number, isLate);
      let block = open.get(slot);
      if (block?.encoder.hasRoomFor(atMs) !== true || block.batch.run !== batch.run) {
        if (block !== undefined) write(block, true);
        block = begin(batch, slot);
      }
      block.encoder.add(entry);
      block.fresh.push(entry);
    },
    end() {
      for (const block of open.values()) write(block, false);
    },
    undo: () => open.clear(),
    finish(batch) {
      for (const isLate of [false, true]) open.delete(slotOf(batch, isLate));
    },
  };
}

function slotOf(batch: number, isLate = false): string {
  return isLate ? `${batch} late` : `${batch}`;
}

function valuesOf(encoder: BlockEncoder, isLast: boolean): readonly (number | string | Uint8Array)[] {
  const { firstMs, lastMs, firstPosition, lastPosition, firstSeq, lastSeq, frames } = encoder.facts();
  const counts = JSON.stringify([...frames]);
  return [firstMs, lastMs, firstPosition, lastPosition, firstSeq, lastSeq, counts, encoder.bytes(isLast)];
}
