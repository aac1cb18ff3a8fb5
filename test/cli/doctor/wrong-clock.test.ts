import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../../support/built-command.js';
import { answer, openH2Server } from '../../support/h2-server.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const MAIN = join(import.meta.dirname, '../../../out/cli/main.js');
const hasFaketime = (() => {
  try {
    execFileSync('faketime', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** What the simulator writes of how to reach it. */
interface Simulator {
  readonly url: string;
  readonly ca: string;
  readonly tokenAuth: { readonly keyFile: string; readonly keyId: string; readonly teamId: string };
  readonly topics: readonly string[];
  readonly devices: readonly { readonly token: string }[];
}

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-clock-'));
let simulator: Simulator;
let stop: () => void = () => undefined;

type Line = Readonly<Record<string, unknown>>;

/** Runs the built program under a clock that is off, with a data folder of its own. */
async function pushdeck(
  offset: string,
  ...argv: readonly string[]
): Promise<{ readonly lines: readonly Line[]; readonly status: number | null }> {
  const { stdout, status } = await builtCommand([...argv, '--json'], {
    under: ['faketime', '-f', offset],
    env: { PUSHDECK_DATA_DIR: join(folder, `client${offset}`) },
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { lines: lines.map((line) => JSON.parse(line) as Line), status };
}

const to = (url: string, ca: string): readonly string[] => {
  const { keyFile, keyId, teamId } = simulator.tokenAuth;
  return [
    ...['--url', url, '--ca', ca, '--credential', keyFile, '--key-id', keyId, '--team-id', teamId],
    ...['--topic', simulator.topics[0] ?? ''],
  ];
};

describe.skipIf(!hasFaketime)('a wrong clock (skipped where faketime is not installed)', () => {
  beforeAll(async () => {
    const child = spawn(process.execPath, [MAIN, 'simulator', '--json'], {
      env: { ...process.env, PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: join(folder, 'simulator') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stop = () => void child.kill('SIGKILL');
    simulator = JSON.parse(await firstLine(child.stdout)) as Simulator;
  }, 60_000);
  afterAll(() => {
    stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['+2h', '-2h'])(
    '%s: a token that Pushdeck signed just now is never told to be old, nor to be renewed',
    async (offset) => {
      const target = simulator.devices[0]?.token ?? '';
      const sent = await pushdeck(
        offset,
        'send',
        ...to(simulator.url, simulator.ca),
        '--to',
        target,
        '--alert',
        'Hi',
      );
      const [delivery] = sent.lines;
      expect(delivery).toMatchObject({ outcome: 'rejected', status: 403, reason: 'ExpiredProviderToken' });
      const told = JSON.stringify(delivery?.['explanation']);
      expect(told).toMatch(/Pushdeck signed the provider token \d+ seconds? ago/);
      expect(told).toMatch(/this computer’s clock is wrong/);
      expect(told).toContain('timedatectl');
      expect(told).not.toMatch(/renew/i);
    },
    60_000,
  );

  it('is found by the doctor, by what becomes of its provider token', async () => {
    const { lines, status } = await pushdeck('+2h', 'doctor', ...to(simulator.url, simulator.ca));
    expect(lines.filter(({ ok }) => ok === false).map(({ step }) => step)).toEqual(['clock', 'auth']);
    expect(lines.find(({ step }) => step === 'clock')?.['message']).toContain('that clock is off by');
    expect(status).toBe(3);
  }, 60_000);

  it('is measured by the doctor where the server sends its time', async () => {
    const authority = await makeTestAuthority();
    const server = await openH2Server(authority);
    server.onRequest = ({ stream }) =>
      answer(stream, 400, 'BadDeviceToken', { date: new Date().toUTCString() });
    const ca = join(folder, 'ca.pem');
    writeFileSync(ca, authority.caPem);
    const { lines, status } = await pushdeck('+2h', 'doctor', ...to(server.url, ca));
    expect(lines.find(({ step }) => step === 'clock')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('2 hours ahead of the server’s') as string,
      hint: expect.stringContaining('timedatectl') as string,
    });
    expect(status).toBe(4);
  }, 60_000);
});

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', resolve));
}
