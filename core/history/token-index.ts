import { crc32 } from 'node:zlib';
import { numberIn } from './delivery-rows.js';
import type { LedgerTarget } from './packing/target-list.js';
import type { SqlDatabase } from './sqlite.js';

/** Which lists of targets have a token. */
export interface TokenIndex {
  /** Only inside a transaction. */
  add(listId: number, targets: readonly Pick<LedgerTarget, 'target'>[]): void;
  /** Only inside a transaction. */
  remove(listId: number, targets: readonly Pick<LedgerTarget, 'target'>[]): void;
  /** The lists that may have it, newest first; the caller checks. */
  listsWith(token: string): readonly { readonly listId: number; readonly batch: number }[];
}

/** @param database - With the schema of this version. */
export function createTokenIndex(database: SqlDatabase): TokenIndex {
  const add = database.prepare('INSERT INTO token_lists (token, list) SELECT value, ? FROM json_each(?)');
  const remove = database.prepare(
    'DELETE FROM token_lists WHERE list = ? AND token IN (SELECT value FROM json_each(?))',
  );
  const find = database.prepare(
    `SELECT t.list, l.batch FROM token_lists t JOIN target_lists l ON l.id = t.list
     WHERE t.token = ? ORDER BY t.list DESC`,
  );
  return {
    add: (listId, targets) => void add.run(listId, numbersOf(targets)),
    remove: (listId, targets) => void remove.run(listId, numbersOf(targets)),
    listsWith: (token) =>
      find
        .all(numberOf(token))
        .map((row) => ({ listId: numberIn(row, 'list'), batch: numberIn(row, 'batch') })),
  };
}

/** Each once, in the order of the index, as JSON. */
function numbersOf(targets: readonly Pick<LedgerTarget, 'target'>[]): string {
  const numbers = new Set(targets.map(({ target }) => numberOf(target.token)));
  return `[${Int32Array.from(numbers).sort().join(',')}]`;
}

/** The CRC-32 of a token as a signed number: that takes the least room. */
function numberOf(token: string): number {
  return crc32(token) | 0;
}
