import { firstIdOf, numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { inTransaction, type SqlDatabase } from './sqlite.js';

/** Few enough that another process never waits long for the write lock. Unit: deliveries. */
const CHUNK = 500;
/** Not `server`: there are few, and no index to find the last use by. */
const DOCUMENT_COLUMNS = ['payload', 'target', 'device', 'topic', 'reason', 'preset', 'batch'];

export interface Retention {
  /**
   * Forgets some of the deliveries before a moment and what only they used.
   *
   * @returns true while there may be more.
   */
  forgetSome(beforeMs: number): boolean;
  /** Forgets everything and gives the space back. */
  clear(): void;
}

/** @param database - With the schema of this version. */
export function createRetention(database: SqlDatabase, documents: Documents): Retention {
  const oldest = database.prepare(
    `SELECT id, ${DOCUMENT_COLUMNS.join(', ')} FROM deliveries WHERE id < ? ORDER BY id LIMIT ${CHUNK}`,
  );
  const remove = database.prepare('DELETE FROM deliveries WHERE id = ?');
  const used = new Map(
    DOCUMENT_COLUMNS.map((column) => [
      column,
      database.prepare(`SELECT 1 AS used FROM deliveries WHERE ${column} = ? LIMIT 1`),
    ]),
  );
  const removeBatches = database.prepare("DELETE FROM batches WHERE at_ms < ? AND state <> 'running'");

  return {
    forgetSome(beforeMs) {
      if (oldest.get(firstIdOf(beforeMs)) === undefined) return false;
      const count = inTransaction(database, () => {
        const rows = oldest.all(firstIdOf(beforeMs));
        const touched = new Map<string, Set<number>>(DOCUMENT_COLUMNS.map((column) => [column, new Set()]));
        for (const row of rows) {
          remove.run(numberIn(row, 'id'));
          for (const column of DOCUMENT_COLUMNS) {
            if (row[column] !== null) touched.get(column)?.add(numberIn(row, column));
          }
        }
        for (const [column, ids] of touched) {
          for (const id of ids) if (used.get(column)?.get(id) === undefined) documents.remove(id);
        }
        removeBatches.run(beforeMs);
        return rows.length;
      });
      documents.forgetNumbers();
      database.exec(`PRAGMA incremental_vacuum(${CHUNK})`);
      return count === CHUNK;
    },
    clear() {
      inTransaction(database, () => {
        database.exec("DELETE FROM deliveries; DELETE FROM batches WHERE state <> 'running';");
        documents.clear();
      });
      database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    },
  };
}
