/** Maps the rows of a table to values, by key. Unlike `Object.fromEntries`, it keeps the type of the keys. */
export function recordOf<Row extends { readonly key: string }, Value>(
  rows: readonly Row[],
  valueOf: (row: Row) => Value,
): Record<Row['key'], Value> {
  return Object.fromEntries(rows.map((row) => [row.key, valueOf(row)])) as Record<Row['key'], Value>;
}
