import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { run } from '../../../cli/run.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-cli-send-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pushdeck(
  argv: readonly string[],
  options: Parameters<typeof memoryTerminal>[0] = {},
): Promise<MemoryTerminal> {
  const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: dataDir, ...options.env };
  const terminal = memoryTerminal({ ...options, env, cwd: folder });
  await run(argv, terminal);
  return terminal;
}

type Line = Record<string, unknown> & { readonly summary?: Record<string, unknown> };
const lines = (terminal: MemoryTerminal): Line[] => terminal.documents() as Line[];
const send = (...argv: string[]): Promise<MemoryTerminal> => pushdeck(['send', '--json', ...argv]);
const UNKNOWN = '00'.repeat(32);

beforeAll(async () => {
  // The simulator makes its keys on first use.
  await send('--env', 'simulator', '--alert', 'warm up');
}, 30_000);

describe('pushdeck send', () => {
  it('delivers to the simulator with nothing set up', async () => {
    const terminal = await send('--env', 'simulator', '--alert', 'Hello');
    const [line, last] = lines(terminal);
    expect(line).toMatchObject({
      token: SAMPLE_TOKEN,
      outcome: 'accepted',
      status: 200,
      reason: null,
      timestamp: null,
      attempts: 1,
      explanation: null,
    });
    expect(line?.['apnsId']).toMatch(/^[0-9A-F-]{36}$/i);
    expect(line?.['timings']).toMatchObject({
      queueMs: expect.any(Number) as number,
      responseMs: expect.any(Number) as number,
    });
    expect(last?.summary).toMatchObject({
      targets: 1,
      accepted: 1,
      rejected: 0,
      failed: 0,
      unknown: 0,
      byReason: {},
    });
    expect(terminal.exitStatus).toBe(0);
  });

  it('explains a rejection and exits 1', async () => {
    const terminal = await send('--env', 'simulator', '--alert', 'x', '--to', UNKNOWN, '--to', SAMPLE_TOKEN);
    const rejected = lines(terminal).find(({ outcome }) => outcome === 'rejected');
    expect(rejected).toMatchObject({ token: UNKNOWN, status: 400, reason: 'BadDeviceToken' });
    expect(rejected?.['explanation']).toMatchObject({
      title: expect.stringContaining('BadDeviceToken') as string,
      cause: expect.any(String) as string,
      fix: expect.any(String) as string,
      retry: 'never',
    });
    expect(lines(terminal).at(-1)?.summary).toMatchObject({
      targets: 2,
      accepted: 1,
      rejected: 1,
      byReason: { BadDeviceToken: 1 },
    });
    expect(terminal.exitStatus).toBe(1);
  });

  it.each([
    { argv: ['--topic', 'com.other.app'], reason: 'TopicDisallowed' },
    { argv: ['--topic', ''], reason: 'MissingTopic' },
    { argv: ['--priority', '7'], reason: 'BadPriority' },
    { argv: ['--push-type', 'shout'], reason: 'InvalidPushType' },
    { argv: ['--id', 'not-a-uuid'], reason: 'BadMessageId' },
    { argv: ['--collapse-id', 'x'.repeat(65)], reason: 'BadCollapseId' },
    { argv: ['--device', 'Old iPhone (app removed)'], reason: 'Unregistered' },
    { argv: ['--header', 'apns-topic: com.example.second'], reason: 'DuplicateHeaders' },
  ])('lets APNs judge $argv when forced: $reason', async ({ argv, reason }) => {
    const terminal = await send('--env', 'simulator', '--alert', 'x', '--force', ...argv);
    expect(lines(terminal)[0]).toMatchObject({ outcome: 'rejected', reason });
    expect(terminal.exitStatus).toBe(1);
  });

  it('gives a 410 its timestamp', async () => {
    const terminal = await send('--env', 'simulator', '--alert', 'x', '--device', 'Old iPhone (app removed)');
    expect(lines(terminal)[0]?.['timestamp']).toBeGreaterThan(1_700_000_000_000);
  });

  it('adds the suffix of the push type, and says so', async () => {
    const terminal = await send(
      '--env',
      'simulator',
      '--push-type',
      'voip',
      '--alert',
      'x',
      '--expiration',
      '0',
    );
    expect(lines(terminal)[0]).toMatchObject({ outcome: 'accepted', device: 'iPhone · VoIP' });
    expect(terminal.written.stderr).toContain(`${SAMPLE_TOPIC}.voip`);
  });

  it('reads the payload from standard input and fills variables in', async () => {
    writeFileSync(join(folder, 'list.csv'), `token,name,badge\n${SAMPLE_TOKEN},Ada,3\n`);
    const terminal = await pushdeck(
      [
        'send',
        '--json',
        '--dry-run',
        '--env',
        'simulator',
        '--payload',
        '-',
        '--to-file',
        'list.csv',
        '--var',
        'shop=A "B"',
      ],
      { stdin: '{"aps":{"alert":"{{name}} at {{shop}}","badge":"{{badge}}"}}' },
    );
    const [request] = lines(terminal);
    expect(request).toMatchObject({
      dryRun: true,
      method: 'POST',
      url: `https://simulator/3/device/${SAMPLE_TOKEN}`,
    });
    expect(JSON.parse(String(request?.['payload']))).toEqual({ aps: { alert: 'Ada at A "B"', badge: 3 } });
    expect(request?.['headers']).toMatchObject({
      authorization: 'bearer [redacted]',
      'apns-topic': SAMPLE_TOPIC,
      'apns-push-type': 'alert',
      'apns-priority': '10',
    });
    expect(terminal.exitStatus).toBe(0);
  });

  it('sends nothing when a variable is missing', async () => {
    const terminal = await pushdeck(['send', '--json', '--env', 'simulator', '--payload', '-'], {
      stdin: '{"aps":{"alert":"{{nmae}}"}}',
    });
    expect(lines(terminal)).toMatchObject([{ ok: false, error: { code: 'missing-variable' } }]);
    expect(terminal.exitStatus).toBe(2);
  });

  it('stops at what the linter finds in the payload, unless forced', async () => {
    const argv = ['--env', 'simulator', '--payload', 'bad.json'];
    writeFileSync(join(folder, 'bad.json'), '{"aps": {"alert": "x"');
    const stopped = await send(...argv);
    expect(lines(stopped)).toMatchObject([{ ok: false, error: { code: 'bad-payload' } }]);
    expect(stopped.exitStatus).toBe(1);
    const forced = await send(...argv, '--force');
    expect(lines(forced)[0]).toHaveProperty('outcome');
  });

  it.each([
    {
      because: 'an FCM token',
      argv: ['--to', `d4hE-x_9:APA91b${'Hk3_'.repeat(33)}`],
      code: 'bad-device-token',
    },
    {
      because: 'a shortened description',
      argv: ['--to', '{length = 32, bytes = 0x740f4707 ... 61bb78ad }'],
      code: 'bad-device-token',
    },
    { because: 'a token that was cut off', argv: ['--to', 'ab'.repeat(25)], code: 'bad-device-token' },
    { because: 'a UUID', argv: ['--to', '3F2504E0-4F89-41D3-9A0C-0305E82C3301'], code: 'bad-device-token' },
    { because: 'an unknown device', argv: ['--device', 'Nokia'], code: 'not-found' },
    { because: 'an unknown group', argv: ['--group', 'QA'], code: 'not-found' },
    { because: 'an unknown preset', argv: ['--preset', 'none'], code: 'not-found' },
    { because: 'two places', argv: ['--url', 'https://localhost:1'], code: 'bad-argument' },
    { because: 'a topic with a line break', argv: ['--topic', 'a\nb'], code: 'bad-header' },
    { because: 'a wrong expiration', argv: ['--expiration', 'soon'], code: 'bad-argument' },
    { because: 'a missing list', argv: ['--to-file', 'none.txt'], code: 'file-not-found' },
    { because: 'a wrong shard', argv: ['--shard', '5/4'], code: 'bad-argument' },
  ])('refuses $because before anything is sent', async ({ argv, code }) => {
    const terminal = await send('--env', 'simulator', '--alert', 'x', ...argv);
    expect(lines(terminal)).toMatchObject([{ ok: false, error: { code } }]);
    expect([2, 3]).toContain(terminal.exitStatus);
  });

  it('says what is wrong with a line of a list and sends the rest', async () => {
    writeFileSync(join(folder, 'list.txt'), `${SAMPLE_TOKEN}\nnot-a-token\n`);
    const terminal = await send('--env', 'simulator', '--alert', 'x', '--to-file', 'list.txt');
    const bad = lines(terminal).find(({ outcome }) => outcome === 'failed');
    expect(bad).toMatchObject({ token: 'not-a-token', error: { code: 'bad-device-token' } });
    expect(lines(terminal).at(-1)?.summary).toMatchObject({ targets: 2, accepted: 1, failed: 1 });
  });

  it('exits 4 when there is no way to the server, and names the step', async () => {
    const terminal = await send(
      '--url',
      'https://127.0.0.1:1',
      '--alert',
      'x',
      '--to',
      SAMPLE_TOKEN,
      '--topic',
      'a.b',
    );
    expect(lines(terminal)[0]).toMatchObject({
      outcome: 'failed',
      status: null,
      error: { step: 'tcp', code: 'tcp-failed' },
    });
    expect(terminal.exitStatus).toBe(4);
  });

  it('spreads a list over machines', async () => {
    writeFileSync(join(folder, 'four.txt'), `${SAMPLE_TOKEN}\n`.repeat(4));
    const terminal = await send(
      '--env',
      'simulator',
      '--alert',
      'x',
      '--to-file',
      'four.txt',
      '--shard',
      '1/2',
    );
    expect(lines(terminal).at(-1)?.summary).toMatchObject({ targets: 2, accepted: 2 });
  });

  it('interrupted, stops opening requests, prints the summary and exits 130; --resume sends the rest', async () => {
    writeFileSync(join(folder, 'many.txt'), `${SAMPLE_TOKEN}\n`.repeat(300));
    const argv = ['send', '--json', '--env', 'simulator', '--alert', 'x', '--to-file', 'many.txt'];
    const interruption = new AbortController();
    const sending = pushdeck([...argv, '--rate', '200'], { signal: interruption.signal });
    setTimeout(() => interruption.abort(), 900);
    const terminal = await sending;
    const summary = lines(terminal).at(-1)?.summary;
    expect(terminal.exitStatus).toBe(130);
    expect(summary?.['accepted']).toBeLessThan(300);
    const id = /--resume (\S+)/.exec(terminal.written.stderr)?.[1] ?? '';
    const rest = await pushdeck([...argv, '--resume', id]);
    expect(Number(lines(rest).at(-1)?.summary?.['accepted']) + Number(summary?.['accepted'])).toBe(300);
    expect(rest.exitStatus).toBe(0);
  });

  it('writes words for people without --json', async () => {
    const terminal = await pushdeck(['send', '--env', 'simulator', '--alert', 'x', '--to', UNKNOWN]);
    expect(terminal.written.stdout).toMatch(/✗ 00000000…000000 rejected 400 BadDeviceToken/);
    expect(terminal.written.stdout).not.toContain('{');
  });

  it('never prints a secret', async () => {
    const terminal = await send(
      '--env',
      'simulator',
      '--alert',
      'x',
      '--header',
      'authorization: bearer planted',
    );
    expect(terminal.written.stdout + terminal.written.stderr).not.toContain('planted');
  });
});
