// @ts-check
/**
 * How fast the engine sends: `npm run bench -- engine [pushes] [rounds]`. Every client runs in a process of its own on
 * one core, against a server that costs next to nothing on another, in turn, and the middle of the rounds counts.
 * Figures are ratios of one run on one machine; CPU time says more than rates where the machine does other things.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { makeServerFiles, startServer } from './bench-server.mjs';
import { benchFolder, conclude, judge, median, onCore, print, root } from './whole-process.mjs';

const pushes = Number(process.argv[2] ?? 20_000);
const rounds = Number(process.argv[3] ?? 5);
const memoryTargets = Number(process.env['PUSHDECK_BENCH_TARGETS'] ?? 1_000_000);
const RTT_MS = 50;
const folder = benchFolder('engine');
const CLIENTS = ['bare', 'engine', 'node-apn', 'apns2'];

const files = makeServerFiles(folder);
const { ca, signingKey } = files;

await build({
  configFile: false,
  root,
  logLevel: 'error',
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: join(root, 'test/bench/engine-entry.ts'),
    outDir: folder,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
  },
});
const engine = pathToFileURL(join(folder, 'engine-entry.js')).href;

/**
 * @param {string} name @param {string} origin @param {Record<string, string>} [env] @param {number} [count]
 * @returns {{ rate: number, cpuUs: number }}
 */
function runClient(name, origin, env = {}, count = pushes) {
  const { command, args } = onCore(0, [
    join(import.meta.dirname, 'engine-clients.mjs'),
    name,
    origin,
    String(count),
    ca,
    signingKey,
    engine,
  ]);
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PUSHDECK_BENCH_DIR: folder, ...env },
    timeout: 300_000,
  });
  if (result.status !== 0) throw new Error(`${name}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}

/** @param {number} delayMs @returns {Promise<Record<string, { rate: number, cpuUs: number }>>} */
async function compare(delayMs) {
  const server = await startServer(files, delayMs);
  /** @type {Record<string, { rate: number, cpuUs: number }[]>} */
  const results = Object.fromEntries(CLIENTS.map((name) => [name, []]));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const name of CLIENTS) results[name]?.push(runClient(name, server.origin));
    }
  } finally {
    server.stop();
  }
  /** @type {Record<string, { rate: number, cpuUs: number }>} */
  const middle = {};
  for (const [name, runs] of Object.entries(results)) {
    middle[name] = {
      rate: median(runs.map(({ rate }) => rate)),
      cpuUs: median(runs.map(({ cpuUs }) => cpuUs)),
    };
  }
  print(`\n${pushes} pushes of 200 bytes, ${delayMs} ms round trip, ${rounds} rounds in turn, medians`);
  print('  client        pushes/s   CPU µs/push');
  for (const [name, { rate, cpuUs }] of Object.entries(middle)) {
    print(
      `  ${name.padEnd(11)} ${Math.round(rate).toString().padStart(10)} ${cpuUs.toFixed(1).padStart(13)}`,
    );
  }
  return middle;
}

/** Sends a file of many targets and watches the memory of the process. @returns {Promise<void>} */
async function measureMemory() {
  const list = join(folder, 'targets.txt');
  const line = `${'ab'.repeat(32)}\n`;
  for (let left = memoryTargets; left > 0; left -= 10_000)
    appendFileSync(list, line.repeat(Math.min(left, 10_000)));
  const server = await startServer(files, 0);
  const script = `
    const [engineUrl, origin, list, caPath, keyPath] = process.argv.slice(1);
    const { readFileSync } = await import('node:fs');
    const { randomBytes, randomUUID } = await import('node:crypto');
    const { ApnsEngine, createBatches, systemClock, targetsFromFile } = await import(engineUrl);
    const keyPem = readFileSync(keyPath, 'utf8');
    const engine = new ApnsEngine({
      clock: systemClock,
      random: { bytes: randomBytes, uuid: randomUUID },
      credentials: { use: async () => ({ kind: 'apns-key', id: 'k', name: 'k', keyPem, keyId: 'ABC123DEFG', teamId: 'TEAM123456' }) },
      simulator: {}, settings: () => ({ proxyUrl: null, requestTimeoutS: 60, connectTimeoutS: 10 }),
      dataDir: process.env.PUSHDECK_BENCH_DIR, env: {},
    });
    const batches = createBatches(engine, { history: null });
    const run = await batches.start({
      push: { environment: { kind: 'custom', url: origin, caPem: readFileSync(caPath, 'utf8') }, credentialId: 'k',
        headers: { topic: 'com.example.pushdeck', pushType: 'alert' }, payload: '{"aps":{"alert":"x"}}' },
      targets: await targetsFromFile(list),
    });
    const samples = [];
    const timer = setInterval(() => { gc(); samples.push(process.memoryUsage().heapUsed + process.memoryUsage().external); }, 500);
    const { counts, perSecond } = await run.done;
    clearInterval(timer);
    engine.close();
    const half = Math.floor(samples.length / 4);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    console.log(JSON.stringify({ counts, perSecond, early: mean(samples.slice(1, half + 1)), late: mean(samples.slice(-half)), rss: process.resourceUsage().maxRSS }));
  `;
  const { command, args } = onCore(0, [
    '--expose-gc',
    '--input-type=module',
    '-e',
    script,
    engine,
    server.origin,
    list,
    ca,
    signingKey,
  ]);
  const result = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PUSHDECK_BENCH_DIR: folder },
  });
  server.stop();
  if (result.status !== 0) throw new Error(result.stderr);
  const { counts, perSecond, early, late, rss } = JSON.parse(result.stdout);
  const mib = (/** @type {number} */ bytes) => (bytes / 1024 / 1024).toFixed(1);
  print(
    `\n${memoryTargets} targets from a file: ${counts.accepted} accepted, ${perSecond}/s, peak RSS ${mib(rss * 1024)} MiB`,
  );
  print(`  live memory in the first quarter ${mib(early)} MiB, in the last ${mib(late)} MiB`);
  judge('live memory, last quarter / first', late / early, 1.1, 'most');
}

const none = /** @type {const} */ ({ rate: NaN, cpuUs: NaN });
const near = await compare(0);
judge(
  'CPU per push, engine / bare loop',
  (near['engine'] ?? none).cpuUs / (near['bare'] ?? none).cpuUs,
  1.25,
  'most',
);
judge(
  'rate, engine / node-apn',
  (near['engine'] ?? none).rate / (near['node-apn'] ?? none).rate,
  1.5,
  'least',
);
judge('rate, engine / apns2', (near['engine'] ?? none).rate / (near['apns2'] ?? none).rate, 3, 'least');
const far = await compare(RTT_MS);
judge('rate, engine / node-apn', (far['engine'] ?? none).rate / (far['node-apn'] ?? none).rate, 1.5, 'least');
judge('rate, engine / apns2', (far['engine'] ?? none).rate / (far['apns2'] ?? none).rate, 3, 'least');

const server = await startServer(files, 0);
/** @type {{ on: number[], off: number[] }} */
const progress = { on: [], off: [] };
for (let round = 0; round < rounds; round += 1) {
  // Ten events a second: a run must last long enough to have some.
  const count = pushes * 10;
  progress.on.push(runClient('engine', server.origin, {}, count).cpuUs);
  progress.off.push(runClient('engine', server.origin, { PUSHDECK_BENCH_PROGRESS: 'off' }, count).cpuUs);
}
server.stop();
print('\nProgress events');
judge('CPU per push, with them / without', median(progress.on) / median(progress.off), 1.02, 'most');
if (memoryTargets > 0) await measureMemory();
conclude();
