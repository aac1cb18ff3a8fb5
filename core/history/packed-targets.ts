import type { LedgerState } from './batch-ledger.js';
import { numberIn } from './delivery-rows.js';
import { LEDGER_STATES, numberOf } from './ledger-rows.js';
import type { NumberedBatch, NumberedBatches } from './numbered-batches.js';
import { type LedgerTarget, packTargets, positionsOf } from './packing/target-list.js';
import { bufferIn, inTransaction, type SqlDatabase, type SqlRow } from './sqlite.js';
import type { TargetLists } from './target-lists.js';
import { noCounts, type TargetStore } from './target-store.js';
import type { TokenIndex } from './token-index.js';

/** Targets in one list at most: what a change of their states writes anew. */
const LIST_LENGTH = 1024;

/** The targets of numbered batches: in lists, and a byte for the state of each. */
export interface PackedTargetStore extends TargetStore {
  /** True for a target that has no outcome yet. @param index - Of the target in its list. */
  isOpen(listId: number, index: number): boolean;
  /** Right before a transaction of the queue ends. */
  end(): void;
  /** A transaction was undone. */
  undo(): void;
}

/** @param database - With the schema of this version. */
export function createPackedTargets(
  database: SqlDatabase,
  batches: NumberedBatches,
  lists: TargetLists,
  index: TokenIndex,
): PackedTargetStore {
  const insertList = database.prepare(
    `INSERT INTO target_lists (batch, first, last, count, width, places, extras, tokens, crc)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const insertStates = database.prepare('INSERT INTO target_states (list, states) VALUES (?, ?)');
  const readStates = database.prepare('SELECT states FROM target_states WHERE list = ?');
  const writeStates = database.prepare('UPDATE target_states SET states = ? WHERE list = ?');
  const removeStates = database.prepare(
    'DELETE FROM target_states WHERE list IN (SELECT id FROM target_lists WHERE batch = ?)',
  );
  const overlapping = database.prepare(
    'SELECT first, count, places FROM target_lists WHERE batch = ? AND last >= ? AND first <= ?',
  );
  const countAll = database.prepare('SELECT sum(count) AS found FROM target_lists WHERE batch = ?');
  const states = database.prepare(
    `SELECT s.states FROM target_lists l JOIN target_states s ON s.list = l.id WHERE l.batch = ?`,
  );
  const listed = database.prepare(
    `SELECT l.id, l.first, l.count, l.places, s.states FROM target_lists l JOIN target_states s ON s.list = l.id
     WHERE l.batch = ? AND l.last > ? ORDER BY l.last, l.first`,
  );
  /** States that the transaction changes, by list: written once at its end. */
  const changed = new Map<number, Buffer>();

  const numbered = (batchId: string): NumberedBatch | null => batches.find(batchId);
  const unlisted = (batch: number, targets: readonly LedgerTarget[]): readonly LedgerTarget[] => {
    const first = targets[0]?.position ?? 0;
    const last = targets.at(-1)?.position ?? first;
    const known = new Set(overlapping.all(batch, first, last).flatMap(positionsIn));
    return known.size === 0 ? targets : targets.filter(({ position }) => !known.has(position));
  };
  const set = (batch: number, position: number, state: LedgerState): void => {
    const place = lists.find(batch, position);
    if (place === null) return;
    let bytes = changed.get(place.listId);
    if (bytes === undefined) {
      bytes = Buffer.from(bufferIn(readStates.get(place.listId) ?? {}, 'states'));
      changed.set(place.listId, bytes);
    }
    bytes[place.index] = numberOf(state);
  };

  return {
    enlist(batchId, added) {
      const batch = numbered(batchId);
      if (batch === null) return;
      inTransaction(database, () => {
        const rest = unlisted(batch.number, added);
        for (let from = 0; from < rest.length; from += LIST_LENGTH) {
          const part = rest.slice(from, from + LIST_LENGTH);
          const packed = packTargets(part);
          const { first, last, count, width, places, extras, tokens, crc } = packed;
          const row = insertList.get(batch.number, first, last, count, width, places, extras, tokens, crc);
          const listId = numberIn(row ?? {}, 'id');
          insertStates.run(listId, Buffer.alloc(count, numberOf('waiting')));
          index.add(listId, part);
        }
      });
    },
    count: (batchId) => numberIn(countAll.get(numbered(batchId)?.number ?? null) ?? {}, 'found'),
    counts(batchId) {
      const found = new Array<number>(LEDGER_STATES.length).fill(0);
      for (const row of states.iterate(numbered(batchId)?.number ?? null)) {
        for (const state of bufferIn(row, 'states')) found[state] = (found[state] ?? 0) + 1;
      }
      const counts = noCounts();
      for (const state of LEDGER_STATES) counts[state] = found[numberOf(state)] ?? 0;
      return counts;
    },
    move(batchId, positions, state) {
      const batch = numbered(batchId);
      if (batch !== null) for (const position of positions) set(batch.number, position, state);
    },
    settle(batchId, position, outcome) {
      const batch = numbered(batchId);
      if (batch !== null) set(batch.number, position, outcome);
    },
    targets(batchId, wanted, { after, limit }, onDamaged) {
      const numbers = new Set(wanted.map(numberOf));
      const found: LedgerTarget[] = [];
      let last = after;
      for (const row of listed.iterate(numbered(batchId)?.number ?? null, after)) {
        // Where lists overlap, the next one may hold a position before the last of this one.
        if (found.length >= limit && numberIn(row, 'first') > last) break;
        const list = lists.read(numberIn(row, 'id'));
        const places = positionsIn(row);
        const damaged: number[] = [];
        for (const [at, state] of bufferIn(row, 'states').entries()) {
          const position = places[at] ?? -1;
          if (position <= after || !numbers.has(state)) continue;
          if (list === null) damaged.push(position);
          else found.push(list.targetAt(at));
          last = Math.max(last, position);
        }
        if (damaged.length > 0) onDamaged(damaged[0] ?? 0, damaged.at(-1) ?? 0);
      }
      return found.sort((a, b) => a.position - b.position).slice(0, limit);
    },
    positionsIn(batchId, wanted) {
      const numbers = new Set(wanted.map(numberOf));
      const found = new Set<number>();
      for (const row of listed.iterate(numbered(batchId)?.number ?? null, -1)) {
        const places = positionsIn(row);
        bufferIn(row, 'states').forEach((state, at) => {
          if (numbers.has(state)) found.add(places[at] ?? -1);
        });
      }
      return found;
    },
    remove(batchId) {
      const batch = numbered(batchId);
      if (batch !== null) removeStates.run(batch.number);
    },
    isOpen(listId, index) {
      const state = LEDGER_STATES[bufferIn(readStates.get(listId) ?? {}, 'states')[index] ?? -1];
      return state === 'waiting' || state === 'sent';
    },
    end() {
      for (const [listId, bytes] of changed) writeStates.run(bytes, listId);
      changed.clear();
    },
    undo: () => changed.clear(),
  };
}

function positionsIn(row: SqlRow): readonly number[] {
  const places = row['places'] === null ? null : bufferIn(row, 'places');
  return positionsOf(numberIn(row, 'first'), numberIn(row, 'count'), places);
}
