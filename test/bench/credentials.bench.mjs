// @ts-check
/**
 * What it costs to read a `.p12`: `npm run bench -- credentials [tries]`.
 * For each file: wall time of the first reading, the middle and the best; the least CPU time, of all threads, that
 * one took; and the longest time that the event loop stood still meanwhile. Ends with 1 when a limit is passed. The
 * limits are on CPU time and on the best try, because a machine that does other things, too, says little by the clock.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { runnerImport } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const tries = Number(process.argv[2] ?? 9);
/** Felt as a stutter. Unit: milliseconds. */
const BLOCK_LIMIT_MS = 50;

/** @type {readonly { file: string, rounds: string, limitMs: number }[]} */
const FILES = [
  { file: 'openssl/default.p12', rounds: '2,048, PBES2 AES-256', limitMs: 60 },
  { file: 'openssl/legacy.p12', rounds: '2,048, RC2-40 and 3DES', limitMs: 60 },
  { file: 'openssl/iterations-600000.p12', rounds: '600,000, PBES2 AES-256', limitMs: 2000 },
  { file: 'nss/nss-default.p12', rounds: '600,000, as NSS writes it', limitMs: 2000 },
  { file: 'gnutls/gnutls-3des-pkcs12.p12', rounds: '600,000, derivation of PKCS#12', limitMs: 2000 },
];

/** @type {{ module: typeof import('../../core/credentials/reading/read-file.js') }} */
const { module } = await runnerImport(resolve(root, 'core/credentials/reading/read-file.ts'), {
  configFile: false,
  logLevel: 'error',
});

/** @param {string} file */
async function measure(file) {
  const bytes = readFileSync(resolve(root, 'test/fixtures/credentials', file));
  let watching = true;
  let longestTurnMs = 0;
  const watcher = (async () => {
    for (let last = performance.now(); watching;) {
      await setImmediate();
      const now = performance.now();
      longestTurnMs = Math.max(longestTurnMs, now - last);
      last = now;
    }
  })();
  const before = process.cpuUsage();
  const beganMs = performance.now();
  await module.readCredentialFile({ name: file, bytes }, { password: 'secret' });
  const wallMs = performance.now() - beganMs;
  const { user, system } = process.cpuUsage(before);
  watching = false;
  await watcher;
  return { wallMs, cpuMs: (user + system) / 1000, longestTurnMs };
}

/** @param {readonly number[]} values */
const middle = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
/** @param {number} ms @param {number} width */
const show = (ms, width) => `${ms.toFixed(1)} ms`.padStart(width);

process.stdout.write(
  `${'rounds'.padEnd(32)}${'first'.padStart(11)}${'middle'.padStart(11)}${'best'.padStart(11)}${'CPU'.padStart(11)}${'limit'.padStart(9)}${'longest turn (best)'.padStart(21)}\n`,
);
for (const { file, rounds, limitMs } of FILES) {
  const measured = [];
  for (let count = 0; count < tries; count++) measured.push(await measure(file));
  const walls = measured.map(({ wallMs }) => wallMs);
  const best = Math.min(...walls);
  const turn = Math.min(...measured.map(({ longestTurnMs }) => longestTurnMs));
  const cpu = Math.min(...measured.map(({ cpuMs }) => cpuMs));
  const isGood = cpu <= limitMs && turn <= BLOCK_LIMIT_MS;
  if (!isGood) process.exitCode = 1;
  process.stdout.write(
    `${rounds.padEnd(32)}${show(walls[0] ?? 0, 11)}${show(middle(walls), 11)}${show(best, 11)}${show(cpu, 11)}${`${limitMs} ms`.padStart(9)}${show(turn, 21)}${isGood ? '' : '  above the limit'}\n`,
  );
}
