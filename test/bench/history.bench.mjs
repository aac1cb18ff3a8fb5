// @ts-check
/**
 * How the history behaves with a million deliveries: `npm run bench -- history [rows]`.
 * Prints one line per question, the slowest of several askings each, beside the time of the plainest one.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runnerImport } from 'vite';

const rowCount = Number(process.argv[2] ?? 1_000_000);
const kept = process.argv[3];
const BATCH = 100_000;
const START_MS = Date.UTC(2026, 0, 1);
const WORDS = [
  'order',
  'shipped',
  'invoice',
  'match',
  'goal',
  'message',
  'reply',
  'photo',
  'alarm',
  '订单',
  '已发货',
  '新消息',
];
const REASONS = [
  'BadDeviceToken',
  'DeviceTokenNotForTopic',
  'Unregistered',
  'TooManyRequests',
  'ExpiredProviderToken',
];

/** @param {string} path @returns {Promise<any>} */
async function load(path) {
  const { module } = await runnerImport(resolve(import.meta.dirname, '../..', path), {
    configFile: false,
    logLevel: 'error',
  });
  return module;
}
/** @type {typeof import('../../core/history/open-history.js')} */
const { openHistory } = await load('core/history/open-history.ts');
const dataDir = kept ?? mkdtempSync(join(tmpdir(), 'pushdeck-bench-history-'));
const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const open = () => openHistory({ dataDir, clock });

let seed = 1;
/** @param {number} below */
const random = (below) => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return Math.floor((seed / 0x8000_0000) * below);
};
/** @template T @param {readonly T[]} items @returns {T} */
const pick = (items) => /** @type {T} */ (items[random(items.length)]);
const hex = () => Array.from({ length: 8 }, () => random(0x7fff_ffff).toString(16).padStart(8, '0')).join('');
const devices = Array.from({ length: 500 }, (_, n) => ({ token: hex(), name: `Test phone ${n}` }));

/** @param {number} n @returns {import('../../shared/apns/push.js').Delivery} */
function delivery(n) {
  const inBatch = n % 2 === 0;
  const rejected = random(100) < 8;
  const device = inBatch ? { token: hex() } : pick(devices);
  const rare = n % 100_000 === 7;
  const payload = inBatch
    ? `{"aps":{"alert":{"title":"Batch ${Math.floor(n / BATCH)}","body":"Hello to everybody"}}}`
    : `{"aps":{"alert":{"title":"${pick(WORDS)} ${n}","body":"${Array.from({ length: 14 }, () => pick(WORDS)).join(' ')}${rare ? ' zebra crossing 斑马' : ''}"},"badge":${n % 9}},"id":${n}}`;
  const topic = `com.example.app${n % 20}`;
  const reason = rejected ? (rare ? 'BadCollapseId' : pick(REASONS)) : null;
  return {
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    atMs: START_MS + n * 20_000,
    push: {
      environment: { kind: n % 3 === 0 ? 'production' : n % 3 === 1 ? 'sandbox' : 'simulator' },
      credentialId: 'c1',
      target: { kind: 'device', ...device },
      headers: { topic, pushType: 'alert', priority: 10 },
      payload,
    },
    credentialName: 'AuthKey',
    batchId: inBatch ? `batch-${Math.floor(n / BATCH)}` : null,
    presetName: n % 5 === 0 ? `Preset ${n % 200}` : null,
    request: {
      origin: 'https://api.push.apple.com',
      method: 'POST',
      path: `/3/device/${device.token}`,
      headers: [
        { name: 'apns-topic', value: topic },
        { name: 'apns-push-type', value: 'alert' },
      ],
    },
    outcome: rare ? 'unknown' : rejected ? 'rejected' : 'accepted',
    status: rare ? null : rejected ? 400 : 200,
    reason,
    timestampMs: null,
    apnsId: 'E3B0C442-98FC-1C14-9AFB-F4C8996FB924',
    apnsUniqueId: null,
    responseHeaders: [{ name: 'apns-id', value: 'E3B0C442-98FC-1C14-9AFB-F4C8996FB924' }],
    responseBody: '',
    failure: null,
    explanation: null,
    attempts: [{ atMs: START_MS, status: 200, reason, failure: null }],
    timings: {
      queueMs: 0.1,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: random(900) / 10,
      totalMs: 12,
    },
    connectionId: 'connection-1',
  };
}

if (kept === undefined || readdirSync(dataDir).length === 0) {
  const history = open();
  const began = performance.now();
  let slowest = 0;
  let last = began;
  for (let n = 0; n < rowCount; n += 1) {
    history.add(delivery(n));
    const now = performance.now();
    slowest = Math.max(slowest, now - last);
    last = now;
  }
  history.close();
  const seconds = (performance.now() - began) / 1000;
  const bytes = statSync(join(dataDir, 'history.sqlite')).size;
  console.log(
    `${rowCount} deliveries written in ${seconds.toFixed(1)} s, ${Math.round(rowCount / seconds)} a second, longest pause ${slowest.toFixed(0)} ms, file ${Math.round(bytes / 1e6)} MB`,
  );
}

// The running program does this little by little, whenever nothing else is going on.
const sqlite = await load('core/history/sqlite.ts');
const { createDocuments } = await load('core/history/documents.ts');
const database = sqlite.openSqlite(join(dataDir, 'history.sqlite'));
const documents = createDocuments(database);
const indexingBegan = performance.now();
while (sqlite.inTransaction(database, () => documents.indexSome(1000)));
console.log(`made searchable in ${((performance.now() - indexingBegan) / 1000).toFixed(1)} s`);
database.close();

const history = open();
const middle = START_MS + (rowCount / 2) * 20_000;
const day = 86_400_000;
/** @type {readonly (readonly [string, import('../../shared/history/history.js').HistoryFilter])[]} */
const QUESTIONS = [
  ['first page', {}],
  ['environment', { environment: 'production' }],
  ['outcome, common', { outcome: 'rejected' }],
  ['outcome, rare', { outcome: 'unknown' }],
  ['outcome, none', { outcome: 'failed' }],
  ['status', { status: 400 }],
  ['reason', { reason: 'Unregistered' }],
  ['reason, none', { reason: 'NeverSeen' }],
  ['topic', { topic: 'com.example.app7' }],
  ['preset', { preset: 'Preset 35' }],
  ['device', { device: 'Test phone 77' }],
  ['token', { device: devices[3]?.token ?? '' }],
  ['batch', { batchId: 'batch-0' }],
  ['one day in the middle', { sinceMs: middle, untilMs: middle + day }],
  ['two common conditions', { environment: 'sandbox', reason: 'Unregistered' }],
  [
    'two conditions that never meet',
    { environment: 'production', topic: 'com.example.app1', outcome: 'unknown' },
  ],
  ['two frequent conditions that never meet', { batchId: 'batch-0', device: 'Test phone 7' }],
  ['day + reason', { sinceMs: middle, untilMs: middle + day, reason: 'BadDeviceToken' }],
  ['search, common', { search: 'shipped' }],
  ['search, everywhere', { search: 'alert' }],
  ['search, rare', { search: 'zebra' }],
  ['search, none', { search: 'platypus' }],
  ['search, Chinese, common', { search: '发货' }],
  ['search, Chinese, rare', { search: '斑马' }],
  ['search, two letters', { search: 'hi' }],
  ['search, whole token', { search: devices[3]?.token ?? '' }],
  ['search, end of token', { search: (devices[3]?.token ?? '').slice(-10) }],
  ['search, two words', { search: 'zebra com.example.app7' }],
  ['search, number', { search: String(rowCount - 99) }],
  ['search + outcome', { search: 'shipped', outcome: 'rejected' }],
  ['search that never meets its reason', { search: 'everybody', reason: 'BadCollapseId' }],
  ['search of an old batch', { search: '"Batch 0"' }],
];

const page = (/** @type {import('../../shared/history/history.js').HistoryFilter} */ filter) => {
  const began = performance.now();
  const answer = history.page(filter, { limit: 100 });
  return { ms: performance.now() - began, rows: answer.deliveries.length, next: answer.next };
};
let base = 0;
let worst = 0;
for (const [name, filter] of QUESTIONS) {
  const cold = page(filter);
  const warm = Array.from({ length: 5 }, () => page(filter).ms);
  const ms = Math.max(cold.ms, ...warm);
  base ||= Math.max(...warm);
  worst = Math.max(worst, ms);
  const partial = cold.rows < 100 && cold.next !== null ? ' (partial)' : '';
  console.log(
    `${ms.toFixed(1).padStart(8)} ms  ${(ms / base).toFixed(1).padStart(6)}×  ${String(cold.rows).padStart(4)} rows${partial}  ${name}`,
  );
}
const deep = page({ untilMs: START_MS + 1000 * 20_000 });
console.log(
  `${deep.ms.toFixed(1).padStart(8)} ms  ${(deep.ms / base).toFixed(1).padStart(6)}×  ${String(deep.rows).padStart(4)} rows  a page near the beginning`,
);
console.log(
  `slowest ${worst.toFixed(1)} ms (limit 100); memory ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
history.close();
if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
process.exitCode = worst > 100 ? 1 : 0;
