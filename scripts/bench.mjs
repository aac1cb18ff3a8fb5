// @ts-check
/**
 * `npm run bench`: measures whole commands as people run them, then the parts alone. `npm run bench -- NAME [ARGUMENTS]`
 * runs `test/bench/NAME.bench.mjs` only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What each measures, in the order in which they run. */
const COMMANDS = {
  start: 'what a command costs before it does anything',
  send: 'sending to a list, with and without history, beside @parse/node-apn',
  'history-cost': 'what the history adds to a delivery, in CPU and on disk, beside @parse/node-apn',
  growth: 'how the cost of a send grows, up to a million targets',
};
const PARTS = {
  engine: 'the engine without history, beside other clients',
  history: 'questions to a history of a million deliveries',
  simulator: 'the simulator beside a bare server',
  'simulator-memory': 'the memory of the simulator over a million pushes',
  credentials: 'reading certificates and keys',
  lint: 'checking payloads',
};
const ALL = { ...COMMANDS, ...PARTS };

/** @param {string} name @param {readonly string[]} args @returns {number} The exit status. */
function run(name, args = []) {
  const path = fileURLToPath(new URL(`../test/bench/${name}.bench.mjs`, import.meta.url));
  return spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' }).status ?? 1;
}

/** @param {string} title @param {Readonly<Record<string, string>>} benches @returns {boolean} All went well. */
function runAll(title, benches) {
  console.log(`\n${title}`);
  const failed = Object.entries(benches).filter(([name, what]) => {
    console.log(`\n== ${name}: ${what}\n`);
    return run(name) !== 0;
  });
  return failed.length === 0;
}

const isBuilt = existsSync(fileURLToPath(new URL('../out/cli/main.js', import.meta.url)));
const [name, ...rest] = process.argv.slice(2);
if (!isBuilt) {
  console.error('What is measured is the built program: npm run build');
  process.exitCode = 2;
} else if (name === undefined) {
  const commands = runAll('WHOLE COMMANDS, from the start of the process to its end', COMMANDS);
  const parts = runAll('PARTS ALONE, which no person runs like this', PARTS);
  process.exitCode = commands && parts ? 0 : 1;
} else if (Object.hasOwn(ALL, name)) {
  process.exitCode = run(name, rest);
} else {
  console.error('Usage: npm run bench, or npm run bench -- NAME [ARGUMENTS], where NAME is one of:');
  for (const [known, what] of Object.entries(ALL)) console.error(`  ${known.padEnd(18)}${what}`);
  process.exitCode = 2;
}
