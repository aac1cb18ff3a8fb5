// @ts-check
/**
 * Whether memory grows: `npm run bench -- simulator-memory [requests] [rounds]`.
 * A million pushes by default: accepted, rejected and to unknown paths, on connections that come and go.
 */
import { need, openWorkshop, sendLoad, startServer } from './simulator-processes.mjs';

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);

need('h2load');
const requests = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 10);
const folder = await openWorkshop();
const simulator = await startServer('simulator', folder);
const token = simulator.token ?? '';
const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`;

let done = 0;
let peakBytes = 0;
const perRound = Math.ceil(requests / rounds);
for (let round = 1; round <= rounds; round++) {
  const load = { url: simulator.url, token, folder };
  const accepted = sendLoad({ ...load, requests: Math.ceil(perRound * 0.8) });
  sendLoad({
    ...load,
    requests: Math.ceil(perRound * 0.1),
    path: `/3/device/${'0'.repeat(64)}`,
    connections: 10,
  });
  sendLoad({ ...load, requests: Math.ceil(perRound * 0.1), path: '/nowhere', connections: 50, streams: 10 });
  done += perRound;
  const { rss, heapUsed, external } = await simulator.usage();
  peakBytes = Math.max(peakBytes, rss);
  print(
    `${String(done).padStart(9)} pushes  rss ${megabytes(rss)}  heap ${megabytes(heapUsed)}  external ${megabytes(external)}  ${accepted.statuses}`,
  );
}
print(
  `peak of resident memory ${megabytes(peakBytes)} (≤ 150 MB: ${peakBytes <= 150 * 1_048_576 ? 'ok' : 'MISS'})`,
);
process.exitCode = peakBytes <= 150 * 1_048_576 ? 0 : 1;
simulator.stop();
