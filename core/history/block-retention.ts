import { numberIn } from './delivery-rows.js';
import type { SqlDatabase } from './sqlite.js';
import { LIST_COLUMNS, listIn } from './target-lists.js';
import type { TokenIndex } from './token-index.js';

/** Blocks and lists forgotten in one transaction: about as much work as some hundred rows. */
const BLOCKS_AT_ONCE = 40;
const LISTS_AT_ONCE = 2;
/** Columns of `frames` that name documents; `server` is not looked for: there are few. */
const DOCUMENT_COLUMNS = ['payload', 'topic', 'reason', 'preset'];

/** Forgets deliveries in blocks, and what only they needed. All but {@link isExpiring} only inside a transaction. */
export interface BlockRetention {
  /** True where something in blocks is older. */
  isDue(beforeMs: number): boolean;
  /**
   * @param touched - Told the documents that frames named which are gone, and the column.
   * @returns true while there may be more.
   */
  forgetSome(beforeMs: number, touched: (column: string, document: number) => void): boolean;
  /** True while a frame names a document. */
  uses(column: string, document: number): boolean;
  /** Forgets everything but the targets of batches that are still known. */
  clear(): void;
}

/** @param database - With the schema of this version. */
export function createBlockRetention(database: SqlDatabase, tokens: TokenIndex): BlockRetention {
  const due = database.prepare('SELECT id FROM delivery_blocks WHERE last_ms < ? LIMIT ?');
  const removeBlock = database.prepare('DELETE FROM delivery_blocks WHERE id = ?');
  /** Batches without deliveries in blocks, whose frames are no longer needed. */
  const emptyFrames = database.prepare(
    `SELECT * FROM frames f WHERE NOT EXISTS (SELECT 1 FROM delivery_blocks b WHERE b.batch = f.batch) LIMIT 100`,
  );
  const removeFrame = database.prepare('DELETE FROM frames WHERE id = ?');
  /** Of batches of which neither a delivery in a block nor the batch itself is known. */
  const forgotten = database.prepare(
    `SELECT number FROM numbered_batches n WHERE NOT EXISTS (SELECT 1 FROM batches WHERE id = n.id)
       AND NOT EXISTS (SELECT 1 FROM delivery_blocks b WHERE b.batch = n.number) LIMIT 1`,
  );
  const lists = database.prepare(
    `SELECT ${LIST_COLUMNS} FROM target_lists WHERE batch = ? LIMIT ${LISTS_AT_ONCE}`,
  );
  const removeList = database.prepare('DELETE FROM target_lists WHERE id = ?');
  const removeStates = database.prepare('DELETE FROM target_states WHERE list = ?');
  const removeTokens = database.prepare('DELETE FROM token_lists WHERE list = ?');
  const removeBatch = database.prepare('DELETE FROM numbered_batches WHERE number = ?');
  const used = new Map(
    DOCUMENT_COLUMNS.map((column) => [
      column,
      database.prepare(`SELECT 1 AS used FROM frames WHERE ${column} = ? LIMIT 1`),
    ]),
  );

  /** @returns true while there may be more. */
  const forgetLists = (): boolean => {
    const row = forgotten.get();
    if (row === undefined) return false;
    const number = numberIn(row, 'number');
    const rows = lists.all(number);
    for (const listRow of rows) {
      const id = numberIn(listRow, 'id');
      const list = listIn(listRow);
      if (list === null) removeTokens.run(id);
      else
        tokens.remove(
          id,
          Array.from({ length: list.count }, (_, index) => list.targetAt(index)),
        );
      removeStates.run(id);
      removeList.run(id);
    }
    if (rows.length < LISTS_AT_ONCE) removeBatch.run(number);
    return true;
  };

  return {
    isDue: (beforeMs) => due.get(beforeMs, 1) !== undefined || forgotten.get() !== undefined,
    forgetSome(beforeMs, touched) {
      const blocks = due.all(beforeMs, BLOCKS_AT_ONCE);
      for (const row of blocks) removeBlock.run(numberIn(row, 'id'));
      if (blocks.length > 0) {
        for (const frame of emptyFrames.all()) {
          removeFrame.run(numberIn(frame, 'id'));
          for (const column of DOCUMENT_COLUMNS) {
            if (frame[column] !== null) touched(column, numberIn(frame, column));
          }
        }
      }
      const moreLists = forgetLists();
      return blocks.length === BLOCKS_AT_ONCE || moreLists;
    },
    uses: (column, document) => used.get(column)?.get(document) !== undefined,
    clear() {
      database.exec(`DELETE FROM delivery_blocks; DELETE FROM frames;
        DELETE FROM numbered_batches WHERE id NOT IN (SELECT id FROM batches);
        DELETE FROM target_states WHERE list IN
          (SELECT id FROM target_lists WHERE batch NOT IN (SELECT number FROM numbered_batches));
        DELETE FROM token_lists WHERE list IN
          (SELECT id FROM target_lists WHERE batch NOT IN (SELECT number FROM numbered_batches));
        DELETE FROM target_lists WHERE batch NOT IN (SELECT number FROM numbered_batches);`);
    },
  };
}
