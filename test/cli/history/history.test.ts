import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { parseMoment } from '../../../cli/input/parse-moment.js';
import { run } from '../../../cli/run.js';
import { EXIT } from '../../../cli/terminal/terminal.js';
import { aDelivery } from '../../core/history/a-delivery.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

const HOUR_MS = 3_600_000;
let dataDir = '';

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-cli-history-'));
  const history = openHistory({ dataDir, clock: systemClock });
  const nowMs = Date.now();
  for (let n = 0; n < 30; n += 1) {
    history.add(
      aDelivery({
        id: `d${n}`,
        atMs: nowMs - n * HOUR_MS,
        ...(n % 10 === 3
          ? {
              outcome: 'rejected',
              status: 400,
              reason: 'BadDeviceToken',
              payload: '{"aps":{"alert":"订单"}}',
            }
          : {}),
      }),
    );
  }
  history.close();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function history(...options: string[]): Promise<MemoryTerminal> {
  const terminal = memoryTerminal({ env: { PUSHDECK_VAULT: 'key-file' }, cwd: dataDir });
  await run(['history', '--data-dir', dataDir, ...options], terminal);
  return terminal;
}

const idsOf = (terminal: MemoryTerminal): unknown[] =>
  terminal.documents().map((document) => (document as { id: string }).id);

describe('pushdeck history', () => {
  it('gives one delivery a line, newest first, as many as asked for', async () => {
    const terminal = await history('--json', '--limit', '3');
    expect(idsOf(terminal)).toEqual(['d0', 'd1', 'd2']);
    expect(terminal.documents()[0]).toMatchObject({
      outcome: 'accepted',
      status: 200,
      reason: null,
      attempts: 1,
      timings: { queueMs: 0.4, connectMs: null, responseMs: 3.3 },
      topic: 'com.example.app',
    });
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it.each([
    [
      ['--outcome', 'rejected'],
      ['d3', 'd13', 'd23'],
    ],
    [
      ['--since', '4.5h'],
      ['d0', 'd1', 'd2', 'd3', 'd4'],
    ],
    [
      ['--search', '订单', '--until', '10h'],
      ['d13', 'd23'],
    ],
    [['--status', '400', '--limit', '1'], ['d3']],
  ])('with %j shows only those', async (options, expected) => {
    const ids = idsOf(await history('--json', ...options));
    expect(ids).toEqual(expected);
  });

  it('shows a person a line each, and why it was rejected', async () => {
    const { written } = await history('--limit', '5');
    expect(written.stdout.split('\n').filter((line) => !line.startsWith('    ') && line !== '')).toHaveLength(
      5,
    );
    expect(written.stdout).toContain(
      'rejected  400 BadDeviceToken  simulator  com.example.app  00fc13ad…1de8f0',
    );
  });

  it('exports everything as CSV, NDJSON or HAR, to standard output or a new file', async () => {
    const csv = await history('--export', 'csv');
    expect(csv.written.stdout.trimEnd().split('\r\n')).toHaveLength(31);
    const ndjson = await history('--export', 'ndjson', '--outcome', 'rejected');
    expect(idsOf(ndjson)).toEqual(['d3', 'd13', 'd23']);
    await history('--export', 'har', '--out', 'out.har');
    const { log } = JSON.parse(readFileSync(join(dataDir, 'out.har'), 'utf8')) as {
      log: { entries: unknown[] };
    };
    expect(log.entries).toHaveLength(30);
  });

  it('leaves no file, and an old one as it was, where the export is interrupted', async () => {
    const before = readdirSync(dataDir);
    writeFileSync(join(dataDir, 'old.csv'), 'old');
    for (const options of [['new.csv'], ['old.csv', '--force']]) {
      const interruption = new AbortController();
      const { signal } = interruption;
      const env = { PUSHDECK_VAULT: 'key-file' };
      const terminal = memoryTerminal({ env, cwd: dataDir, signal });
      const interrupt = setInterval(() => {
        if (readdirSync(dataDir).some((name) => name.endsWith('.tmp'))) interruption.abort('SIGINT');
      }, 0);
      const args = ['history', '--data-dir', dataDir, '--export', 'csv', '--out', ...options];
      await run(args, terminal).finally(() => clearInterval(interrupt));
      expect(terminal.exitStatus).toBe(EXIT.interrupted);
      expect(terminal.written.stderr).toContain(`Interrupted: ${String(options[0])} was not written.`);
    }
    expect(readFileSync(join(dataDir, 'old.csv'), 'utf8')).toBe('old');
    rmSync(join(dataDir, 'old.csv'));
    expect(readdirSync(dataDir)).toEqual(before);
  });

  it('does not replace a file unless told to', async () => {
    await history('--export', 'csv', '--out', 'kept.csv');
    const again = await history('--export', 'csv', '--out', 'kept.csv', '--json');
    expect(again.exitStatus).toBe(EXIT.usage);
    expect(again.documents()).toMatchObject([{ ok: false, error: { code: 'output-exists' } }]);
    expect((await history('--export', 'csv', '--out', 'kept.csv', '--force')).exitStatus).toBe(EXIT.done);
  });

  it.each([
    [['--limit', 'many'], 'bad-argument'],
    [['--since', 'yesterday'], 'bad-argument'],
  ])('refuses %j with status 2', async (options, code) => {
    const terminal = await history('--json', ...options);
    expect(terminal.exitStatus).toBe(EXIT.usage);
    expect(terminal.documents()).toMatchObject([{ ok: false, error: { code } }]);
  });
});

describe('a moment', () => {
  const nowMs = Date.UTC(2026, 0, 31, 12);
  it.each([
    ['30m', nowMs - 30 * 60_000],
    ['1.5h', nowMs - 1.5 * HOUR_MS],
    ['7d', nowMs - 7 * 24 * HOUR_MS],
    ['@1767225600', 1_767_225_600_000],
    ['2026-01-01T00:00:00Z', 1_767_225_600_000],
    ['2026-01-01', new Date(2026, 0, 1).getTime()],
    ['2026-01-01 10:30', new Date(2026, 0, 1, 10, 30).getTime()],
  ])('%s is understood', (text, expected) => {
    expect(parseMoment('--since', text, nowMs)).toBe(expected);
  });
});
