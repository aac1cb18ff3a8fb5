// @ts-check
/**
 * What full validation costs: `npm run bench -- simulator [requests] [rounds]`.
 * h2load on one core, the server on the other; the simulator in turn with a bare `node:http2` server that reads the
 * body and answers 200. The ratio of the best rounds is the figure that counts: 0.80 is the aim.
 */
import { need, openWorkshop, sendLoad, startServer } from './simulator-processes.mjs';

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);

need('h2load');
const requests = Number(process.argv[2] ?? 60_000);
const rounds = Number(process.argv[3] ?? 5);
const folder = await openWorkshop();
const simulator = await startServer('simulator', folder);
const bare = await startServer('bare', folder);
const token = simulator.token ?? '';

/** @type {{ name: string, server: typeof bare, perSecond: number[], cpuUs: number[] }[]} */
const sides = [
  { name: 'bare node:http2', server: bare, perSecond: [], cpuUs: [] },
  { name: 'simulator', server: simulator, perSecond: [], cpuUs: [] },
];
for (let round = 0; round <= rounds; round++) {
  for (const { name, server, perSecond, cpuUs } of sides) {
    const before = (await server.usage()).cpu;
    const sent = sendLoad({ url: server.url, token, folder, requests });
    const after = (await server.usage()).cpu;
    // The first round warms up.
    if (round === 0) continue;
    perSecond.push(sent.perSecond);
    cpuUs.push((after.user + after.system - before.user - before.system) / requests);
    print(
      `${name.padEnd(16)} ${sent.perSecond.toFixed(0).padStart(7)} pushes/s  ${cpuUs.at(-1)?.toFixed(1)} µs of processor each  ${sent.statuses}`,
    );
  }
}
const [plain, ours] = sides;
if (plain !== undefined && ours !== undefined) {
  const best = (/** @type {number[]} */ values) => Math.max(...values);
  const least = (/** @type {number[]} */ values) => Math.min(...values);
  print(`ratio by pushes per second   ${(best(ours.perSecond) / best(plain.perSecond)).toFixed(2)}`);
  print(`ratio by processor time      ${(least(plain.cpuUs) / least(ours.cpuUs)).toFixed(2)}`);
}
simulator.stop();
bare.stop();
