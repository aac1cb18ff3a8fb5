import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContractRig, contractRig } from './contract-rig.js';

const SIMULATED = ['send', '--env', 'simulator', '--alert', 'Hello'];

/** Well-formed, and unknown to the simulator. */
const token = (n: number): string => (0x100_0000 + n).toString(16).padStart(64, 'a');

let rig: ContractRig;
beforeAll(async () => {
  rig = contractRig();
  await rig.run(SIMULATED);
}, 60_000);
afterAll(() => rig[Symbol.dispose]());

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

describe('for people', { timeout: 60_000 }, () => {
  it('23 equal rejections are explained once and counted', async () => {
    rig.write('tokens.txt', Array.from({ length: 23 }, (_, n) => token(n)).join('\n'));
    const { stdout, status } = await rig.run([...SIMULATED, '--to-file', 'tokens.txt']);
    const lines = linesOf(stdout);
    expect(lines.length, stdout).toBeLessThan(8);
    expect(lines.filter((line) => line.includes('400 BadDeviceToken'))).not.toHaveLength(0);
    expect(stdout).toContain('23 rejected');
    expect(status).toBe(1);
  });

  it('a malformed token is explained once', async () => {
    const { stdout, stderr, status } = await rig.run([...SIMULATED, '--to', `${'ab'.repeat(31)}n.`]);
    expect((stdout + stderr).split('this contains “n”').length - 1, stdout + stderr).toBe(1);
    expect(status).toBe(2);
  });

  it('one thing is not many', async () => {
    const added = await rig.run(['devices', 'import', '-'], { input: token(1) });
    expect(added.stdout).toBe('Imported 1 device, skipped 0.\n');
    const exported = await rig.run(['devices', 'export', '--out', 'devices.json']);
    expect(exported.stdout).toBe('Wrote 1 device to devices.json.\n');
    const short = await rig.run(['devices', 'add', 'Short', 'a', '--env', 'sandbox']);
    expect(short.stderr).toContain('1 hex digit');
    expect(short.stderr).not.toContain('1 hex digits');
  });

  it('an empty list is no error', async () => {
    const { stdout, stderr, status } = await rig.run(['presets', 'list']);
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: 'There is no preset yet.\n',
      status: 0,
    });
  });

  it('a list of devices may be larger than a certificate', async () => {
    const tokens = Array.from({ length: 70_000 }, (_, n) => token(n)).join('\n');
    expect(tokens.length).toBeGreaterThan(4 * 1024 * 1024);
    rig.write('large.txt', tokens);
    const data = { PUSHDECK_DATA_DIR: `${rig.folder}/large` };
    const { documents, status } = await rig.ask(['devices', 'import', 'large.txt'], { env: data });
    expect(documents).toEqual([{ ok: true, imported: 70_000, skipped: 0 }]);
    expect(status).toBe(0);
  });

  it('a command with a broken percent sign is taken as it stands', async () => {
    const curl = `curl --http2 -H 'apns-topic: com.example.app' -d '{"aps":{"alert":"x"}}' 'https://api.push.apple.com/3/device/${token(2)}%zz'`;
    rig.write('pasted.txt', curl);
    const { documents, status } = await rig.ask(['presets', 'import', 'pasted.txt']);
    expect(documents).toMatchObject([{ ok: true, name: 'curl com.example.app' }]);
    expect(status).toBe(0);
  });

  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .some((one) => one !== undefined);
  it.runIf(elsewhere)('the simulator that listens everywhere gives an address to connect to', async () => {
    const { documents } = await rig.ask(['simulator', '--host', '0.0.0.0'], {
      signals: [{ name: 'SIGTERM', when: ({ stdout }) => stdout.includes('\n') }],
    });
    expect(new URL(String(documents[0]?.['url'])).hostname).toBe('127.0.0.1');
  });
});
