import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DOCTOR_STEPS } from '#shared/apns/doctor';
import { run } from '../../../cli/run.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-cli-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function pushdeck(...argv: string[]): Promise<MemoryTerminal> {
  const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: join(folder, 'data') };
  const terminal = memoryTerminal({ env, cwd: folder });
  await run(argv, terminal);
  return terminal;
}

type Line = Record<string, unknown>;

describe('pushdeck doctor', () => {
  it('writes one line a step', async () => {
    const terminal = await pushdeck('doctor', '--env', 'simulator', '--json');
    const steps = terminal.documents() as Line[];
    expect(steps.map(({ step }) => step)).toEqual(DOCTOR_STEPS);
    expect(steps.map(({ ok }) => ok)).toEqual([true, true, null, true, true, true, true, true]);
    expect(steps[3]).toMatchObject({ tls: { alpn: 'h2', serverCertificate: { subject: 'localhost' } } });
    expect(terminal.exitStatus).toBe(0);
  }, 30_000);

  it('names the step that fails', async () => {
    const terminal = await pushdeck('doctor', '--url', 'https://127.0.0.1:1', '--json');
    const failed = (terminal.documents() as Line[]).filter(({ ok }) => ok === false);
    expect(failed).toMatchObject([{ step: 'tcp', status: 'failed', hint: expect.any(String) as string }]);
    expect(terminal.exitStatus).toBe(4);
  });

  it('tells a wrong topic from a wrong credential', async () => {
    const topic = await pushdeck('doctor', '--env', 'simulator', '--topic', 'com.other.app');
    expect(topic.written.stdout).toMatch(/✓ auth[\s\S]*✗ topic/);
    expect(topic.exitStatus).toBe(1);
  });
});

describe('pushdeck channels and broadcast', () => {
  it('create, read, send to, list and delete one, and refuse it afterwards', async () => {
    const created = (
      await pushdeck('channels', 'create', '--env', 'simulator', '--storage', 'none', '--json')
    ).documents()[0] as Line;
    expect(created).toMatchObject({ ok: true, storage: 'none' });
    const id = String(created['channel']);
    writeFileSync(
      join(folder, 'update.json'),
      '{"aps":{"timestamp":"{{now}}","event":"update","content-state":{}}}',
    );
    const channels = async (...argv: string[]) => {
      const terminal = await pushdeck('channels', ...argv, '--env', 'simulator', '--json');
      return { exitStatus: terminal.exitStatus, document: terminal.documents()[0] as Line };
    };
    const broadcast = () =>
      pushdeck(...['broadcast', '--channel', id, '--env', 'simulator', '--payload', 'update.json', '--json']);
    expect((await channels('read', id)).document).toMatchObject({ ok: true, channel: id, storage: 'none' });
    expect((await channels('list')).document).toMatchObject({ ok: true, channels: [id] });
    const sent = await broadcast();
    expect(sent.documents()).toMatchObject([{ outcome: 'accepted' }, { summary: { accepted: 1 } }]);
    expect(sent.exitStatus).toBe(0);

    expect((await channels('delete', id)).document).toMatchObject({ ok: true, deleted: true });
    const gone = await channels('read', id);
    expect(gone.document).toMatchObject({
      ok: false,
      status: 400,
      reason: 'ChannelNotRegistered',
      error: { code: 'ChannelNotRegistered' },
    });
    expect(gone.exitStatus).toBe(1);
    const refused = await broadcast();
    expect(refused.documents()).toMatchObject([
      { outcome: 'rejected', reason: 'ChannelNotRegistered', attempts: 1 },
      { summary: { rejected: 1 } },
    ]);
    expect(refused.exitStatus).toBe(1);
  });

  it('want to know which channel', async () => {
    const terminal = await pushdeck('channels', 'delete', '--env', 'simulator', '--json');
    expect(terminal.documents()).toMatchObject([{ ok: false, error: { code: 'bad-argument' } }]);
    expect(terminal.exitStatus).toBe(2);
  });
});
