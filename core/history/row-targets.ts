import type { LedgerState } from './batch-ledger.js';
import { numberIn } from './delivery-rows.js';
import { LEDGER_STATES, numberOf, targetFrom } from './ledger-rows.js';
import type { LedgerTarget } from './packing/target-list.js';
import { inTransaction, type SqlDatabase } from './sqlite.js';
import { noCounts, type TargetStore } from './target-store.js';

/** The targets of batches that an older Pushdeck began: a row for each. */
export interface RowTargets extends TargetStore {
  /** The IDs of the deliveries that tell the state of these targets. */
  deliveriesIn(batchId: string, state: LedgerState): ReadonlySet<string>;
}

/** @param database - With the schema of this version. */
export function createRowTargets(database: SqlDatabase): RowTargets {
  const enlist = database.prepare(
    'INSERT INTO batch_targets (batch, position, target) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const move = database.prepare(
    'UPDATE batch_targets SET state = ?, delivery = ? WHERE batch = ? AND position = ?',
  );
  const count = database.prepare(
    'SELECT state, count(*) AS found FROM batch_targets WHERE batch = ? GROUP BY state',
  );
  const countAll = database.prepare('SELECT count(*) AS found FROM batch_targets WHERE batch = ?');
  const targets = database.prepare(
    `SELECT position, target FROM batch_targets
     WHERE batch = ? AND state IN (SELECT value FROM json_each(?)) AND position > ? ORDER BY position LIMIT ?`,
  );
  const places = database.prepare(
    'SELECT position FROM batch_targets WHERE batch = ? AND state IN (SELECT value FROM json_each(?))',
  );
  const deliveries = database.prepare('SELECT delivery FROM batch_targets WHERE batch = ? AND state = ?');
  const listOf = (states: readonly LedgerState[]): string => JSON.stringify(states.map(numberOf));

  return {
    enlist(batchId, added) {
      inTransaction(database, () => {
        for (const { position, target, variables } of added) {
          enlist.run(batchId, position, JSON.stringify({ ...target, variables }));
        }
      });
    },
    count: (batchId) => numberIn(countAll.get(batchId) ?? {}, 'found'),
    counts(batchId) {
      const counts = noCounts();
      for (const group of count.iterate(batchId)) {
        const state = LEDGER_STATES[numberIn(group, 'state')];
        if (state !== undefined) counts[state] = numberIn(group, 'found');
      }
      return counts;
    },
    move(batchId, positions, state) {
      for (const position of positions) move.run(numberOf(state), null, batchId, position);
    },
    settle(batchId, position, outcome, deliveryId) {
      move.run(numberOf(outcome), deliveryId, batchId, position);
    },
    targets(batchId, states, { after, limit }, onDamaged) {
      const found: LedgerTarget[] = [];
      for (let last = after; found.length < limit;) {
        const room = limit - found.length;
        const rows = targets.all(batchId, listOf(states), last, room);
        for (const row of rows) {
          last = numberIn(row, 'position');
          const target = targetFrom(row);
          if (target === null) onDamaged(last, last);
          else found.push(target);
        }
        if (rows.length < room) break;
      }
      return found;
    },
    positionsIn(batchId, states) {
      const found = new Set<number>();
      for (const row of places.iterate(batchId, listOf(states))) found.add(numberIn(row, 'position'));
      return found;
    },
    // Its rows go with the batch.
    remove: () => undefined,
    deliveriesIn: (batchId, state) =>
      new Set(deliveries.all(batchId, numberOf(state)).map((row) => String(row['delivery']))),
  };
}
