import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(root, 'node_modules/.cache/pushdeck-crash-'));
  const entry = join(folder, 'writer.ts');
  writeFileSync(entry, WRITER.replaceAll('ROOT', root));
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: {
      ssr: entry,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: 'writer.mjs' } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Adds deliveries without end, and says each place and ID once it is on disk, as a window would show it. */
const WRITER = `
import { openHistory } from 'ROOT/core/history/open-history.ts';
import { aDelivery, inParts } from 'ROOT/test/core/history/a-delivery.ts';
import { writeSync } from 'node:fs';
import { systemClock as clock } from 'ROOT/core/ports/system-ports.ts';
const history = openHistory({ dataDir: process.argv[2], clock });
const ids = new Map();
const batch = { id: 'batch-1', atMs: 1, total: null, push: { environment: { kind: 'simulator' }, credentialId: null, headers: {}, payload: '{}' }, presetName: null };
history.batches.start(batch);
for (let n = 0; ; n += 50) {
  const positions = Array.from({ length: 50 }, (_, index) => n + index);
  history.batches.enlist('batch-1', positions.map((position) => ({ position, target: { kind: 'device', token: 'ab' } })));
  history.batches.markSent('batch-1', positions, { nowMs: Date.now(), activeMs: n });
  for (const position of positions.slice(0, 40)) {
    const delivery = aDelivery({ id: 'd' + position, token: 'ab', payload: '{"n":' + position + '}', batchId: 'batch-1' });
    history.batches.settle('batch-1', position, 'accepted', position % 2 === 0 ? delivery : inParts(delivery));
    ids.set(position, position % 2 === 0 ? delivery.id : history.batches.deliveryId('batch-1', position));
  }
  history.flush();
  for (const position of positions.slice(0, 40)) writeSync(1, position + ' ' + ids.get(position) + '\\n');
  await new Promise((resolve) => setTimeout(resolve, 1));
}
`;

describe('a process killed in the middle of a batch', () => {
  it('loses no delivery that was shown, and its batch goes on without sending again what was answered', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-crash-'));
    const shown = await killWhile(join(folder, 'writer.mjs'), dataDir);
    expect(shown.length).toBeGreaterThan(100);

    const history = openHistory({ dataDir, clock: systemClock });
    const lost = shown.filter((line) => history.get(line.split(' ')[1] ?? '') === null);
    expect(lost).toEqual([]);

    expect(history.batches.claim('batch-1', 60_000)).toBe(true);
    const answered = new Set(shown.map((line) => Number(line.split(' ')[0])));
    const open = history.batches.targets('batch-1', ['waiting'], { limit: 100_000 });
    expect(open.filter(({ position }) => answered.has(position))).toEqual([]);
    const counts = history.batches.get('batch-1')?.counts;
    expect(counts?.sent).toBe(0);
    expect(counts?.accepted).toBeGreaterThanOrEqual(shown.length);
    expect(counts?.unknown).toBeGreaterThan(0);
    const unknown = history.page({ batchId: 'batch-1', outcome: 'unknown' }, { limit: 100_000 });
    expect(unknown.deliveries).toHaveLength(counts?.unknown ?? -1);
    history.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});

/** Runs the writer and kills it without warning while it writes. @returns the lines that it said. */
function killWhile(script: string, dataDir: string): Promise<readonly string[]> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.length > 4000) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => resolvePromise(said.slice(0, said.lastIndexOf('\n')).split('\n')));
  });
}
