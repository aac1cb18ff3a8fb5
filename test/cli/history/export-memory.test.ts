import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { EXPORT_FORMATS } from '#shared/history/export';
import { aDelivery } from '../../core/history/a-delivery.js';
import { builtCommand } from '../../support/built-command.js';

const DELIVERIES = 12_000;
const PAYLOAD = JSON.stringify({ aps: { alert: 'x'.repeat(4000) } });
/** Less than the 48 MB of text; the command itself gets by with half of it. Unit: mebibytes. */
const HEAP = 40;

let folder = '';
const path = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-export-memory-'));
  mkdirSync(path('data'));
  const history = openHistory({ dataDir: path('data'), clock: systemClock });
  const atMs = Date.now();
  for (let n = 0; n < DELIVERIES; n += 1) {
    const traits = { id: `d${n}`, atMs, batchId: 'batch', payload: PAYLOAD };
    history.add(aDelivery(traits));
  }
  history.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(EXPORT_FORMATS)(
  '%s takes no memory for what was written already',
  { timeout: 60_000 },
  async (format) => {
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP}` };
    const out = path(`out.${format}`);
    const args = ['history', '--data-dir', path('data'), '--export', format, '--out', out];
    expect(await builtCommand(args, { env })).toMatchObject({ status: 0, stderr: `Wrote ${out}.\n` });
    const text = readFileSync(out, 'utf8');
    expect(text.match(/x{4000}/g)).toHaveLength(DELIVERIES);
  },
);
