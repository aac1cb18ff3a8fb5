import { numberIn } from './delivery-rows.js';
import { type PackedTargets, TargetList } from './packing/target-list.js';
import { bufferIn, type SqlDatabase, type SqlRow } from './sqlite.js';

/** Lists kept unpacked: a search goes through many, and then through their neighbours. */
const REMEMBERED = 32;

/** Lists in which a position is looked up before the file is asked: those of the targets that are under way. */
const RECENT = 8;

/** Where a target is written down. */
interface ListPlace {
  readonly list: TargetList;
  readonly listId: number;
  readonly index: number;
}

/** The packed targets of batches, read. */
export interface TargetLists {
  /** `null` for one that is damaged or gone. */
  read(listId: number): TargetList | null;
  /** The lists that hold some of these positions, in order; a damaged one as `null`. */
  covering(batch: number, first: number, last: number): readonly (TargetList | null)[];
  /** `null` where the position is not written down, or damaged. */
  find(batch: number, position: number): ListPlace | null;
  /** Another process may have removed lists. */
  forget(): void;
}

export const LIST_COLUMNS = 'id, batch, first, last, count, width, places, extras, tokens, crc';

/** @param database - With the schema of this version. */
export function createTargetLists(database: SqlDatabase): TargetLists {
  const byId = database.prepare(`SELECT ${LIST_COLUMNS} FROM target_lists WHERE id = ?`);
  const covering = database.prepare(
    'SELECT id FROM target_lists WHERE batch = ? AND last >= ? AND first <= ? ORDER BY last, first',
  );
  const known = new Map<number, TargetList>();
  let recent: readonly { readonly batch: number; readonly listId: number; readonly list: TargetList }[] = [];

  const read = (listId: number): TargetList | null => {
    const before = known.get(listId);
    if (before !== undefined) return before;
    const list = listIn(byId.get(listId));
    if (list === null) return null;
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value ?? 0);
    known.set(listId, list);
    return list;
  };
  return {
    read,
    covering: (batch, first, last) =>
      covering.all(batch, first, last).map((row) => read(numberIn(row, 'id'))),
    find(batch, position) {
      for (const { batch: owner, listId, list } of recent) {
        const index = owner === batch ? list.indexOf(position) : -1;
        if (index >= 0) return { list, listId, index };
      }
      for (const row of covering.all(batch, position, position)) {
        const listId = numberIn(row, 'id');
        const list = read(listId);
        const index = list?.indexOf(position) ?? -1;
        if (list === null || index < 0) continue;
        recent = [{ batch, listId, list }, ...recent.slice(0, RECENT - 1)];
        return { list, listId, index };
      }
      return null;
    },
    forget() {
      known.clear();
      recent = [];
    },
  };
}

/** @returns `null` for a damaged one. */
export function listIn(row: SqlRow | undefined): TargetList | null {
  if (row === undefined) return null;
  try {
    return new TargetList(packedIn(row));
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

function packedIn(row: SqlRow): PackedTargets {
  return {
    first: numberIn(row, 'first'),
    last: numberIn(row, 'last'),
    count: numberIn(row, 'count'),
    width: numberIn(row, 'width'),
    places: row['places'] === null ? null : bufferIn(row, 'places'),
    extras: row['extras'] === null ? null : String(row['extras']),
    tokens: bufferIn(row, 'tokens'),
    crc: numberIn(row, 'crc'),
  };
}
