import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  SAMPLE_CREDENTIAL_IDS,
  SAMPLE_DEVICES,
  SAMPLE_TEAM_ID,
  SAMPLE_TOKEN,
  SAMPLE_TOPIC,
} from '#shared/simulator/samples';
import { makeDataDir } from '../../simulator/support/test-simulator.js';
import { commandInMemory } from '../../support/command-in-memory.js';

const REAL = 'ab'.repeat(32);
const SIMULATED = SAMPLE_DEVICES[4]?.token ?? '';
/** Resolves nowhere, so that what leaves in spite of all fails instead of reaching somebody. */
const FAR = 'https://no-such-host.invalid';

let folder = '';
beforeAll(async () => {
  folder = await makeDataDir();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Line {
  readonly ok?: boolean;
  readonly outcome?: string;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

interface Answer {
  readonly status: number | null;
  readonly lines: readonly Line[];
}

async function ask(...argv: readonly string[]): Promise<Answer> {
  const { status, stdout } = await commandInMemory([...argv, '--json', '--data-dir', folder], {
    cwd: folder,
  });
  const lines = stdout.split('\n').slice(0, -1);
  return { status, lines: lines.map((line) => JSON.parse(line) as Line) };
}
const send = (...argv: readonly string[]) =>
  ask('send', '--alert', 'Hello', '--topic', SAMPLE_TOPIC, ...argv);

describe('the samples of the simulator', { timeout: 120_000 }, () => {
  it.each([
    ['Apple’s sandbox', ['--env', 'sandbox']],
    ['Apple’s production', ['--env', 'production']],
    ['a server on another machine', ['--url', FAR]],
  ])('do not go to %s', async (_, place) => {
    const withSample = ['--credential', SAMPLE_CREDENTIAL_IDS.apnsKey];
    for (const argv of [
      [...withSample, '--to', REAL],
      [...withSample, '--to', SIMULATED],
      ['--to', REAL, '--to', SIMULATED],
    ]) {
      const { status, lines } = await send(...place, ...argv);
      expect([status, lines[0]?.error?.code]).toEqual([2, 'simulator-only']);
      expect(lines).toHaveLength(1);
    }
  });

  it('are known in a file too', async () => {
    const made = join(folder, 'simulator');
    const key = readdirSync(made).find((name) => name.endsWith('.p8')) ?? '';
    const halves = ['identity.cert.pem', 'identity.key.pem'].map((name) => readFileSync(join(made, name)));
    writeFileSync(join(folder, 'identity.pem'), Buffer.concat(halves));
    for (const credential of [
      ['--credential', join(made, key), '--team-id', SAMPLE_TEAM_ID],
      ['--credential', 'identity.pem'],
    ]) {
      const { status, lines } = await send('--env', 'sandbox', '--to', REAL, ...credential);
      expect([status, lines[0]?.error?.code], credential[1]).toEqual([2, 'simulator-only']);
    }
  });

  it('are left out of a list, each with its reason', async () => {
    writeFileSync(join(folder, 'tokens.txt'), `${SIMULATED}\n`);
    const { status, lines } = await send('--url', FAR, '--to-file', 'tokens.txt', '--retries', '0');
    expect(lines[0]).toMatchObject({ outcome: 'failed', error: { code: 'simulator-only' } });
    expect(status).toBe(4);
  });

  it('stop a scenario', async () => {
    const steps = [
      { send: { payload: { aps: { alert: 'Hi' } }, targets: [{ kind: 'token', token: SAMPLE_TOKEN }] } },
    ];
    writeFileSync(join(folder, 'scenario.json'), JSON.stringify({ version: 1, name: 'Stays', steps }));
    const { status, lines } = await ask('run', 'scenario.json', '--url', FAR);
    expect(JSON.stringify(lines)).toContain('simulator-only');
    expect(status).not.toBe(0);
  });

  it('leave with --force, and on this machine without it', async () => {
    const forced = await send('--url', FAR, '--to', SIMULATED, '--force');
    expect(forced.lines[0]).toMatchObject({ outcome: 'failed', error: { code: 'dns-failed' } });
    const near = await send('--url', 'https://127.0.0.1:1', '--to', SIMULATED);
    expect(near.lines[0]).toMatchObject({ outcome: 'failed', error: { code: 'tcp-failed' } });
    expect((await send('--env', 'simulator')).lines[0]).toMatchObject({ outcome: 'accepted' });
  });
});
