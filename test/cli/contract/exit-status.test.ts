import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractRig, contractRig } from './contract-rig.js';

const TOKEN = 'ab'.repeat(32);
const NOWHERE = ['--url', 'https://127.0.0.1:1', '--credential', 'sample-key', '--topic', 'com.example.x'];
const HELLO = ['--alert', 'Hello'];
const SIMULATED = ['--env', 'simulator', ...HELLO];

let rig: ContractRig;
beforeAll(async () => {
  rig = contractRig();
  rig.write('bad.json', '{"aps":{"badge":"3"}}');
  rig.write('rubbish.p12', 'rubbish');
  rig.write('tokens.txt', `${TOKEN}\n`);
  const step = { send: { payload: { aps: { alert: 'Hello' } } }, expect: { status: 410 } };
  const failing = { version: 1, name: 'Bad', steps: [step] };
  rig.write('failing.json', JSON.stringify(failing));
  await rig.run(['csr', '--email', 'a@example.com', '--name', 'Mine', '--out', 'mine.certSigningRequest']);
  await rig.run(['send', ...SIMULATED, '--device', 'iPhone', '--device', 'iPad (offline)']);
}, 120_000);
afterAll(() => rig[Symbol.dispose]());

interface Row {
  readonly args: readonly string[];
  readonly input?: string;
  /** Of the one error document; absent where the command has an answer, though a bad one. */
  readonly code?: string;
}

const ROWS: Readonly<Record<'0' | '1' | '2' | '3' | '4', readonly [Row, ...Row[]]>> = {
  '0': [
    { args: ['send', ...SIMULATED] },
    { args: ['lint', '-'], input: '{"aps":{"alert":"Hello"}}' },
    { args: ['history', '--limit', '0'] },
    { args: ['batches'] },
    { args: ['credentials'] },
    { args: ['devices'] },
    { args: ['presets'] },
    { args: ['jwt', '--credential', 'sample-key'] },
    { args: ['inspect', 'mine.certSigningRequest'] },
    { args: ['doctor', '--env', 'simulator'] },
  ],
  '1': [
    { args: ['send', ...SIMULATED, '--device', 'Old iPhone (app removed)'] },
    { args: ['send', '--env', 'simulator', '--payload', 'bad.json'], code: 'bad-payload' },
    { args: ['lint', 'bad.json'] },
    { args: ['run', 'failing.json', '--env', 'simulator'] },
    {
      args: ['channels', 'read', 'dHN0LXNyY2gtY2hubA==', '--env', 'simulator'],
      code: 'ChannelNotRegistered',
    },
    { args: ['devices', 'import', '-'], input: 'not-a-token\n' },
  ],
  '2': [
    { args: ['nonsense'], code: 'bad-argument' },
    { args: ['send', '--nonsense'], code: 'bad-argument' },
    { args: ['send', '--env', 'simulator'], code: 'bad-argument' },
    { args: ['send', ...SIMULATED, '--to-file', 'nothing.txt'], code: 'file-not-found' },
    { args: ['send', '--env', 'simulator', '--payload', 'nothing.json'], code: 'file-not-found' },
    { args: ['send', ...SIMULATED, '--port', '2197'], code: 'bad-argument' },
    { args: ['send', ...SIMULATED, '--device', 'Nobody'], code: 'not-found' },
    { args: ['send', ...SIMULATED, '--preset', 'Nothing'] },
    { args: ['send', ...SIMULATED, '--resume', 'nothing', '--to', TOKEN] },
    { args: ['inspect', 'rubbish.p12', '--password-file', 'nothing.txt'], code: 'file-not-found' },
    { args: ['broadcast', '--env', 'simulator', '--channel', 'x'], code: 'bad-argument' },
    { args: ['channels', 'create', 'x', '--env', 'simulator'], code: 'bad-argument' },
    { args: ['batches', 'show', 'nothing'], code: 'not-found' },
    { args: ['history', '--limit', 'many'], code: 'bad-argument' },
    { args: ['history', '--out', 'x.csv'], code: 'bad-argument' },
    { args: ['presets', 'export', 'Nothing'], code: 'not-found' },
    { args: ['devices', 'remove', 'Nobody'], code: 'not-found' },
    { args: ['lint', 'nothing.json'], code: 'bad-argument' },
    { args: ['run', 'nothing.json'] },
    { args: ['simulator', '--rules', 'nothing.json'], code: 'bad-argument' },
    { args: ['serve', '--port', '99999'], code: 'bad-argument' },
    { args: ['jwt', '--decode', 'nothing'], code: 'bad-argument' },
    { args: ['convert', 'mine.certSigningRequest', '--to', 'nothing'], code: 'bad-argument' },
  ],
  '3': [
    { args: ['inspect', 'rubbish.p12'] },
    { args: ['send', ...NOWHERE, '--credential', 'rubbish.p12', ...HELLO, '--to', TOKEN] },
    { args: ['send', ...NOWHERE, '--credential', 'nothing.p8', ...HELLO, '--to', TOKEN] },
    { args: ['convert', 'rubbish.p12', '--to', 'pem'], code: 'not-a-credential' },
    { args: ['credentials', 'add', 'rubbish.p12'] },
    { args: ['credentials', 'remove', 'Nothing'], code: 'credential-not-found' },
    { args: ['pair', '--cert', 'nothing.cer', '--out', 'x.p12'], code: 'file-not-found' },
    { args: ['jwt', '--credential', 'nothing.p8'] },
  ],
  '4': [
    { args: ['send', ...NOWHERE, ...HELLO, '--to', TOKEN] },
    { args: ['send', ...SIMULATED, '--to-file', 'malformed.txt'] },
    { args: ['doctor', '--url', 'https://127.0.0.1:1'] },
    { args: ['channels', 'list', ...NOWHERE] },
    {
      args: ['broadcast', ...NOWHERE, '--channel', 'dHN0LXNyY2gtY2hubA==', '--payload', '-'],
      input: '{"aps":{"timestamp":{{now}},"event":"update","content-state":{}}}',
    },
  ],
};

describe('the exit status is', { timeout: 180_000 }, () => {
  beforeAll(() => void rig.write('malformed.txt', `${TOKEN}\nnothing\n`));

  it.concurrent.each(
    Object.entries(ROWS).flatMap(([status, rows]) =>
      rows.map((row) => ({ status: Number(status), words: row.args.join(' '), ...row })),
    ),
  )('$status for $words', async ({ status, args, input, code }) => {
    const answer = await rig.ask(args, input === undefined ? {} : { input });
    expect(answer.status, JSON.stringify(answer)).toBe(status);
    if (code === undefined) return;
    expect(answer.documents).toHaveLength(1);
    expect(answer.documents[0]).toMatchObject({
      ok: false,
      error: { code, message: expect.stringMatching(/\w/) as string, hint: expect.any(String) as string },
    });
  });

  it.each(Object.entries(ROWS).map(([status, rows]) => ({ status: Number(status), row: rows[0] })))(
    '$status as the end of a process too',
    async ({ status, row: { args } }) => {
      expect((await rig.ask(args, { built: true })).status).toBe(status);
    },
  );

  it.each([
    { name: 'SIGINT', status: 130 },
    { name: 'SIGTERM', status: 143 },
  ] as const)('$status after $name, with the summary and the way on', async ({ name, status }) => {
    rig.write('many.txt', `${TOKEN}\n`.repeat(2_000));
    const answer = await rig.ask(['send', ...SIMULATED, '--to-file', 'many.txt', '--rate', '20'], {
      signals: [{ name, when: ({ stdout }) => stdout.includes('\n') }],
    });
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.documents.at(-1) ?? {})).toEqual(['summary']);
    expect(answer.stderr).toContain('--resume');
  });

  it('0 for what serves until it is stopped', async () => {
    for (const args of [['simulator'], ['serve', '--no-open']]) {
      const answer = await rig.ask(args, {
        signals: [{ name: 'SIGTERM', when: ({ stdout }) => stdout.includes('\n') }],
      });
      expect(answer.status, args[0]).toBe(0);
      expect(answer.documents, args[0]).toHaveLength(1);
    }
  });
});
