// @ts-check
/**
 * What full validation costs: `npm run bench -- simulator [requests] [rounds]`.
 * h2load on one core, the server on the other; the simulator in turn with a bare `node:http2` server that reads the
 * body and answers 200. The middle of the rounds' ratios is the figure that counts: 0.80 is the aim.
 */
import { need, openWorkshop, sendLoad, startServer } from './simulator-processes.mjs';

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);

need('h2load');
const requests = Number(process.argv[2] ?? 60_000);
const rounds = Number(process.argv[3] ?? 9);
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
  const median = (/** @type {number[]} */ values) => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
  // Neighbours in time are compared: the machine changes its speed from round to round.
  const inTurn = (/** @type {number[]} */ upper, /** @type {number[]} */ lower) =>
    median(upper.map((value, round) => value / (lower[round] ?? NaN)));
  const rate = inTurn(ours.perSecond, plain.perSecond);
  print(`ratio by pushes per second   ${rate.toFixed(2)} (≥ 0.80: ${rate >= 0.8 ? 'ok' : 'MISS'})`);
  print(`ratio by processor time      ${inTurn(plain.cpuUs, ours.cpuUs).toFixed(2)}`);
  process.exitCode = rate >= 0.8 ? 0 : 1;
}
simulator.stop();
bare.stop();
