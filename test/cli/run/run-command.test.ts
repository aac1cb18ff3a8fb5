import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.js';
import { EXIT } from '../../../cli/terminal/terminal.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-cli-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sample = resolve(import.meta.dirname, '../../../resources/scenarios/live-activity.json');
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

async function pushdeck(
  argv: readonly string[],
  options: Parameters<typeof memoryTerminal>[0] = {},
): Promise<MemoryTerminal> {
  const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: join(folder, 'data'), ...options.env };
  const terminal = memoryTerminal({ ...options, env, cwd: folder });
  await run(['run', ...argv], terminal);
  return terminal;
}

interface Line {
  readonly step?: number;
  readonly status?: string;
  readonly failures?: readonly {
    readonly what: string;
    readonly expected: unknown;
    readonly actual: unknown;
  }[];
  readonly error?: { readonly code: string } | null;
  readonly summary?: Readonly<Record<string, unknown>>;
}
const lines = (terminal: MemoryTerminal): readonly Line[] => terminal.documents() as Line[];

/** Writes a scenario of these steps and gives its name. */
function scenario(name: string, steps: readonly unknown[], more: object = {}): string {
  const file = `${name.replace(/\W+/g, '-')}.json`;
  writeFileSync(join(folder, file), JSON.stringify({ version: 1, name, ...more, steps }));
  return file;
}
const payload = { aps: { alert: 'Hello' } };
const refused = { kind: 'token', token: '00'.repeat(32) };
const good = { send: { payload }, expect: { outcome: 'accepted', status: 200, shows: 'banner' } };
const bad = { name: 'Must arrive', send: { payload, targets: [refused] }, expect: { status: 200 } };

describe('pushdeck run', () => {
  it('runs the sample scenario on a fresh machine', async () => {
    const terminal = await pushdeck([sample, '--env', 'simulator', '--json']);
    expect(lines(terminal).filter(({ status }) => status === 'passed')).toHaveLength(6);
    expect(lines(terminal).at(-1)?.summary).toMatchObject({
      scenarios: 1,
      failedScenarios: 0,
      steps: 6,
      passed: 6,
      failed: 0,
      errors: 0,
      skipped: 0,
    });
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it('tells each step for people', async () => {
    const terminal = await pushdeck([scenario('Good', [good, { wait: { milliseconds: 1 } }])]);
    expect(terminal.written.stdout).toMatch(
      /^Good \(simulator\)\n {2}✓ 1\. send alert to iPhone {2}accepted 200/,
    );
    expect(terminal.written.stdout).toContain('  ✓ 2. wait 1 ms');
    expect(terminal.written.stdout).toMatch(/2 steps, 2 passed in /);
  });

  it('exits 1 when an expectation fails, and says what was expected, what came and why', async () => {
    const file = scenario('Bad', [bad, good]);
    const machine = await pushdeck([file, '--json']);
    expect(machine.exitStatus).toBe(EXIT.bad);
    expect(lines(machine)[0]).toMatchObject({
      scenario: 'Bad',
      file,
      step: 1,
      kind: 'send',
      name: 'Must arrive',
      status: 'failed',
      deliveries: [{ outcome: 'rejected', status: 400, reason: 'BadDeviceToken' }],
      failures: [{ what: 'status', expected: 200, actual: 400 }],
      error: null,
    });
    expect(lines(machine)[1]?.status).toBe('passed');
    const people = await pushdeck([file]);
    expect(people.written.stdout).toContain('✗ 1. Must arrive  rejected 400 BadDeviceToken');
    expect(people.written.stdout).toContain('      Expected status 200, but it was 400.');
  });

  it('runs several and sums them up', async () => {
    const files = [scenario('First', [good]), scenario('Second', [bad])];
    const terminal = await pushdeck([...files, '--json']);
    expect(lines(terminal).at(-1)?.summary).toMatchObject({ scenarios: 2, failedScenarios: 1, steps: 2 });
    expect(terminal.exitStatus).toBe(EXIT.bad);
  });

  it('fills in variables of the file and of the command line', async () => {
    const step = { send: { payload: { aps: { alert: '{{word}}', badge: '{{count}}' } } } };
    const file = scenario('Words', [step], { variables: { word: 'file' } });
    const missing = await pushdeck([file, '--json']);
    expect(missing.exitStatus).toBe(EXIT.usage);
    expect(missing.documents()).toMatchObject([{ ok: false, error: { code: 'missing-variable' } }]);
    const given = await pushdeck([file, '--json', '--var', 'count:=3']);
    expect(given.exitStatus).toBe(EXIT.done);
  });

  it('takes --topic and --env in the place of what the file says', async () => {
    const step = {
      send: { payload, environment: 'production', credential: 'Ours', headers: { topic: 'com.example.x' } },
    };
    const file = scenario('Elsewhere', [step]);
    expect((await pushdeck([file, '--json'])).exitStatus).toBe(EXIT.credential);
    const here = await pushdeck([file, '--json', '--env', 'simulator', '--topic', 'com.example.pushdeck']);
    expect(here.exitStatus).toBe(EXIT.done);
  });

  it('exits 4 when a push gets no answer, and skips the rest', async () => {
    const target = { kind: 'token', token: '00'.repeat(32) };
    const step = { send: { payload, targets: [target], headers: { topic: 'com.example.x' } } };
    const file = scenario('Nobody there', [step, step]);
    const terminal = await pushdeck([file, '--json', '--url', 'https://127.0.0.1:9']);
    expect(lines(terminal).map(({ status }) => status)).toEqual(['error', 'skipped', undefined]);
    expect(lines(terminal)[0]?.error?.code).toBe('tcp-failed');
    expect(terminal.exitStatus).toBe(EXIT.connection);
  });

  it('gives up at an interruption and still sums up', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 500);
    const file = scenario('Long', [good, { wait: { seconds: 600 } }, good]);
    const terminal = await pushdeck([file, '--json'], { signal: controller.signal });
    expect(lines(terminal).at(-1)?.summary).toMatchObject({ steps: 3 });
    expect(lines(terminal)[2]?.status).toBe('skipped');
    expect(terminal.exitStatus).toBe(EXIT.interrupted);
  });

  it.each([
    {
      text: '{"version":1,"name":"A","steps":[{"sned":{}}]}',
      code: 'bad-scenario',
      says: /line 1: Step 1, sned/,
    },
    { text: 'not JSON', code: 'bad-scenario', says: /wrong\.json, line 1/ },
    { text: '{"version":9}', code: 'data-from-newer-version', says: /wrong\.json/ },
  ])('refuses a file before anything is sent: $code', async ({ text, code, says }) => {
    writeFileSync(join(folder, 'wrong.json'), text);
    const terminal = await pushdeck([scenario('Before', [good]), 'wrong.json', '--json']);
    expect(terminal.exitStatus).toBe(EXIT.usage);
    expect(terminal.documents()).toMatchObject([
      { ok: false, error: { code, message: expect.stringMatching(says) as string } },
    ]);
  });

  it('calls a missing file a mistake in the command line', async () => {
    const terminal = await pushdeck(['nowhere.json', '--json']);
    expect(terminal.exitStatus).toBe(EXIT.usage);
    expect(terminal.documents()).toMatchObject([{ error: { message: 'There is no file nowhere.json.' } }]);
  });
});

describe('pushdeck run --junit', () => {
  const wild = {
    name: 'A <b> & "c" \u0007\u202e ]]>',
    send: { payload, targets: [refused] },
    expect: { status: 200 },
  };

  it('writes a report that CI systems read', async () => {
    const file = scenario('Report & more', [good, wild]);
    const terminal = await pushdeck([file, '--junit', 'report.xml']);
    expect(terminal.exitStatus).toBe(EXIT.bad);
    const path = join(folder, 'report.xml');
    const xml = readFileSync(path, 'utf8');
    if (hasXmllint) execFileSync('xmllint', ['--noout', path]);
    const document = new RegExp(
      '<testsuites name="pushdeck run" tests="2" failures="1" errors="0" skipped="0" time="[\\d.]+">\\n' +
        ' {2}<testsuite name="Report &amp; more" file="Report-more.json" timestamp="[\\dT:-]+" tests="2"',
    );
    expect(xml).toMatch(document);
    expect(xml).toMatch(/<failure type="expectation" message="Expected status 200, but it was 400\.">/);
    expect(xml).toContain('A &lt;b&gt; &amp; &quot;c&quot; \uFFFD\uFFFD ]]&gt;');
    expect(xml).not.toContain('\u0007');
  });

  it('tells a missing answer as an error and what follows as skipped', async () => {
    const target = { kind: 'token', token: '00'.repeat(32) };
    const step = { send: { payload, targets: [target], headers: { topic: 'com.example.x' } } };
    const file = scenario('No answer', [step, step]);
    await pushdeck([file, '--url', 'https://127.0.0.1:9', '--junit', 'errors.xml']);
    const xml = readFileSync(join(folder, 'errors.xml'), 'utf8');
    expect(xml).toMatch(/<error type="tcp-failed" message="/);
    expect(xml).toContain('<skipped/>');
  });

  it('replaces no file unless told to, and sends nothing then', async () => {
    const file = scenario('Kept', [good]);
    writeFileSync(join(folder, 'kept.xml'), 'mine');
    const refusedRun = await pushdeck([file, '--json', '--junit', 'kept.xml']);
    expect(refusedRun.exitStatus).toBe(EXIT.usage);
    expect(refusedRun.documents()).toMatchObject([{ error: { code: 'output-exists' } }]);
    expect(readFileSync(join(folder, 'kept.xml'), 'utf8')).toBe('mine');
    expect((await pushdeck([file, '--junit', 'kept.xml', '--force'])).exitStatus).toBe(EXIT.done);
    expect(readFileSync(join(folder, 'kept.xml'), 'utf8')).toContain('<testsuites');
    expect(existsSync(join(folder, 'kept.xml'))).toBe(true);
  });
});
