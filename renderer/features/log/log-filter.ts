import type { Delivery } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';

/** Returns the filter with one condition set, or removed where the value is empty. */
export function withCondition<Name extends keyof HistoryFilter>(
  filter: HistoryFilter,
  name: Name,
  value: HistoryFilter[Name] | string | null,
): HistoryFilter {
  const others = Object.entries(filter).filter(([other]) => other !== name);
  const isEmpty = value === null || value === undefined || value === '';
  return Object.fromEntries(isEmpty ? others : [...others, [name, value]]);
}

/** Whether the filter hides anything. */
export function isFiltering(filter: HistoryFilter): boolean {
  return Object.keys(filter).length > 0;
}

/** The reasons of the rows, and the one filtered by even when no row has it. */
export function reasonsOf(rows: readonly Delivery[], filtered: string | undefined): readonly string[] {
  const reasons = new Set(rows.flatMap(({ reason }) => (reason === null ? [] : [reason])));
  if (filtered !== undefined) reasons.add(filtered);
  return [...reasons].sort((one, other) => one.localeCompare(other));
}

/** The filter without the conditions that the page sets. */
export function withoutBase(filter: HistoryFilter, base: HistoryFilter): HistoryFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !(name in base)));
}
