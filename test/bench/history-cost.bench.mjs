// @ts-check
/**
 * What the history costs: `npm run build && npm run bench -- history-cost [targets] [rounds]`. Sends a list with the
 * command that people run, with its history and without, and with `@parse/node-apn`, each in a process of its own, in
 * turn, against a server that costs next to nothing. CPU time of the whole process, start and end included; the middle of
 * the rounds counts. With `growth`, the same for 1,000 to 1,000,000 targets over one, two and four connections.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const isGrowth = process.argv[2] === 'growth';
const count = Number((isGrowth ? undefined : process.argv[2]) ?? 100_000);
const rounds = Number(process.argv[3] ?? 5);
const here = import.meta.dirname;
const main = resolve(here, '../../out/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'pushdeck-bench-cost-'));
const [ca, serverKey, signingKey] = ['cert.pem', 'key.pem', 'AuthKey_ABC123DEFG.p8'].map((name) =>
  join(folder, name),
);
/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`);

execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-keyout', String(serverKey), '-out', String(ca), '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
  ],
  { stdio: 'ignore' },
);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
writeFileSync(String(signingKey), privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** @param {number} length @param {number} different @returns the path of a list of so many tokens */
function listOf(length, different) {
  const path = join(folder, `list-${length}-${different}.txt`);
  if (existsSync(path)) return path;
  const token = (/** @type {number} */ n) =>
    createHash('sha256')
      .update(String(n % different))
      .digest('hex');
  writeFileSync(path, Array.from({ length }, (_, n) => token(n)).join('\n'));
  return path;
}

/** @typedef {{ cpuUs: number, seconds: number, memoryMb: number, bytes: number }} Cost What one target cost. */

/** @param {readonly string[]} argv @param {number} targets @returns {Promise<Omit<Cost, 'bytes'>>} */
function measured(argv, targets) {
  return new Promise((done, fail) => {
    const began = performance.now();
    const format = 'cost %U %S %M';
    const child = spawn('/usr/bin/time', ['-f', format, process.execPath, ...argv], {
      env: { ...process.env, PUSHDECK_VAULT: 'key-file' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.on('error', fail);
    child.on('close', (code) => {
      const cost = /cost ([\d.]+) ([\d.]+) (\d+)/.exec(said);
      if (code !== 0 || cost === null) return fail(new Error(`${argv.join(' ')}\n${said}`));
      const cpu = Number(cost[1]) + Number(cost[2]);
      done({
        cpuUs: (cpu * 1e6) / targets,
        seconds: (performance.now() - began) / 1000,
        memoryMb: Number(cost[3]) / 1024,
      });
    });
  });
}

/**
 * @param {string} url @param {string} list @param {number} targets
 * @param {readonly string[]} options
 * @returns {Promise<Cost>}
 */
async function pushdeck(url, list, targets, options) {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  const argv = [
    ...[main, 'send', '--to-file', list, '--url', url, '--ca', String(ca), '--topic', 'com.example.app'],
    ...['--credential', String(signingKey), '--team-id', 'TEAM123456', '--alert', 'x'.repeat(170)],
    ...['--data-dir', dataDir, ...options],
  ];
  const cost = await measured(argv, targets);
  const file = join(dataDir, 'history.sqlite');
  const bytes = existsSync(file) ? statSync(file).size / targets : 0;
  rmSync(dataDir, { recursive: true, force: true });
  return { ...cost, bytes };
}

/** @param {string} url @param {string} list @param {number} targets @returns {Promise<Cost>} */
async function nodeApn(url, list, targets) {
  const argv = [join(here, 'history-node-apn.mjs'), url, list, String(ca), String(signingKey)];
  return { ...(await measured(argv, targets)), bytes: 0 };
}

/** @param {readonly number[]} values */
const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const server = spawn(
  process.execPath,
  [join(here, 'engine-server.mjs'), String(ca), String(serverKey), '0', 'ids'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
try {
  const url = await new Promise((done) =>
    server.stdout.once('data', (port) => done(`https://localhost:${String(port).trim()}`)),
  );
  await (isGrowth ? growth(url) : goals(url));
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} url */
async function goals(url) {
  const different = listOf(count, count);
  const repeated = listOf(count, 256);
  /** @type {Record<string, () => Promise<Cost>>} */
  const runs = {
    'different tokens, history': () => pushdeck(url, different, count, []),
    'different tokens, none': () => pushdeck(url, different, count, ['--no-history']),
    '256 tokens, history': () => pushdeck(url, repeated, count, []),
    '256 tokens, none': () => pushdeck(url, repeated, count, ['--no-history']),
    '@parse/node-apn': () => nodeApn(url, different, count),
  };
  /** @type {Record<string, Cost[]>} */
  const costs = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(runs)) costs[name]?.push(await run());
  }
  print('| run | CPU µs/push | pushes/s | memory MB | bytes/delivery |\n| --- | ---: | ---: | ---: | ---: |');
  for (const [name, list] of Object.entries(costs)) {
    const of = (/** @type {keyof Cost} */ key) => middle(list.map((cost) => cost[key]));
    print(
      `| ${name} | ${of('cpuUs').toFixed(1)} | ${Math.round(count / of('seconds'))} | ${of('memoryMb').toFixed(0)} | ${of('bytes').toFixed(0)} |`,
    );
  }
  /** @param {string} a @param {string} b */
  const ratio = (a, b) =>
    middle((costs[a] ?? []).map((cost, round) => cost.cpuUs / (costs[b]?.[round]?.cpuUs ?? Number.NaN)));
  const bytes = (/** @type {string} */ name) => middle((costs[name] ?? []).map((cost) => cost.bytes));
  const checks = /** @type {const} */ ([
    [
      'different tokens: with history / without',
      ratio('different tokens, history', 'different tokens, none'),
      1.8,
    ],
    ['256 tokens: with history / without', ratio('256 tokens, history', '256 tokens, none'), 1.5],
    ['with history / `@parse/node-apn`', ratio('different tokens, history', '@parse/node-apn'), 1 / 1.5],
    ['bytes a delivery, different tokens', bytes('different tokens, history'), 600],
    ['bytes a delivery, 256 tokens', bytes('256 tokens, history'), 350],
  ]);
  print('\n| target | seen | |\n| --- | ---: | --- |');
  for (const [name, seen, most] of checks) {
    const met = seen <= most;
    print(`| ${name} ≤ ${most.toFixed(2)} | ${seen.toFixed(2)} | ${met ? 'met' : 'missed'} |`);
    if (!met) process.exitCode = 1;
  }
}

/** @param {string} url */
async function growth(url) {
  print('| targets | connections | seconds | CPU µs/push | memory MB | bytes/delivery |');
  print('| ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const targets of [1000, 10_000, 100_000, 1_000_000]) {
    const list = listOf(targets, targets);
    for (const connections of [1, 2, 4]) {
      const cost = await pushdeck(url, list, targets, ['--connections', String(connections)]);
      print(
        `| ${targets} | ${connections} | ${cost.seconds.toFixed(1)} | ${cost.cpuUs.toFixed(1)} | ${cost.memoryMb.toFixed(0)} | ${cost.bytes.toFixed(0)} |`,
      );
    }
  }
}
