// @ts-check
/**
 * What a command costs before it does anything: `npm run bench -- start [rounds]`. CPU time of whole processes, the
 * middle of rounds in turn, beside that of a program of Node that does nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, conclude, inTurn, judge, print, PUSHDECK, usageOf } from './whole-process.mjs';

const rounds = Number(process.argv[2] ?? 7);
const PARALLEL = 20;
const folder = benchFolder('start');
const nothing = join(folder, 'nothing.mjs');
writeFileSync(nothing, '');
writeFileSync(join(folder, 'payload.json'), '{"aps":{"alert":"Hello"}}');
const used = join(folder, 'used');
const HELLO = ['send', '--env', 'simulator', '--alert', 'Hello'];

/** @param {readonly string[]} args @param {string} [dataDir] */
const pushdeck = (args, dataDir = used) => ({
  args: [PUSHDECK, ...args, '--data-dir', dataDir],
  cwd: folder,
});
const fresh = () => mkdtempSync(join(folder, 'fresh-'));
/** @param {string} name */
function newKey(name) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const path = join(folder, `AuthKey_${name}.p8`);
  writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return path;
}
const key = newKey('ABCDEFGHIJ');

await usageOf(pushdeck(HELLO));
await usageOf(pushdeck(['credentials', 'list']));
const costs = await inTurn(rounds, {
  'nothing at all': () => ({ args: [nothing] }),
  '--version': () => ({ args: [PUSHDECK, '--version'] }),
  '--help': () => ({ args: [PUSHDECK, '--help'] }),
  'send --help': () => ({ args: [PUSHDECK, 'send', '--help'] }),
  'send --env simulator, fresh folder': () => pushdeck(HELLO, fresh()),
  'send --env simulator': () => pushdeck(HELLO),
  'doctor --env simulator': () => pushdeck(['doctor', '--env', 'simulator']),
  lint: () => ({ args: [PUSHDECK, 'lint', 'payload.json'], cwd: folder }),
  inspect: () => pushdeck(['inspect', key]),
  'devices list': () => pushdeck(['devices', 'list']),
  'presets list': () => pushdeck(['presets', 'list']),
  'credentials list': () => pushdeck(['credentials', 'list']),
  'credentials add': () => pushdeck(['credentials', 'add', key, '--team-id', 'ABCDE12345'], fresh()),
  history: () => pushdeck(['history']),
  'batches list': () => pushdeck(['batches', 'list']),
});

print(`Commands from start to end, ${rounds} rounds in turn, medians\n`);
print('  CPU ms   × --version   memory MB');
const base = costs['--version'].cpuMs;
for (const [name, { cpuMs, peakBytes }] of Object.entries(costs)) {
  const columns = [cpuMs.toFixed(0).padStart(8), (cpuMs / base).toFixed(2).padStart(11)];
  print(`${columns.join('   ')}   ${(peakBytes / 1e6).toFixed(0).padStart(9)}   ${name}`);
}

const together = fresh();
const keys = Array.from({ length: PARALLEL }, (_, n) => newKey(`KEY${String(n).padStart(7, '0')}`));
const began = performance.now();
await Promise.all(
  keys.map((path) =>
    usageOf({ ...pushdeck(['credentials', 'add', path, '--team-id', 'ABCDE12345'], together), isFree: true }),
  ),
);
const seconds = (performance.now() - began) / 1000;

print('');
judge('--help / --version, CPU', costs['--help'].cpuMs / base, 1.3, 'most');
judge('send --env simulator, CPU ms', costs['send --env simulator'].cpuMs, 300, 'most');
judge('the same on a fresh folder, CPU ms', costs['send --env simulator, fresh folder'].cpuMs, 300, 'most');
judge(`${PARALLEL} × credentials add at once, seconds`, seconds, 5, 'most');
conclude();
