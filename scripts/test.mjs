// @ts-check
/**
 * `npm test`: everything that must hold before a change lands, in the order in which failures are cheapest
 * to find. Ends with one line, `N passed, N failed`: each check counts as one, each test as itself.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCssTypes } from './css-types.mjs';
import { ensureTestTools } from './ensure-test-tools.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const countsDir = mkdtempSync(join(tmpdir(), 'pushdeck-test-'));
/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs one program of the project.
 * @param {readonly string[]} command Its name and its arguments. @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ readonly succeeded: boolean, readonly output: string }>} `output` is what it wrote, where `stdio` is a pipe.
 */
function runProgram(command, options) {
  const child = spawn('npx', ['--no-install', ...command], {
    ...options,
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output += text));
  }
  return new Promise((done) => {
    child.on('error', (error) => done({ succeeded: false, output: `${output}${error.message}\n` }));
    child.on('close', (status) => done({ succeeded: status === 0, output }));
  });
}

/**
 * A check has no tests of its own and counts as one. Others run beside it: what it wrote is shown when it ends.
 * @param {string} title @param {readonly string[]} command
 */
async function check(title, ...command) {
  const { succeeded, output } = await runProgram(command, { stdio: ['ignore', 'pipe', 'pipe'] });
  process.stdout.write(`\n── ${title}: ${succeeded ? 'passed' : 'failed'}\n${output}`);
  total[succeeded ? 'passed' : 'failed'] += 1;
  return succeeded;
}

/**
 * A test runner fills the machine alone and writes its own counts, by the reporters in `test/support`.
 * @param {string} name @param {readonly string[]} command
 */
async function suite(name, ...command) {
  console.log(`\n── ${name}`);
  const countsFile = `${name}.json`;
  const { succeeded } = await runProgram(command, {
    stdio: 'inherit',
    env: { ...process.env, PUSHDECK_TEST_COUNTS: join(countsDir, countsFile) },
  });
  if (!readdirSync(countsDir).includes(countsFile)) {
    console.error(`${name} ended without counting its tests.`);
    total.failed += 1;
    return;
  }
  /** @type {Counts} */
  const counts = JSON.parse(readFileSync(join(countsDir, countsFile), 'utf8'));
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
  if (!succeeded && counts.failed === 0) total.failed += 1;
}

/** What uses one processor each, one after the other. @returns Whether everything was built. */
async function typesFormatAndBuild() {
  await check('types', 'tsc', '-b');
  await check('format', 'prettier', '--check', '--log-level', 'warn', '.');
  await check('unused', 'knip', '--no-progress');
  const vite = ['vite', 'build', '--config', 'vite.node.config.ts', '--logLevel', 'warn'];
  return (
    (await check('build: window', 'electron-vite', 'build', '--logLevel', 'warn')) &&
    (await check('build: command line', ...vite))
  );
}

const chromium = ensureTestTools();
await writeCssTypes(join(import.meta.dirname, '..'));
console.log('\n── types, format and build, and lint beside them');
const [built] = await Promise.all([typesFormatAndBuild(), check('lint', 'eslint', '.')]);
await suite('unit', 'vitest', 'run');
if (built) {
  if (chromium === undefined) total.failed += 1;
  else await suite('end-to-end', 'playwright', 'test', '--project=browser', '--project=electron');
}

rmSync(countsDir, { recursive: true, force: true });
if (total.skipped > 0) console.log(`\n${total.skipped} skipped, each with its reason above.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
