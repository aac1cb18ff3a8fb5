import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractRig, contractRig, SECRET } from './contract-rig.js';

const PASSWORD = ['--out-password-env', 'OUT_PASSWORD'];
const env = { OUT_PASSWORD: SECRET };
const CERTIFICATE = 'data/simulator/identity.cert.pem';
const KEY = 'data/simulator/identity.key.pem';
const CSR = ['csr', '--email', 'a@example.com', '--name'];
const REQUEST = 'taken.certSigningRequest';

let rig: ContractRig;
beforeAll(async () => {
  rig = contractRig();
  await rig.run([...CSR, 'Mine', '--out', 'mine.certSigningRequest']);
  await rig.run(['credentials', 'list']);
  rig.write('Hello.json', '{"aps":{"alert":"Hello"}}');
  await rig.run(['presets', 'import', 'Hello.json']);
  const scenario = { version: 1, name: 'Hello', steps: [{ send: { payload: { aps: { alert: 'Hello' } } } }] };
  rig.write('scenario.json', JSON.stringify(scenario));
  await rig.run(['pair', '--cert', CERTIFICATE, '--key', KEY, '--out', 'sealed.p12', ...PASSWORD], { env });
}, 120_000);
afterAll(() => rig[Symbol.dispose]());

/** Every command that writes a file. */
const WRITERS: readonly { readonly out: string; readonly args: readonly string[] }[] = [
  { out: REQUEST, args: [...CSR, 'Other', '--out', REQUEST] },
  { out: 'taken-key.pem', args: [...CSR, 'Third', '--out', 'other.csr', '--key-out', 'taken-key.pem'] },
  { out: 'pair.p12', args: ['pair', '--cert', CERTIFICATE, '--key', KEY, '--out', 'pair.p12', ...PASSWORD] },
  { out: 'taken.der', args: ['convert', CERTIFICATE, '--to', 'der', '--out', 'taken.der'] },
  { out: 'kept.pem', args: ['credentials', 'export', 'Mine', '--out', 'kept.pem', ...PASSWORD] },
  { out: 'devices.csv', args: ['devices', 'export', '--to', 'csv', '--out', 'devices.csv'] },
  { out: 'preset.json', args: ['presets', 'export', 'Hello', '--out', 'preset.json'] },
  { out: 'history.csv', args: ['history', '--export', 'csv', '--out', 'history.csv'] },
  { out: 'report.xml', args: ['run', 'scenario.json', '--junit', 'report.xml'] },
];

describe('a file that exists', { timeout: 120_000 }, () => {
  it.concurrent.each(WRITERS)('is refused by $args.0 for $out, and replaced with --force', async (row) => {
    const { args, out } = row;
    rig.write(out, 'what was there');
    const refused = await rig.ask(args, { env });
    expect(refused.documents).toMatchObject([{ ok: false, error: { code: 'output-exists' } }]);
    expect(refused.status).toBe(2);
    expect(readFileSync(join(rig.folder, out), 'utf8')).toBe('what was there');
    const forced = await rig.ask([...args, '--force'], { env });
    expect(forced.status, forced.stdout + forced.stderr).toBe(0);
    expect(readFileSync(join(rig.folder, out), 'utf8')).not.toBe('what was there');
  });
});

describe('a password', { timeout: 60_000 }, () => {
  it.each([
    { from: 'the environment', args: ['--password-env', 'IN_PASSWORD'] },
    { from: 'a file', args: ['--password-file', 'password.txt'] },
    { from: 'standard input', args: ['--password-stdin'] },
    { from: 'an argument, with a warning', args: ['--password', SECRET] },
  ])('comes from $from, and is never shown', async ({ args }) => {
    rig.write('password.txt', `${SECRET}\n`);
    const { documents, status, stderr } = await rig.ask(['inspect', 'sealed.p12', '--debug', ...args], {
      built: true,
      env: { IN_PASSWORD: SECRET },
      input: `${SECRET}\n`,
    });
    expect(documents).toMatchObject([{ ok: true, kind: 'identity' }]);
    expect(status).toBe(0);
    if (args.includes(SECRET)) expect(stderr).toMatch(/other users/);
    else expect(stderr).toBe('');
  });

  it('that is wrong is not shown either', async () => {
    const wrong = { input: `${SECRET}x\n` };
    const { documents, status } = await rig.ask(['inspect', 'sealed.p12', '--password-stdin'], wrong);
    expect(documents).toMatchObject([{ ok: false, error: { code: 'wrong-password' } }]);
    expect(status).toBe(3);
  });
});

describe('output for people', { timeout: 60_000 }, () => {
  it('has no colour where it is no terminal', async () => {
    const { stdout, stderr } = await rig.run(['send', '--env', 'simulator', '--alert', 'Hello'], {
      built: true,
    });
    expect(stdout + stderr).not.toContain('\u001b');
  });

  // util-linux' script gives the command a terminal.
  it.runIf(process.platform === 'linux')('has colour on a terminal, unless NO_COLOR is set', async () => {
    const onTerminal = (more: Readonly<Record<string, string | undefined>>) =>
      rig.run([], {
        env: { ...more, TERM: 'xterm' },
        under: ['bash', '-c', `script -qec "'$0' '$1' history --limit 1" /dev/null`],
      });
    expect((await onTerminal({ NO_COLOR: undefined })).stdout).toContain('\u001b[');
    expect((await onTerminal({ NO_COLOR: '1' })).stdout).not.toContain('\u001b[');
  });
});
