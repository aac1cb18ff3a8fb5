import type { Delivery } from '#shared/apns/push';
import { numberIn } from './delivery-rows.js';
import type { Frames } from './frames.js';
import type { NumberedBatch, NumberedBatches } from './numbered-batches.js';
import { type BlockRow, decodeBlock, type DecodedBlock } from './packing/block-decoder.js';
import { deliveryIdOf } from './packing/delivery-id.js';
import { joinDelivery } from './packing/delivery-parts.js';
import { bufferIn, type SqlDatabase, type SqlRow } from './sqlite.js';
import type { TargetLists } from './target-lists.js';

/** Blocks kept unpacked: a page looks into a few at once, and the next page into the same. */
const REMEMBERED = 24;

/** A block as its table tells it, not yet unpacked. */
export interface BlockHead {
  readonly id: number;
  readonly batch: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly lastSeq: number;
  /** How many deliveries of each frame are in it. */
  readonly frames: readonly (readonly [frame: number, count: number])[];
}

/** A delivery in a block. */
export interface PackedDelivery {
  readonly block: BlockHead;
  readonly run: number;
  readonly row: BlockRow;
}

export interface BlockReader {
  /** `null` for a damaged block. */
  open(block: BlockHead): DecodedBlock | null;
  /** `null` for a damaged one. */
  delivery(packed: PackedDelivery): Delivery | null;
  /** The deliveries of some targets of a batch. */
  ofTargets(batch: number, positions: readonly number[]): readonly PackedDelivery[];
  /** The delivery of an ID; `null` where there is none. */
  byId(id: string): PackedDelivery | null;
}

export const HEAD_COLUMNS = 'id, batch, first_ms, last_ms, first_position, last_position, last_seq, frames';

/** A block's head from its row of {@link HEAD_COLUMNS}. */
export function headIn(row: SqlRow): BlockHead {
  return {
    id: numberIn(row, 'id'),
    batch: numberIn(row, 'batch'),
    firstMs: numberIn(row, 'first_ms'),
    lastMs: numberIn(row, 'last_ms'),
    firstPosition: numberIn(row, 'first_position'),
    lastPosition: numberIn(row, 'last_position'),
    lastSeq: numberIn(row, 'last_seq'),
    frames: framesIn(String(row['frames'])),
  };
}

export interface BlockReaderPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  readonly frames: Frames;
  readonly lists: TargetLists;
  readonly batches: NumberedBatches;
}

export function createBlockReader({ database, frames, lists, batches }: BlockReaderPorts): BlockReader {
  const bytes = database.prepare('SELECT bytes FROM delivery_blocks WHERE id = ?');
  const covering = database.prepare(
    `SELECT ${HEAD_COLUMNS} FROM delivery_blocks
     WHERE batch = ? AND last_position >= ? AND first_position <= ? ORDER BY id`,
  );
  const known = new Map<string, DecodedBlock | null>();
  const numbered = new Map<number, NumberedBatch>();

  const open = (block: BlockHead): DecodedBlock | null => {
    // The last block of a batch grows.
    const key = `${block.id} ${block.lastSeq}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const decoded = decodedFrom(bytes.get(block.id));
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value ?? '');
    known.set(key, decoded);
    return decoded;
  };
  const batchOf = (number: number): NumberedBatch | null => {
    const batch = numbered.get(number) ?? batches.byNumber(number);
    if (batch !== null) numbered.set(number, batch);
    return batch;
  };
  const ofTargets = (batch: number, positions: readonly number[]): readonly PackedDelivery[] => {
    const [first, last] = [positions[0], positions.at(-1)];
    if (first === undefined || last === undefined) return [];
    const wanted = new Set(positions);
    return covering.all(batch, first, last).flatMap((row) => {
      const block = headIn(row);
      const decoded = open(block);
      if (decoded === null) return [];
      return decoded.rows
        .filter(({ position }) => wanted.has(position))
        .map((one) => ({ block, run: decoded.run, row: one }));
    });
  };

  return {
    open,
    ofTargets,
    delivery({ block, run, row }) {
      const content = frames.read(row.frame)?.content ?? null;
      const batch = batchOf(block.batch);
      const place = lists.find(block.batch, row.position);
      if (content === null || batch === null || place === null) return null;
      const { target } = place.list.targetAt(place.index);
      const id = deliveryIdOf(batch.key, { position: row.position, run });
      return joinDelivery(content.common, row.own(content.verdict), { id, target });
    },
    byId(id) {
      const place = batches.placeOf(id);
      if (place === null) return null;
      return ofTargets(place.batch.number, [place.position]).find(({ run }) => run === place.run) ?? null;
    },
  };
}

function decodedFrom(row: SqlRow | undefined): DecodedBlock | null {
  if (row === undefined) return null;
  try {
    return decodeBlock(bufferIn(row, 'bytes'));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function framesIn(text: string): BlockHead['frames'] {
  try {
    const counts = JSON.parse(text) as unknown;
    return Array.isArray(counts) ? (counts as BlockHead['frames']) : [];
  } catch {
    return [];
  }
}
