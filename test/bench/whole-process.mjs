// @ts-check
/**
 * Measures whole programs, from the start of the process to its end: CPU time in user and system mode, the time by the
 * clock, the most memory. Portable: the process reports on itself at its end, see `usage-probe.mjs`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = resolve(import.meta.dirname, '../..');
/** The command as people run it; `npm run build` makes it. */
export const PUSHDECK = join(root, 'out/cli/main.js');
const PROBE = pathToFileURL(join(import.meta.dirname, 'usage-probe.mjs')).href;

/** @typedef {{ cpuMs: number, peakBytes: number, wallMs: number, status: number | null }} Usage */
/** @typedef {{ args: readonly string[], cwd?: string, isFree?: boolean }} Program `isFree`: of one core. */

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A folder that goes with this process. @param {string} name */
export const benchFolder = (name) => mkdtempSync(join(folder, `${name}-`));

const canPin = cpus().length > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
/**
 * Node on one core where the system can do that, so that client and server do not share one.
 *
 * @param {number} core @param {readonly string[]} args
 */
export const onCore = (core, args) =>
  canPin
    ? { command: 'taskset', args: ['-c', String(core), process.execPath, ...args] }
    : { command: process.execPath, args: [...args] };

let reports = 0;

/**
 * Runs a program of Node to its end; what it prints goes nowhere.
 *
 * @param {Program} program @returns {Promise<Usage>}
 */
export async function usageOf({ args, cwd = folder, isFree = false }) {
  reports += 1;
  const report = join(folder, `usage-${reports}.json`);
  const probed = ['--import', PROBE, ...args];
  const { command, args: whole } = isFree ? { command: process.execPath, args: probed } : onCore(0, probed);
  const began = performance.now();
  const child = spawn(command, whole, {
    cwd,
    env: { ...process.env, PUSHDECK_VAULT: 'key-file', PUSHDECK_BENCH_USAGE: report },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk) => (told = `${told}${chunk}`.slice(-2000)));
  /** @type {number | null} */
  const status = await new Promise((done) => child.once('close', done));
  const wallMs = performance.now() - began;
  if (status !== 0) throw new Error(`${args.join(' ')}: ${status}\n${told}`);
  return { ...JSON.parse(readFileSync(report, 'utf8')), wallMs, status };
}

/** @param {readonly number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/**
 * Runs programs in turn, so that what else the machine does meets all alike.
 *
 * @template {string} Name
 * @param {number} rounds @param {Readonly<Record<Name, () => Program>>} programs Made anew for each round.
 * @returns {Promise<Record<Name, Usage>>} The middle of the rounds.
 */
export async function inTurn(rounds, programs) {
  const names = /** @type {Name[]} */ (Object.keys(programs));
  const runs = /** @type {Record<Name, Usage[]>} */ (Object.fromEntries(names.map((name) => [name, []])));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) runs[name].push(await usageOf(programs[name]()));
  }
  const middle = names.map((name) => {
    const of = (/** @type {'cpuMs' | 'peakBytes' | 'wallMs'} */ key) =>
      median(runs[name].map((run) => run[key]));
    return [name, { cpuMs: of('cpuMs'), peakBytes: of('peakBytes'), wallMs: of('wallMs'), status: 0 }];
  });
  return /** @type {Record<Name, Usage>} */ (Object.fromEntries(middle));
}

/** @param {string} line */
export const print = (line) => process.stdout.write(`${line}\n`);

let missed = 0;
/**
 * Prints a figure beside its target; one that is missed makes the exit status 1.
 *
 * @param {string} what @param {number} value @param {number} limit @param {'most' | 'least'} kind
 */
export function judge(what, value, limit, kind) {
  const isMet = kind === 'most' ? value <= limit : value >= limit;
  if (!isMet) missed += 1;
  print(
    `  ${isMet ? 'met   ' : 'MISSED'} ${what}: ${value.toFixed(2)} (${kind === 'most' ? '≤' : '≥'} ${limit})`,
  );
}

/** Ends the table. */
export function conclude() {
  print(missed === 0 ? '\nevery target was met' : `\n${missed} target(s) missed`);
  process.exitCode = missed === 0 ? 0 : 1;
}
