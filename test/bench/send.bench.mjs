// @ts-check
/**
 * What sending to a list costs, the history included: `npm run bench -- send [targets] [rounds]`. Whole processes in
 * turn against a server that costs next to nothing, the middle of the rounds.
 */
import { join } from 'node:path';
import { makeServerFiles, startServer } from './bench-server.mjs';
import { bytesIn, forget, listOf, sendList } from './list-rig.mjs';
import { benchFolder, conclude, inTurn, judge, print } from './whole-process.mjs';

const targets = Number(process.argv[2] ?? 100_000);
const rounds = Number(process.argv[3] ?? 3);
const FEW = 256;
const folder = benchFolder('send');
const files = makeServerFiles(folder);
const server = await startServer(files, 0);
let folders = 0;
const fresh = () => join(folder, `data-${(folders += 1)}`);

/** @param {string} what @param {string} list @param {number} historyLimit @param {number} bytesLimit */
async function compare(what, list, historyLimit, bytesLimit) {
  const rig = { origin: server.origin, files, list };
  let dataDir = '';
  const costs = await inTurn(rounds, {
    'with history': () => {
      if (dataDir !== '') forget(dataDir);
      dataDir = fresh();
      return sendList({ ...rig, dataDir });
    },
    'without history': () => sendList({ ...rig, dataDir: fresh() }, ['--no-history']),
    '@parse/node-apn': () => ({
      args: [join(import.meta.dirname, 'node-apn-list.mjs'), server.origin, files.ca, files.signingKey, list],
    }),
  });
  const bytes = bytesIn(dataDir) / targets;
  print(`\n${targets} targets, ${what}, ${rounds} rounds in turn, medians\n`);
  print('  CPU µs/push   pushes/s   memory MB');
  for (const [name, { cpuMs, wallMs, peakBytes }] of Object.entries(costs)) {
    const columns = [
      ((cpuMs * 1000) / targets).toFixed(1).padStart(13),
      Math.round(targets / (wallMs / 1000))
        .toString()
        .padStart(8),
      (peakBytes / 1e6).toFixed(0).padStart(9),
    ];
    print(`${columns.join('   ')}   ${name}`);
  }
  print(`  ${bytes.toFixed(0)} bytes on disk a delivery\n`);
  const kept = costs['with history'].cpuMs;
  judge('CPU, with history / without', kept / costs['without history'].cpuMs, historyLimit, 'most');
  judge('CPU, @parse/node-apn / with history', costs['@parse/node-apn'].cpuMs / kept, 1.5, 'least');
  judge('bytes on disk a delivery', bytes, bytesLimit, 'most');
}

try {
  await compare('different tokens', listOf(folder, targets), 1.8, 600);
  await compare(`${FEW} tokens in turn`, listOf(folder, targets, FEW), 1.5, 350);
} finally {
  server.stop();
}
conclude();
