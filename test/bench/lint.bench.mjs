// @ts-check
/**
 * How long the linter takes: `npm run bench -- lint`. Payloads of 4 KB as people write them (one long text; many keys,
 * with mistakes and without), and one of 1 MB, medians of many runs.
 */
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { runnerImport } from 'vite';

const LIMIT_MS = 5;
/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);
const root = resolve(import.meta.dirname, '../..');
const { module } = await runnerImport(resolve(root, 'shared/payload/lint/lint.ts'), {
  root,
  configFile: false,
});
/** @type {{ lint: (input: object) => { diagnostics: readonly unknown[] } }} */
const { lint } = /** @type {any} */ (module);

/** @param {number} bytes */
const oneText = (bytes) =>
  JSON.stringify({ aps: { alert: { title: 'Order', body: 'x'.repeat(bytes - 60) }, sound: 'default' } });
/** @param {number} bytes @param {boolean} isWrong */
function manyKeys(bytes, isWrong) {
  const lines = [`{ "aps": { "alert": "Order", "badge": ${isWrong ? '"1", "soud": "default"' : '1'} }`];
  for (let length = 60; length < bytes; length += lines.at(-1)?.length ?? 0) {
    lines.push(`,\n  "key${lines.length}": { "name": "value", "list": [1, true, null] }`);
  }
  return `${lines.slice(0, -1).join('')}\n}`;
}

/** @type {readonly (readonly [name: string, text: string, runs: number, limitMs: number | null])[]} */
const cases = [
  ['4 KB, one long text', oneText(4096), 300, LIMIT_MS],
  ['4 KB, many keys', manyKeys(4096, false), 300, LIMIT_MS],
  ['4 KB, many keys, mistakes', manyKeys(4096, true), 300, LIMIT_MS],
  ['4 KB, cut off', manyKeys(4096, true).slice(0, -10), 300, LIMIT_MS],
  ['1 MB, many keys', manyKeys(1_000_000, true), 7, null],
];
let missed = 0;
for (const [name, text, runs, limitMs] of cases) {
  const input = { text, headers: {}, environment: { kind: 'sandbox' }, nowMs: Date.now() };
  const times = [];
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    found = lint(input).diagnostics.length;
    times.push(performance.now() - startedAt);
  }
  const first = times[0] ?? Number.NaN;
  const middle = times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN;
  const good = limitMs === null || middle <= limitMs;
  if (!good) missed += 1;
  print(
    `  ${good ? 'ok  ' : 'MISS'} ${name.padEnd(26)} ${Buffer.byteLength(text)} bytes, ${found} found: first ${first.toFixed(2)} ms, median ${middle.toFixed(2)} ms${limitMs === null ? '' : ` (≤ ${limitMs})`}`,
  );
}
process.exitCode = missed === 0 ? 0 : 1;
