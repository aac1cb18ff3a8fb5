import type { Clock } from '../ports/ports.js';
import { type BlockQuery, createBlockQuery } from './block-query.js';
import { type BlockReader, createBlockReader } from './block-reader.js';
import { type BlockRetention, createBlockRetention } from './block-retention.js';
import { createBlockWriter } from './block-writer.js';
import type { DeliveryWriter } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { createFrames, type Frames } from './frames.js';
import { createDeliveryKeeper } from './kept-delivery.js';
import { createNumberedBatches, type NumberedBatches } from './numbered-batches.js';
import { createPackedTargets, type PackedTargetStore } from './packed-targets.js';
import type { SqlDatabase } from './sqlite.js';
import { createTargetLists } from './target-lists.js';
import { createTokenIndex } from './token-index.js';
import { createTokenMemory, type TokenMemory } from './token-memory.js';

/** Batches as this version keeps them: targets in lists, deliveries in blocks. */
export interface PackedHistory {
  readonly batches: NumberedBatches;
  readonly targets: PackedTargetStore;
  readonly frames: Frames;
  readonly reader: BlockReader;
  readonly query: BlockQuery;
  readonly retention: BlockRetention;
  readonly memory: TokenMemory;
  readonly keep: ReturnType<typeof createDeliveryKeeper>;
  /** Right before a transaction of the queue ends. */
  end(): void;
  /** A transaction was undone, or everything was cleared. */
  undo(): void;
  /** Another process wrote. */
  forget(): void;
  /** Nothing more is expected of a batch. */
  finish(batch: number): void;
}

/** @param database - With the schema of this version. */
export function createPackedHistory(
  database: SqlDatabase,
  documents: Documents,
  rows: DeliveryWriter,
  clock: Clock,
): PackedHistory {
  const batches = createNumberedBatches(database);
  const tokens = createTokenIndex(database);
  const lists = createTargetLists(database);
  const targets = createPackedTargets(database, batches, lists, tokens);
  const frames = createFrames(database, documents);
  const reader = createBlockReader({ database, frames, lists, batches });
  const blocks = createBlockWriter(database);
  const ports = { database, documents, frames, batches, lists, tokens, reader };
  const memory = createTokenMemory({ ...ports, targets, clock });
  const forget = (): void => {
    batches.forget();
    lists.forget();
    frames.forget();
    memory.forget();
  };
  return {
    batches,
    targets,
    frames,
    reader,
    query: createBlockQuery(ports),
    retention: createBlockRetention(database, tokens),
    memory,
    keep: createDeliveryKeeper({ batches, rows, frames, blocks, lists, memory }),
    forget,
    end() {
      blocks.end();
      targets.end();
    },
    undo() {
      blocks.undo();
      targets.undo();
      forget();
    },
    finish: (batch) => blocks.finish(batch),
  };
}
