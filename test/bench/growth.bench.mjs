// @ts-check
/**
 * How the cost of a send grows: `npm run bench -- growth [most] [connections…]`, by default up to 1,000,000 targets over
 * 1, 2 and 4 connections. One run each of `pushdeck send --to-file` with its history, in a folder of its own; prints the
 * table of `docs/benchmarks.md` and how each figure grows with the number of targets.
 */
import { join } from 'node:path';
import { makeServerFiles, startServer } from './bench-server.mjs';
import { bytesIn, forget, listOf, sendList } from './list-rig.mjs';
import { benchFolder, print, usageOf } from './whole-process.mjs';

const LEAST = 1000;
const most = Number(process.argv[2] ?? 1_000_000);
const given = process.argv.slice(3).map(Number);
const connections = given.length > 0 ? given : [1, 2, 4];
const folder = benchFolder('growth');
const files = makeServerFiles(folder);
const server = await startServer(files, 0);

/** @typedef {{ targets: number, connections: number, seconds: number, cpuSeconds: number, memory: number, disk: number }} Row */
/** @type {Row[]} */
const rows = [];
const grouped = (/** @type {number} */ value) => Math.round(value).toLocaleString('en-US');

print('| targets | connections | time s | CPU s | memory MB | disk MB |');
print('| ------: | ----------: | -----: | ----: | --------: | ------: |');
try {
  for (let targets = LEAST; targets <= most; targets *= 10) {
    const list = listOf(folder, targets);
    for (const count of connections) {
      const dataDir = join(folder, `data-${targets}-${count}`);
      const rig = { origin: server.origin, files, list, dataDir };
      const { wallMs, cpuMs, peakBytes } = await usageOf(sendList(rig, ['--connections', String(count)]));
      const row = {
        targets,
        connections: count,
        seconds: wallMs / 1000,
        cpuSeconds: cpuMs / 1000,
        memory: peakBytes / 1e6,
        disk: bytesIn(dataDir) / 1e6,
      };
      forget(dataDir);
      rows.push(row);
      const figures = [
        row.seconds.toFixed(2),
        row.cpuSeconds.toFixed(2),
        grouped(row.memory),
        row.disk.toFixed(1),
      ];
      print(`| ${[grouped(targets), count, ...figures].join(' | ')} |`);
    }
  }
} finally {
  server.stop();
}

/**
 * The power of the number of targets that a figure follows: 1 is linear, 0 does not grow. By least squares over the
 * logarithms; what a run costs before its first push is taken off, as the smallest run shows it best.
 *
 * @param {readonly Row[]} of @param {'seconds' | 'cpuSeconds' | 'memory' | 'disk'} key
 */
function power(of, key) {
  const [first, second] = of;
  if (first === undefined || second === undefined) return NaN;
  const perTarget = (second[key] - first[key]) / (second.targets - first.targets);
  const start = key === 'memory' ? 0 : Math.max(0, first[key] - perTarget * first.targets);
  const points = of
    .slice(1)
    .map((row) => [Math.log(row.targets), Math.log(Math.max(row[key] - start, 1e-6))]);
  const mean = (/** @type {number} */ index) =>
    points.reduce((sum, point) => sum + (point[index] ?? 0), 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [a = 0, b = 0]) => sum + (a - x) * (b - y), 0);
  const variance = points.reduce((sum, [a = 0]) => sum + (a - x) ** 2, 0);
  return covariance / variance;
}

const SIZES_TO_JUDGE = 3;
const sizes = new Set(rows.map(({ targets }) => targets)).size;
if (sizes >= SIZES_TO_JUDGE) {
  print('\nPower of the number of targets that each figure follows (1 is linear)\n');
}
for (const count of sizes >= SIZES_TO_JUDGE ? connections : []) {
  const of = rows.filter((row) => row.connections === count);
  const [time, cpu, memory, disk] = /** @type {const} */ (['seconds', 'cpuSeconds', 'memory', 'disk']).map(
    (key) => power(of, key).toFixed(2),
  );
  print(`  ${count} connection(s): time ${time}, CPU ${cpu}, memory ${memory}, disk ${disk}`);
}
