import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.js';
import { EXIT } from '../../../cli/terminal/terminal.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'pushdeck-lint-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true });
});

async function lint(payload: string | Uint8Array, ...options: string[]): Promise<MemoryTerminal> {
  await writeFile(join(cwd, 'payload.json'), payload);
  const terminal = memoryTerminal({ cwd });
  await run(['lint', 'payload.json', ...options], terminal);
  return terminal;
}

describe('pushdeck lint', () => {
  it('gives one JSON document with every finding, and status 1 for an error', async () => {
    const terminal = await lint(
      '{\n  "aps": {\n    "alert": "Hi",\n    "content-available": 1\n  }\n}',
      '--push-type',
      'background',
      '--json',
    );
    expect(terminal.documents()).toEqual([
      {
        diagnostics: [
          {
            rule: 'aps/background-has-alert',
            severity: 'error',
            message: expect.stringContaining('background push must not carry "alert"') as string,
            path: '/aps/alert',
            line: 3,
            column: 5,
            fix: 'Remove alert',
          },
        ],
        bytes: 64,
        limit: 4096,
      },
    ]);
    expect(terminal.exitStatus).toBe(EXIT.bad);
    expect(terminal.written.stderr).toBe('');
  });

  it('is silent about a good payload, and takes its limit from the topic', async () => {
    const terminal = await lint('{"aps":{},"call":1}', '--topic', 'com.example.app.voip', '--json');
    expect(terminal.documents()).toEqual([{ diagnostics: [], bytes: 19, limit: 5120 }]);
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it('does not fail for a warning', async () => {
    const terminal = await lint('{"aps":{"alert":"Hi","mutable_content":1}}', '--json');
    expect(terminal.documents()).toMatchObject([
      { diagnostics: [{ rule: 'aps/misspelled-key', fix: 'Rename it to mutable-content' }] },
    ]);
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it.each(['not json', '', '{"aps":{}', '\ufeff{"aps":{"alert":"Hi"}}'])(
    'gives exactly one finding, json/syntax, for %j',
    async (payload) => {
      const terminal = await lint(payload, '--json');
      expect(terminal.documents()).toMatchObject([
        { diagnostics: [{ rule: 'json/syntax', severity: 'error', line: 1, column: 1 }] },
      ]);
      expect(terminal.exitStatus).toBe(EXIT.bad);
    },
  );

  it('tells people file, line, column, rule and fix', async () => {
    const terminal = await lint('{"aps":\n  {"badge": "3"}}');
    expect(terminal.written.stdout).toBe(
      [
        'payload.json:2:13: error: "badge" has to be a number, and this is a string. (aps/wrong-type)',
        '  fix: Write it as 3',
        'payload.json: 1 error; 25 of 4,096 bytes',
        '  on an iPhone, as type alert: shows nothing and wakes nothing',
        '',
      ].join('\n'),
    );
  });

  it('reads standard input', async () => {
    const terminal = memoryTerminal({ stdin: '{"aps":{"alert":"Hi"}}' });
    await run(['lint', '-'], terminal);
    expect(terminal.written.stdout).toBe(
      '<stdin>: nothing to complain about; 22 of 4,096 bytes\n  on an iPhone, as type alert: shows “Hi”\n',
    );
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it.each([
    [
      { aps: { alert: { title: 'A', body: 'B' }, badge: 0, sound: 'x.caf' } },
      'shows “A – B”, sound x.caf, removes the badge',
    ],
    [{ aps: { alert: { 'loc-key': 'K', 'loc-args': ['x', 'y'] } } }, 'shows “[K: x, y]”'],
    [{ aps: { 'content-available': 1 } }, 'as type background: wakes the app in the background'],
    [{ aps: { timestamp: 1767225600, event: 'end', 'content-state': {} } }, 'ends a Live Activity'],
  ])('says in a line what an iPhone does with %j', async (payload, words) => {
    const terminal = await lint(JSON.stringify(payload));
    expect(terminal.written.stdout).toContain(words);
  });

  it('names a file that is missing, as a usage error', async () => {
    const terminal = memoryTerminal({ cwd });
    await run(['lint', 'missing.json', '--json'], terminal);
    expect(terminal.documents()).toMatchObject([{ ok: false, error: { code: 'bad-argument' } }]);
    expect(terminal.exitStatus).toBe(EXIT.usage);
  });

  it('says that a file is UTF-16', async () => {
    const terminal = await lint(Buffer.from('\ufeff{"aps":{}}', 'utf16le'), '--json');
    expect(terminal.documents()).toMatchObject([
      { error: { message: expect.stringContaining('UTF-16') as string } },
    ]);
    expect(terminal.exitStatus).toBe(EXIT.usage);
  });
});
