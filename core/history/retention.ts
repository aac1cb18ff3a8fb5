import { believe, type BelievedTime } from './believed-time.js';
import type { BlockRetention } from './block-retention.js';
import { firstIdOf, numberIn, sentAtMs } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { inTransaction, type SqlDatabase } from './sqlite.js';

/** Few enough that another process never waits long for the write lock. Unit: deliveries. */
const CHUNK = 500;
/** Some milliseconds' work. Unit: pages of 4 KB. */
const SHRINK_PAGES = 400;
/** Not `server`: there are few, and no index to find the last use by. */
const DOCUMENT_COLUMNS = ['payload', 'target', 'device', 'topic', 'reason', 'preset', 'batch'];
/** A batch that a process sends, or holds while it is paused, stays. */
const UNOWNED = "state <> 'running' AND owner IS NULL";

export interface Retention {
  /**
   * Forgets some of the deliveries before a moment and what only they used.
   *
   * @returns true while there may be more.
   */
  forgetSome(beforeMs: number): boolean;
  /** The time to count from, remembered in the file: see {@link believe}. Unit: Unix time in milliseconds. */
  now(clockMs: number): number;
  /** Forgets everything. */
  clear(): void;
  /**
   * Gives some of the free space back to the file system.
   *
   * @returns true while there is more.
   */
  shrinkSome(): boolean;
}

/** @param database - With the schema of this version. */
export function createRetention(
  database: SqlDatabase,
  documents: Documents,
  blocks: BlockRetention,
): Retention {
  const before = database.prepare(
    `SELECT id, ${DOCUMENT_COLUMNS.join(', ')} FROM deliveries WHERE id < ? ORDER BY id LIMIT ${CHUNK}`,
  );
  const remove = database.prepare('DELETE FROM deliveries WHERE id = ?');
  const used = new Map(
    DOCUMENT_COLUMNS.map((column) => [
      column,
      database.prepare(`SELECT 1 AS used FROM deliveries WHERE ${column} = ? LIMIT 1`),
    ]),
  );
  /** @param usedBy - The columns that each document was named in. */
  const removeUnused = (usedBy: ReadonlyMap<string, ReadonlySet<number>>): void => {
    for (const [column, ids] of usedBy) {
      for (const id of ids) {
        if (used.get(column)?.get(id) === undefined && !blocks.uses(column, id)) documents.remove(id);
      }
    }
  };
  const freePages = database.prepare('PRAGMA freelist_count');
  const first = database.prepare('SELECT id FROM deliveries ORDER BY id LIMIT 1');
  const counter = database.prepare('SELECT value FROM counters WHERE name = ?');
  const setCounter = database.prepare(
    'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const unsetCounter = database.prepare('DELETE FROM counters WHERE name = ?');
  const known = (clockMs: number): BelievedTime => {
    const [now, claimed] = [counter.get('believed_ms'), counter.get('claimed_ms')];
    const oldest = first.get();
    return {
      // The first look ever: nothing confirms the clock, so nothing is old yet.
      nowMs: now !== undefined ? numberIn(now, 'value') : oldest === undefined ? clockMs : sentAtMs(oldest),
      claimedMs: claimed === undefined ? null : numberIn(claimed, 'value'),
    };
  };
  const removeBatches = database.prepare(`DELETE FROM batches WHERE at_ms < ? AND ${UNOWNED}`);

  return {
    forgetSome(beforeMs) {
      if (before.get(firstIdOf(beforeMs)) === undefined && !blocks.isDue(beforeMs)) return false;
      const more = inTransaction(database, () => {
        const rows = before.all(firstIdOf(beforeMs));
        const touched = new Map<string, Set<number>>(DOCUMENT_COLUMNS.map((column) => [column, new Set()]));
        for (const row of rows) {
          remove.run(numberIn(row, 'id'));
          for (const column of DOCUMENT_COLUMNS) {
            if (row[column] !== null) touched.get(column)?.add(numberIn(row, column));
          }
        }
        removeBatches.run(beforeMs);
        const moreBlocks = blocks.forgetSome(beforeMs, (column, id) => touched.get(column)?.add(id));
        removeUnused(touched);
        return rows.length === CHUNK || moreBlocks;
      });
      documents.forgetNumbers();
      return more;
    },
    now: (clockMs) =>
      inTransaction(database, () => {
        const { nowMs, claimedMs } = believe(known(clockMs), clockMs);
        setCounter.run('believed_ms', Math.round(nowMs));
        if (claimedMs === null) unsetCounter.run('claimed_ms');
        else setCounter.run('claimed_ms', Math.round(claimedMs));
        return nowMs;
      }),
    clear() {
      inTransaction(database, () => {
        database.exec(`DELETE FROM deliveries; DELETE FROM batches WHERE ${UNOWNED};`);
        blocks.clear();
        documents.clear();
      });
    },
    shrinkSome() {
      if (numberIn(freePages.get() ?? {}, 'freelist_count') > 0) {
        database.exec(`PRAGMA incremental_vacuum(${SHRINK_PAGES})`);
        return true;
      }
      // Only this shortens the file itself; it does not wait for other readers.
      database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return false;
    },
  };
}
