// @ts-check
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');
export const SAMPLE_TOKEN = 'fb2871571affd210cb13298b00641682753246af2462a16bb36f23ee62e3e754';
const PAYLOAD = '{"aps":{"alert":{"title":"Order 1042","body":"Out for delivery"},"sound":"default"}}';

/** @param {string} name Ends the bench with a plain word where a tool is missing. */
export function need(name) {
  if (spawnSync(name, ['--version']).status === 0) return;
  process.stderr.write(`This bench needs ${name}.\n`);
  process.exit(2);
}

/** A folder of its own with the simulator as one file of plain JavaScript, as it is shipped. */
export async function openWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-bench-simulator-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'payload.json'), PAYLOAD);
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.19',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { simulator: join(root, 'simulator/simulator.ts') },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' },
      },
    },
  });
  return folder;
}

/**
 * @param {'simulator' | 'bare'} kind
 * @param {string} folder
 */
export async function startServer(kind, folder) {
  // One core for the server, the other for the load, so that they do not take time from each other.
  const pinned = spawnSync('taskset', ['--version']).status === 0 && cpus().length > 1;
  const child = fork(
    join(import.meta.dirname, 'simulator-host.mjs'),
    [kind, join(folder, 'simulator.mjs'), join(folder, 'data')],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  process.on('exit', () => child.kill());
  if (pinned) spawnSync('taskset', ['-a', '-p', '-c', '0', String(child.pid)]);
  const [line] = await once(/** @type {import('node:stream').Readable} */ (child.stdout), 'data');
  const description = JSON.parse(String(line));
  return {
    /** @type {string} */
    url: description.url,
    /** @type {string | undefined} */
    token: description.token,
    /** Memory and processor time of the server, as it sees them itself. */
    async usage() {
      child.send('memory');
      const [usage] = await once(child, 'message');
      return /** @type {NodeJS.MemoryUsage & { cpu: NodeJS.CpuUsage }} */ (usage);
    },
    stop: () => child.kill(),
  };
}

/**
 * Sends pushes with h2load.
 *
 * @param {{ url: string, token: string, folder: string, requests: number, connections?: number, streams?: number, path?: string }} load
 * @returns How many a second, and what became of them.
 */
export function sendLoad({ url, token, folder, requests, connections = 4, streams = 100, path }) {
  const h2load = [
    'h2load',
    ...['-n', String(requests), '-c', String(connections), '-m', String(streams)],
    ...['-d', join(folder, 'payload.json'), '-H', `authorization: bearer ${token}`],
    ...['-H', 'apns-topic: com.example.pushdeck', '-H', 'apns-push-type: alert'],
    url + (path ?? `/3/device/${SAMPLE_TOKEN}`),
  ];
  const pinned = spawnSync('taskset', ['--version']).status === 0 && cpus().length > 1;
  const [command = '', ...options] = pinned ? ['taskset', '-c', '1', ...h2load] : h2load;
  const { stdout } = spawnSync(command, options, { encoding: 'utf8' });
  const perSecond = Number(/([\d.]+) req\/s/.exec(stdout)?.[1] ?? Number.NaN);
  const statuses = /status codes: (.+)/.exec(stdout)?.[1] ?? stdout;
  return { perSecond, statuses };
}
