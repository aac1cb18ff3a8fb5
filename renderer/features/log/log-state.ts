import { type Delivery, topicOfPush } from '#shared/apns/push';
import type { HistoryFilter, HistoryPage } from '#shared/history/history';
import { searchWords } from '#shared/history/search-words';

/** The most live rows above the first page; beyond that the first page is read again. */
export const HEAD_LIMIT = 500;

interface LoadedPage {
  readonly deliveries: readonly Delivery[];
  readonly next: string | null;
}

/** The state of the log: the live rows, the pages below them, and the selection. */
export interface LogState {
  readonly filter: HistoryFilter;
  readonly load: 'loading' | 'ready' | 'failed';
  /** Newest first, arrived since the first page was read. */
  readonly head: readonly Delivery[];
  readonly pages: readonly LoadedPage[];
  readonly selectedId: string | null;
  readonly detailOpen: boolean;
  /** At most two, for comparison. */
  readonly marked: readonly string[];
}

export type LogEvent =
  | { readonly kind: 'filter-changed'; readonly filter: HistoryFilter }
  | { readonly kind: 'first-page'; readonly page: HistoryPage }
  | { readonly kind: 'next-page'; readonly before: string; readonly page: HistoryPage }
  | { readonly kind: 'load-failed' }
  /** In chronological order. */
  | { readonly kind: 'arrived'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'selected'; readonly id: string | null; readonly open?: boolean }
  | { readonly kind: 'detail-closed' }
  | { readonly kind: 'mark-toggled'; readonly id: string }
  | { readonly kind: 'marks-cleared' }
  | { readonly kind: 'cleared' };

export function initialLogState(filter: HistoryFilter = {}, openId: string | null = null): LogState {
  return {
    filter,
    load: 'loading',
    head: [],
    pages: [],
    selectedId: openId,
    detailOpen: openId !== null,
    marked: [],
  };
}

/** All loaded rows, newest first. */
export function rowsOf(state: Pick<LogState, 'head' | 'pages'>): readonly Delivery[] {
  return [...state.head, ...state.pages.flatMap(({ deliveries }) => deliveries)];
}

/** The cursor of the next page; `null` at the end of the history. */
export function nextCursor(state: LogState): string | null {
  return state.pages.at(-1)?.next ?? null;
}

/** True once so many rows arrived live that reading the first page again is cheaper. */
export function needsFreshStart(state: LogState): boolean {
  return state.head.length > HEAD_LIMIT;
}

/** The state of the log after an event. Pure: the hook does the fetching. */
export function reduceLog(state: LogState, event: LogEvent): LogState {
  switch (event.kind) {
    case 'filter-changed':
      return { ...initialLogState(event.filter), marked: state.marked };
    case 'first-page':
      return {
        ...state,
        load: 'ready',
        head: newerThan(state.head, event.page.deliveries),
        pages: [event.page],
      };
    case 'next-page':
      return nextCursor(state) === event.before
        ? { ...state, pages: [...state.pages, withoutKnown(event.page, state)] }
        : state;
    case 'load-failed':
      return { ...state, load: 'failed' };
    case 'arrived':
      return arrive(state, event.deliveries);
    case 'selected':
      return {
        ...state,
        selectedId: event.id,
        detailOpen: event.id !== null && (event.open ?? state.detailOpen),
      };
    case 'detail-closed':
      return { ...state, detailOpen: false };
    case 'mark-toggled':
      return { ...state, marked: toggleMark(state.marked, event.id) };
    case 'marks-cleared':
      return { ...state, marked: [] };
    case 'cleared':
      return { ...initialLogState(state.filter), load: 'ready' };
  }
}

function arrive(state: LogState, deliveries: readonly Delivery[]): LogState {
  const arrived = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const known = new Set<string>();
  const update = (delivery: Delivery): Delivery => {
    known.add(delivery.id);
    return arrived.get(delivery.id) ?? delivery;
  };
  const pages = state.pages.map((page) => ({ ...page, deliveries: page.deliveries.map(update) }));
  const head = state.head.map(update);
  const fresh = [...arrived.values()].filter(({ id }) => !known.has(id)).toReversed();
  return { ...state, pages, head: [...fresh.filter((one) => matchesFilter(one, state.filter)), ...head] };
}

/** Deliveries that arrived while the page was being read are in both; the page wins. */
function newerThan(head: readonly Delivery[], page: readonly Delivery[]): readonly Delivery[] {
  const known = new Set(page.map(({ id }) => id));
  const newestMs = page[0]?.atMs ?? -Infinity;
  return head.filter(({ id, atMs }) => !known.has(id) && atMs >= newestMs);
}

function withoutKnown(page: HistoryPage, state: LogState): LoadedPage {
  const known = new Set(rowsOf(state).map(({ id }) => id));
  return { ...page, deliveries: page.deliveries.filter(({ id }) => !known.has(id)) };
}

function toggleMark(marked: readonly string[], id: string): readonly string[] {
  if (marked.includes(id)) return marked.filter((one) => one !== id);
  return [...marked.slice(-1), id];
}

/** Whether a new delivery matches the filter, with the same meaning as in the queries of the history. */
export function matchesFilter(delivery: Delivery, filter: HistoryFilter): boolean {
  const { target } = delivery.push;
  const device = target.kind === 'device' ? [target.name, target.token] : [target.channelId];
  const equals = (wanted: unknown, value: unknown): boolean => wanted === undefined || wanted === value;
  return (
    equals(filter.environment, delivery.push.environment.kind) &&
    equals(filter.outcome, delivery.outcome) &&
    equals(filter.status, delivery.status) &&
    equals(filter.reason, delivery.reason) &&
    equals(filter.topic, topicOfPush(delivery.push)) &&
    equals(filter.preset, delivery.presetName ?? undefined) &&
    (filter.device === undefined || device.includes(filter.device)) &&
    equals(filter.batchId, delivery.batchId ?? undefined) &&
    delivery.atMs >= (filter.sinceMs ?? -Infinity) &&
    delivery.atMs <= (filter.untilMs ?? Infinity) &&
    matchesWords(delivery, filter.search ?? '')
  );
}

function matchesWords({ push, reason, presetName }: Delivery, search: string): boolean {
  const { target, payload } = push;
  const names = target.kind === 'device' ? [target.name, target.token] : [target.channelId];
  const texts = [...names, topicOfPush(push), reason, presetName, payload].map((text) => text?.toLowerCase());
  return searchWords(search).every((word) =>
    texts.some((text) => text?.includes(word.toLowerCase()) === true),
  );
}

/** The row next to the selected one; the first when none is selected. */
export function neighbour(rows: readonly Delivery[], selectedId: string | null, step: number): string | null {
  if (rows.length === 0) return null;
  const index = rows.findIndex(({ id }) => id === selectedId);
  const next = index === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, index + step));
  return rows[next]?.id ?? null;
}
