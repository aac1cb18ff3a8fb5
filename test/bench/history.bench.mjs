// @ts-check
/**
 * How the history behaves with a million deliveries: `npm run bench -- history [rows]`.
 * Prints a line per question: wall time of the first asking and the middle of five more, and the most CPU time that
 * one took. The limit is on CPU time, because a machine that does other things, too, says little by the clock.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runnerImport } from 'vite';

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);
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
/** @type {typeof import('../../core/ports/system-ports.js')} */
const { systemClock: clock } = await load('core/ports/system-ports.ts');
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
    // A single push is written at once; here only what gathers is of interest.
    batchId: inBatch ? `batch-${Math.floor(n / BATCH)}` : `small-${n % 1000}`,
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
  const cpuBegan = process.cpuUsage();
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
  const { user, system } = process.cpuUsage(cpuBegan);
  const perRowUs = (user + system) / rowCount;
  const bytes = statSync(join(dataDir, 'history.sqlite')).size;
  print(
    `${rowCount} deliveries written in ${seconds.toFixed(1)} s, ${Math.round(rowCount / seconds)} a second, ${perRowUs.toFixed(0)} µs of CPU each, longest pause ${slowest.toFixed(0)} ms, file ${Math.round(bytes / 1e6)} MB`,
  );
}

// The running program does this little by little, whenever nothing else is going on.
const sqlite = await load('core/history/sqlite.ts');
const { createDocuments } = await load('core/history/documents.ts');
const database = sqlite.openSqlite(join(dataDir, 'history.sqlite'));
const documents = createDocuments(database);
const indexingBegan = performance.now();
while (sqlite.inTransaction(database, () => documents.indexSome(1000)));
print(`made searchable in ${((performance.now() - indexingBegan) / 1000).toFixed(1)} s`);
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
  const cpuBegan = process.cpuUsage();
  const answer = history.page(filter, { limit: 100 });
  const { user, system } = process.cpuUsage(cpuBegan);
  const ms = performance.now() - began;
  return { ms, cpuMs: (user + system) / 1000, rows: answer.deliveries.length, next: answer.next };
};
let base = 0;
let worst = 0;
print('     first    again   CPU, most   against first page');
for (const [name, filter] of [
  ...QUESTIONS,
  /** @type {const} */ (['a page near the beginning', { untilMs: START_MS + 20_000_000 }]),
]) {
  const first = page(filter);
  const again = Array.from({ length: 5 }, () => page(filter)).sort((a, b) => a.ms - b.ms);
  const cpuMs = Math.max(first.cpuMs, ...again.map((one) => one.cpuMs));
  base ||= cpuMs;
  worst = Math.max(worst, cpuMs);
  const partial = first.rows < 100 && first.next !== null ? ' (partial)' : '';
  const columns = [first.ms, again[2]?.ms ?? 0, cpuMs].map((ms) => ms.toFixed(1).padStart(7));
  print(
    `${columns.join('  ')} ms  ${(cpuMs / base).toFixed(1).padStart(6)}×  ${String(first.rows).padStart(4)} rows${partial}  ${name}`,
  );
}
print(
  `most CPU time ${worst.toFixed(1)} ms (limit 50); memory ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
history.close();
if (kept === undefined) rmSync(dataDir, { recursive: true, force: true });
process.exitCode = worst > 50 ? 1 : 0;
