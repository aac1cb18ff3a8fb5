import { describe, expect, it } from 'vitest';
import type { Delivery } from '#shared/apns/push';
import {
  HEAD_LIMIT,
  initialLogState,
  type LogEvent,
  type LogState,
  matchesFilter,
  needsFreshStart,
  neighbour,
  nextCursor,
  reduceLog,
  rowsOf,
} from '../../../../renderer/features/log/log-state.js';
import { delivery, NOW_MS, rejected } from '../../support/log-deliveries.js';

const at = (id: string, atMs = NOW_MS): Delivery => delivery({ id, atMs });
const run = (events: readonly LogEvent[], from: LogState = initialLogState()): LogState =>
  events.reduce(reduceLog, from);
const ids = (state: LogState): readonly string[] => rowsOf(state).map(({ id }) => id);
const firstPage = (deliveries: readonly Delivery[], next: string | null = null): LogEvent => ({
  kind: 'first-page',
  page: { deliveries, next },
});

describe('the rows of the log', () => {
  it('put what arrives above what was read, the newest first', () => {
    const state = run([firstPage([at('a')]), { kind: 'arrived', deliveries: [at('b'), at('c')] }]);
    expect(ids(state)).toEqual(['c', 'b', 'a']);
  });

  it('do not show twice what arrived while the page was being read', () => {
    const state = run([{ kind: 'arrived', deliveries: [at('b')] }, firstPage([at('b'), at('a')])]);
    expect(ids(state)).toEqual(['b', 'a']);
  });

  it('keep what arrived after the page was put together', () => {
    const state = run([
      { kind: 'arrived', deliveries: [at('c', NOW_MS + 5)] },
      firstPage([at('b'), at('a')]),
    ]);
    expect(ids(state)).toEqual(['c', 'b', 'a']);
  });

  it('do not put what is older than the page above it', () => {
    const state = run([
      { kind: 'arrived', deliveries: [at('old', NOW_MS - 5)] },
      firstPage([at('b'), at('a', NOW_MS - 9)]),
    ]);
    expect(ids(state)).toEqual(['b', 'a']);
  });

  it('change in place when a delivery is told again', () => {
    const state = run([
      firstPage([at('b'), at('a')]),
      { kind: 'arrived', deliveries: [rejected({ id: 'a' })] },
    ]);
    expect(rowsOf(state).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['b', 'accepted'],
      ['a', 'rejected'],
    ]);
  });

  it('leave out arrivals that the filter hides', () => {
    const state = run([
      { kind: 'filter-changed', filter: { outcome: 'rejected' } },
      firstPage([]),
      { kind: 'arrived', deliveries: [at('a'), rejected({ id: 'b' })] },
    ]);
    expect(ids(state)).toEqual(['b']);
  });

  it('go on with the next page, and ignore one that was asked for before the filter changed', () => {
    const page = { deliveries: [at('b')], next: null };
    const read = run([firstPage([at('a')], 'cursor'), { kind: 'next-page', before: 'cursor', page }]);
    expect(ids(read)).toEqual(['a', 'b']);
    const stale = run([
      firstPage([at('a')], 'cursor'),
      { kind: 'filter-changed', filter: {} },
      { kind: 'next-page', before: 'cursor', page },
    ]);
    expect(ids(stale)).toEqual([]);
  });

  it('know where the next page begins, and that there is none at the end', () => {
    expect(nextCursor(run([firstPage([at('a')], 'cursor')]))).toBe('cursor');
    expect(nextCursor(run([firstPage([at('a')])]))).toBeNull();
  });

  it('are read anew once too many arrived live to keep', () => {
    const many = Array.from({ length: HEAD_LIMIT + 1 }, (_, index) => at(`live ${index}`));
    const state = run([firstPage([]), { kind: 'arrived', deliveries: many }]);
    expect(needsFreshStart(state)).toBe(true);
    const newest = rowsOf(state).slice(0, 100);
    expect(needsFreshStart(reduceLog(state, firstPage(newest, 'cursor')))).toBe(false);
  });
});

describe('pointing at rows', () => {
  it('opens the details only when asked to, and closes them without losing the place', () => {
    const selected = run([firstPage([at('a')]), { kind: 'selected', id: 'a' }]);
    expect(selected).toMatchObject({ selectedId: 'a', detailOpen: false });
    const open = reduceLog(selected, { kind: 'selected', id: 'a', open: true });
    expect(open.detailOpen).toBe(true);
    expect(reduceLog(open, { kind: 'detail-closed' })).toMatchObject({ selectedId: 'a', detailOpen: false });
  });

  it('marks two rows at most and drops the one marked first', () => {
    const mark = (id: string): LogEvent => ({ kind: 'mark-toggled', id });
    expect(run([mark('a'), mark('b'), mark('c')]).marked).toEqual(['b', 'c']);
    expect(run([mark('a'), mark('a')]).marked).toEqual([]);
  });

  it.each([
    { from: null, step: 1, to: 'a', because: 'nothing was selected' },
    { from: 'a', step: 1, to: 'b', because: 'it is the next' },
    { from: 'c', step: 1, to: 'c', because: 'the end is the end' },
    { from: 'b', step: -Infinity, to: 'a', because: 'Home goes to the top' },
    { from: 'a', step: Infinity, to: 'c', because: 'End goes to the bottom' },
  ])('a step of $step from $from leads to $to, because $because', ({ from, step, to }) => {
    expect(neighbour([at('a'), at('b'), at('c')], from, step)).toBe(to);
  });
});

describe('matchesFilter', () => {
  it.each([
    { filter: { environment: 'simulator' }, matches: true },
    { filter: { environment: 'production' }, matches: false },
    { filter: { reason: 'BadDeviceToken' }, matches: false },
    { filter: { topic: 'com.example.app' }, matches: true },
    { filter: { device: 'Test iPhone' }, matches: true },
    { filter: { sinceMs: NOW_MS + 1 }, matches: false },
    { filter: { search: 'LUNCH ready' }, matches: true },
    { filter: { search: 'lunch dinner' }, matches: false },
    { filter: { search: 'abab' }, matches: true },
  ] as const)('$filter → $matches', ({ filter, matches }) => {
    expect(matchesFilter(delivery(), filter)).toBe(matches);
  });
});
