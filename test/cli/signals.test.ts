import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStandardInput } from '../../cli/terminal/standard-input.js';
import { builtCommand, type BuiltCommandOptions, type Ended } from '../support/built-command.js';
import { answer, type H2Server, openH2Server, type ReceivedRequest } from '../support/h2-server.js';
import { memoryTerminal } from '../support/memory-terminal.js';
import { makeTestAuthority, type TestAuthority } from '../support/test-identity.js';

const TARGETS = 1000;
const PATIENCE = { timeout: 60_000 };
const MAIN = resolve(import.meta.dirname, '../../out/cli/main.js');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-signals-'));
  const tokens = Array.from({ length: TARGETS }, (_, n) => n.toString(16).padStart(64, '0'));
  writeFileSync(join(folder, "the team's tokens.txt"), tokens.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly token?: string;
  readonly summary?: Readonly<Record<string, number>>;
}

const documents = (text: string): readonly Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const run = (args: readonly string[], options: BuiltCommandOptions): Promise<Ended> =>
  builtCommand([...args, '--data-dir', join(folder, 'data')], { cwd: folder, ...options });

/** So many lines stand on standard output. */
const lines =
  (count: number) =>
  ({ stdout }: { readonly stdout: string }): boolean =>
    stdout.split('\n').length > count;

describe.skipIf(process.platform === 'win32')('a signal', () => {
  const batch = [
    ...['send', '--env', 'simulator', '--to-file', "the team's tokens.txt"],
    ...['--alert', 'Hello $USER', '--rate', '400', '--json'],
  ];

  it('ends a batch in order, and the command that it names goes on with it', PATIENCE, async () => {
    const first = await run(batch, { signals: [{ name: 'SIGINT', when: lines(50) }] });
    expect([first.status, first.signal]).toEqual([130, null]);
    const shown = documents(first.stdout);
    const summary = shown.at(-1)?.summary;
    expect(summary?.['targets']).toBe(shown.length - 1);
    expect(summary?.['targets']).toBeLessThan(TARGETS);
    expect(summary).toMatchObject({ failed: 0, unknown: 0 });

    const command = /^ {2}(pushdeck send --resume .*)$/m.exec(first.stderr)?.[1] ?? '';
    const script = `pushdeck() { "$NODE" "$MAIN" "$@"; }\n${command.replace('--rate 400', '')}`;
    const rest = await new Promise<string>((done, failed) => {
      const env = { ...process.env, PUSHDECK_VAULT: 'key-file', NODE: process.execPath, MAIN };
      const shell = spawn('bash', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      shell.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      shell.on('error', failed);
      shell.on('close', () => done(said));
    });
    const tokens = [...shown, ...documents(rest)].flatMap(({ token }) =>
      token === undefined ? [] : [token],
    );
    expect(tokens).toHaveLength(TARGETS);
    expect(new Set(tokens).size).toBe(TARGETS);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s ends a batch with %i', PATIENCE, async (name, status) => {
    const ended = await run(batch, { signals: [{ name, when: lines(10) }] });
    expect([ended.status, ended.signal]).toEqual([status, null]);
    expect(documents(ended.stdout).at(-1)).toHaveProperty('summary');
    expect(ended.stderr).toContain('pushdeck send --resume ');
  });

  it('ends a scenario within its wait, and what was done is told', PATIENCE, async () => {
    const payload = { aps: { alert: 'Hello' } };
    const steps = [
      { send: { payload }, expect: { status: 200 } },
      { wait: { seconds: 600 } },
      { send: { payload } },
    ];
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify({ version: 1, name: 'Waits', steps }));
    const ended = await run(['run', 'scenario.json', '--json'], {
      signals: [{ name: 'SIGTERM', when: lines(1) }],
    });
    expect([ended.status, ended.signal]).toEqual([143, null]);
    expect(documents(ended.stdout).at(-1)?.summary).toMatchObject({ steps: 3, passed: 1, skipped: 2 });
  });

  it.each([
    [['serve', '--no-open'], 'SIGINT'],
    [['serve', '--no-open'], 'SIGTERM'],
    [['simulator'], 'SIGINT'],
    [['simulator'], 'SIGTERM'],
  ] as const)('is the proper end of %j (%s)', PATIENCE, async (args, name) => {
    const ended = await run([...args, '--json'], { signals: [{ name, when: lines(1) }] });
    expect([ended.status, ended.signal]).toEqual([0, null]);
  });
});

describe.skipIf(process.platform === 'win32')('pushes that have left when a signal comes', () => {
  let authority: TestAuthority;
  let server: H2Server;
  beforeAll(async () => {
    authority = await makeTestAuthority();
    writeFileSync(join(folder, 'ca.pem'), authority.caPem);
    writeFileSync(join(folder, 'three.txt'), ['aa', 'bb', 'cc'].map((pair) => pair.repeat(32)).join('\n'));
    server = await openH2Server(authority);
  });
  afterAll(() => server.close());
  const to = (...args: readonly string[]): readonly string[] => [
    ...['send', '--url', server.url, '--ca', 'ca.pem', '--topic', 'com.example.app'],
    ...['--alert', 'Hello', '--json', ...args],
  ];
  const answerOnce = (stream: ReceivedRequest['stream'] | undefined, status: number): void => {
    if (stream?.headersSent === false) answer(stream, status);
  };
  /** Resolves once the server holds so many requests that it has not answered. */
  const held = (count: number): Promise<readonly ReceivedRequest[]> =>
    new Promise((done) => {
      const waiting: ReceivedRequest[] = [];
      server.onRequest = (request) => {
        if (waiting.push(request) === count) done(waiting);
      };
    });

  it('get their answers, and nothing else leaves', PATIENCE, async () => {
    const two = held(2);
    const ended = await run(to('--to-file', 'three.txt', '--concurrency', '2'), {
      onStart: (child) => void two.then(() => child.kill('SIGINT')),
      onStderr: () => void two.then((requests) => requests.forEach(({ stream }) => answerOnce(stream, 200))),
    });
    expect([ended.status, ended.signal]).toEqual([130, null]);
    const shown = documents(ended.stdout);
    expect(shown.at(-1)?.summary).toMatchObject({ targets: 2, accepted: 2, failed: 0, unknown: 0 });
    expect(shown).toHaveLength(3);
  });

  it('are not tried again, whatever the retries', PATIENCE, async () => {
    const one = held(1);
    const ended = await run(to('--to', 'aa'.repeat(32), '--retries', '5'), {
      onStart: (child) => void one.then(() => child.kill('SIGTERM')),
      onStderr: () => void one.then(([request]) => answerOnce(request?.stream, 503)),
    });
    expect([ended.status, ended.signal]).toEqual([143, null]);
    expect(documents(ended.stdout)).toMatchObject([{ outcome: 'rejected', status: 503, attempts: 1 }, {}]);
  });

  it('are waited for no longer than --timeout, and are unknown then', PATIENCE, async () => {
    const one = held(1);
    const ended = await run(to('--to', 'aa'.repeat(32), '--timeout', '2'), {
      onStart: (child) => void one.then(() => child.kill('SIGINT')),
    });
    expect([ended.status, ended.signal]).toEqual([130, null]);
    expect(documents(ended.stdout).at(-1)?.summary).toMatchObject({ targets: 1, unknown: 1 });
  });

  it('are left alone at a second signal, which ends at once', PATIENCE, async () => {
    const one = held(1);
    const ended = await run(to('--to', 'aa'.repeat(32), '--timeout', '600'), {
      onStart: (child) => void one.then(() => child.kill('SIGINT')),
      signals: [{ name: 'SIGTERM', when: ({ stderr }) => stderr.includes('Interrupted') }],
    });
    expect([ended.status, ended.signal]).toEqual([143, null]);
  });
});

describe('a command that waits for its input', () => {
  it('ends at a signal', async () => {
    const interruption = new AbortController();
    const stdin = new PassThrough();
    stdin.write('{');
    const terminal = { ...memoryTerminal({ signal: interruption.signal }), stdin };
    const ending = expect(readStandardInput(terminal)).rejects.toMatchObject({ code: 'cancelled' });
    interruption.abort('SIGINT');
    await ending;
  });
});
