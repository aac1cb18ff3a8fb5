// @ts-check
/**
 * `npm test`: everything that must hold before a change lands, in the order in which failures are cheapest
 * to find. Ends with one line, `N passed, N failed`: each check counts as one, each test as itself.
 */
import { spawnSync } from 'node:child_process';
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
 * @param {string} title @param {string} program @param {readonly string[]} programArguments @param {NodeJS.ProcessEnv} [env]
 */
function runProgram(title, program, programArguments, env = {}) {
  console.log(`\n── ${title}`);
  const result = spawnSync('npx', ['--no-install', program, ...programArguments], {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return result.status === 0;
}

/** A check that has no tests of its own counts as one. @param {string} title @param {string} program @param {readonly string[]} programArguments */
function check(title, program, programArguments) {
  const passed = runProgram(title, program, programArguments);
  total[passed ? 'passed' : 'failed'] += 1;
  return passed;
}

/** A test runner writes its own counts, by the reporters in `test/support`. @param {string} name @param {string} program @param {readonly string[]} programArguments */
function suite(name, program, programArguments) {
  const passed = runProgram(name, program, programArguments, {
    PUSHDECK_TEST_COUNTS: join(countsDir, `${name}.json`),
  });
  if (!readdirSync(countsDir).includes(`${name}.json`)) {
    console.error(`${name} ended without counting its tests.`);
    total.failed += 1;
    return;
  }
  /** @type {Counts} */
  const counts = JSON.parse(readFileSync(join(countsDir, `${name}.json`), 'utf8'));
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
  if (!passed && counts.failed === 0) total.failed += 1;
}

await writeCssTypes(join(import.meta.dirname, '..'));
check('types', 'tsc', ['-b']);
check('lint', 'eslint', ['.']);
check('format', 'prettier', ['--check', '--log-level', 'warn', '.']);
const built =
  check('build: window', 'electron-vite', ['build', '--logLevel', 'warn']) &&
  check('build: command line', 'vite', ['build', '--config', 'vite.node.config.ts', '--logLevel', 'warn']);
const chromium = ensureTestTools();
suite('unit', 'vitest', ['run']);
if (built) {
  if (chromium === undefined) total.failed += 1;
  else suite('end-to-end', 'playwright', ['test', '--project=browser', '--project=electron']);
}

rmSync(countsDir, { recursive: true, force: true });
if (total.skipped > 0) console.log(`\n${total.skipped} skipped, each with its reason above.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
