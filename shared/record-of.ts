/** One value for each row of a table, by the row's key; typed by the keys, which `Object.fromEntries` forgets. */
export function recordOf<Row extends { readonly key: string }, Value>(
  rows: readonly Row[],
  valueOf: (row: Row) => Value,
): Record<Row['key'], Value> {
  return Object.fromEntries(rows.map((row) => [row.key, valueOf(row)])) as Record<Row['key'], Value>;
}
