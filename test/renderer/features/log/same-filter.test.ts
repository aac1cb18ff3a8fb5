import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { type Delivery, DELIVERY_OUTCOMES, type Target } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { omitUndefined } from '#shared/omit-undefined';
import { matchesFilter } from '../../../../renderer/features/log/log-state.js';
import { aDelivery, START_MS } from '../../../core/history/a-delivery.js';

const TOKENS = ['a1'.repeat(32), 'a2'.repeat(32), 'not a token'];
// Nobody calls a device by the token of another one.
const NAMES = ['Anna’s iPhone', 'ANNA', '小明的 iPhone', 'İstanbul'];
const TOPICS = ['com.example.app', 'com.example.app.voip', 'com.example'];
const CHANNELS = ['dHN0LXNyY2gtY2hubA==', 'a1'];
const REASONS = ['BadDeviceToken', 'TooManyRequests'];
const PRESETS = ['Order', 'order shipped'];
const PAYLOADS = ['{"aps":{"alert":"Hello World"}}', '{"aps":{"alert":"你好 ÄÖ"}}', '{ }', ''];
const BATCHES = ['batch-1', 'batch-2'];
const ENVIRONMENTS = ['simulator', 'sandbox', 'production'] as const;
const ROWS = 60;

const target: fc.Arbitrary<Target> = fc.oneof(
  fc
    .record({ token: fc.constantFrom(...TOKENS), name: fc.constantFrom(undefined, ...NAMES) })
    .map(({ token, name }) => ({ kind: 'device' as const, token, ...omitUndefined({ name }) })),
  fc.record({
    kind: fc.constant('channel' as const),
    bundleId: fc.constantFrom(...TOPICS),
    channelId: fc.constantFrom(...CHANNELS),
  }),
);
const row = fc
  .record({
    target,
    topic: fc.constantFrom(undefined, ...TOPICS),
    atMs: fc.integer({ min: START_MS, max: START_MS + 20 }),
    environment: fc.constantFrom(...ENVIRONMENTS),
    payload: fc.constantFrom(...PAYLOADS),
    outcome: fc.constantFrom(...DELIVERY_OUTCOMES),
    status: fc.constantFrom(200, 400, 429, null),
    reason: fc.constantFrom(null, ...REASONS),
    preset: fc.constantFrom(null, ...PRESETS),
    batchId: fc.constantFrom(null, ...BATCHES),
  })
  .map(({ target: to, topic, ...traits }): Delivery => {
    const made = aDelivery(traits);
    const headers = { pushType: 'alert', ...omitUndefined({ topic }) };
    return {
      ...made,
      push: { ...made.push, target: to, headers },
    };
  });

const known = [...TOKENS, ...NAMES, ...TOPICS, ...CHANNELS, ...REASONS, ...PRESETS, ...PAYLOADS];
const part = fc
  .tuple(fc.constantFrom(...known), fc.nat(), fc.integer({ min: 1, max: 14 }))
  .map(([text, from, length]) => {
    const start = from % Math.max(1, text.length);
    return text.slice(start, start + length);
  });
const word = fc.oneof(
  part,
  part.map((text) => text.toUpperCase()),
  part.map((text) => `"${text}"`),
  fc.constant('nowhere'),
);
const complete = fc.record({
  environment: fc.constantFrom(...ENVIRONMENTS, 'custom' as const),
  outcome: fc.constantFrom(...DELIVERY_OUTCOMES),
  status: fc.constantFrom(200, 400, 429, 500),
  reason: fc.constantFrom(...REASONS, 'Unregistered'),
  topic: fc.constantFrom(...TOPICS, 'com.example.other'),
  preset: fc.constantFrom(...PRESETS, 'Other'),
  device: fc.constantFrom(...NAMES, ...TOKENS, ...CHANNELS, 'Other'),
  batchId: fc.constantFrom(...BATCHES, 'batch-3'),
  sinceMs: fc.integer({ min: START_MS - 1, max: START_MS + 21 }),
  untilMs: fc.integer({ min: START_MS - 1, max: START_MS + 21 }),
  search: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
});
const CONDITIONS = [
  'environment',
  'outcome',
  'status',
  'reason',
  'topic',
  'preset',
  'device',
  'batchId',
  'sinceMs',
  'untilMs',
  'search',
] as const satisfies readonly (keyof HistoryFilter)[];
// More conditions at once hardly ever find anything.
const filter: fc.Arbitrary<HistoryFilter> = fc
  .tuple(complete, fc.subarray([...CONDITIONS], { maxLength: 3 }))
  .map(([all, chosen]) => Object.fromEntries(chosen.map((condition) => [condition, all[condition]])));

const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-same-filter-'));
const history = openHistory({ dataDir, clock: systemClock });
let rows: readonly Delivery[] = [];

beforeAll(() => {
  rows = fc.sample(row, ROWS);
  for (const delivery of rows) history.add(delivery);
});
afterAll(() => {
  history.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What the history finds, page by page, sorted. */
function found(wanted: HistoryFilter): readonly string[] {
  const ids: string[] = [];
  let before: string | undefined;
  do {
    const page = history.page(wanted, { limit: 25, ...omitUndefined({ before }) });
    ids.push(...page.deliveries.map(({ id }) => id));
    before = page.next ?? undefined;
  } while (before !== undefined);
  return ids.sort();
}

it('shows of what just happened exactly what the history would find, whatever is asked for', () => {
  fc.assert(
    fc.property(filter, (wanted) => {
      const matching = rows.filter((delivery) => matchesFilter(delivery, wanted)).map(({ id }) => id);
      expect(matching.sort()).toEqual(found(wanted));
    }),
    { numRuns: 250 },
  );
});

it('is asked about filters that find something and leave something out', () => {
  const counts = fc
    .sample(filter, 300)
    .map((wanted) => rows.filter((one) => matchesFilter(one, wanted)).length);
  expect(counts.filter((count) => count > 0 && count < ROWS).length).toBeGreaterThan(50);
});
