import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../support/built-command.js';
import { mountSmallDisk, type SmallDisk, whyNoMount } from '../support/small-disk.js';

const TOKEN = '00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0';
const SEND = ['send', '--env', 'simulator', '--alert', 'Hello', '--json'];
const OURS = 'fault of Pushdeck';

function fill(path: string): void {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096);
  try {
    for (;;) writeSync(file, block);
  } catch {
    // Full, as wanted.
  } finally {
    closeSync(file);
  }
}

const title = whyNoMount === null ? '' : ` (skipped: ${whyNoMount})`;

describe.runIf(whyNoMount === null)(`a disk that takes nothing${title}`, { timeout: 120_000 }, () => {
  let disk: SmallDisk;
  const on = (args: readonly string[], folder = 'data') =>
    builtCommand([...args, '--data-dir', join(disk.path, folder)]);

  beforeAll(async () => {
    disk = mountSmallDisk('4m');
    await on(['devices', 'add', 'QA', TOKEN]);
    await on(SEND);
    await on([...SEND, '--to', TOKEN, '--to', TOKEN.replace('0', '1')]);
  }, 60_000);
  afterAll(() => disk.unmount());

  it.each(['disk-full', 'read-only'] as const)('%s: what needs no room goes on', async (fault) => {
    if (fault === 'disk-full') fill(join(disk.path, 'filler'));
    else {
      rmSync(join(disk.path, 'filler'), { force: true });
      disk.makeReadOnly();
    }
    const said =
      fault === 'disk-full' ? 'There is no space left on the disk' : 'The file system is read-only';

    const sent = await on(SEND);
    expect(sent.stdout).toContain('"accepted":1');
    expect(sent.stderr.match(/^note: .*sending goes on without history/gim)).toHaveLength(1);
    expect(sent.stderr).toContain(said);
    expect(sent.status).toBe(0);

    const history = await on(['history', '--json']);
    expect(history.stdout.trim().split('\n')).toHaveLength(3);
    expect([history.status, history.stdout]).toEqual([0, expect.stringContaining('"outcome":"accepted"')]);

    const batches = await on(['batches', 'list', '--json']);
    expect([batches.status, batches.stdout]).toEqual([0, expect.stringContaining('"state":"finished"')]);

    const devices = await on(['devices', 'list', '--json']);
    expect([devices.status, devices.stdout]).toEqual([0, expect.stringContaining(TOKEN)]);
    for (const args of [
      ['presets', 'list'],
      ['credentials', 'list'],
      ['doctor', '--env', 'simulator'],
    ]) {
      const { status, stderr } = await on(args);
      expect([args[0], status, stderr]).toEqual([args[0], 0, expect.not.stringContaining(OURS)]);
    }

    const out = join(disk.path, 'out.json');
    const written = await on(['devices', 'export', '--out', out, '--json']);
    expect([written.status, written.stdout]).toEqual([2, expect.stringContaining(`"code":"${fault}"`)]);
    expect(existsSync(out)).toBe(false);

    const added = await on(['devices', 'add', 'Other', TOKEN.replace('0', '1'), '--json']);
    expect(added.stdout).toContain(`"code":"${fault}"`);
    expect(added.status).toBe(2);

    // Where there is not even a folder: the samples of the simulator are made for this run.
    const fresh = await on(SEND, 'never-made');
    expect([fresh.status, fresh.stdout]).toEqual([0, expect.stringContaining('"accepted":1')]);
  });
});

describe.runIf(whyNoMount === null)(`a disk that fills up in the middle of a batch${title}`, () => {
  let disk: SmallDisk;
  let lists = '';
  beforeAll(() => {
    disk = mountSmallDisk('3m');
    lists = mkdtempSync(join(tmpdir(), 'pushdeck-lists-'));
  });
  afterAll(() => {
    disk.unmount();
    rmSync(lists, { recursive: true, force: true });
  });

  it('goes on, says so once, and tells the truth in the end', { timeout: 120_000 }, async () => {
    mkdirSync(join(disk.path, 'data'), { recursive: true });
    const tokens = Array.from({ length: 6000 }, (_, n) => n.toString(16).padStart(64, '0'));
    const list = join(lists, 'tokens.txt');
    writeFileSync(list, tokens.join('\n'));
    const { status, stdout, stderr } = await builtCommand([
      ...SEND,
      '--to-file',
      list,
      '--data-dir',
      join(disk.path, 'data'),
    ]);
    const summary = stdout.trim().split('\n').at(-1) ?? '';
    expect(summary).toMatch(/"targets":6000,"accepted":0,"rejected":6000,"failed":0,"unknown":0/);
    expect(stdout.match(/"outcome":"rejected"/g)).toHaveLength(6000);
    expect(stderr.match(/The history cannot be written at the moment/g)).toHaveLength(1);
    expect(stderr.match(/cannot be resumed later/g)).toHaveLength(1);
    expect(stderr.match(/is not in the history/g)).toHaveLength(1);
    expect(stderr).not.toContain(OURS);
    expect(status).toBe(1);
    expect(readdirSync(join(disk.path, 'data'))).toContain('history.sqlite');
  });

  it('is never taken up again, and says so', { timeout: 120_000 }, async () => {
    const filler = join(disk.path, 'filler');
    rmSync(join(disk.path, 'data'), { recursive: true, force: true });
    writeFileSync(filler, Buffer.alloc(1024 * 1024));
    const list = join(lists, 'tokens.txt');
    const dataDir = ['--data-dir', join(disk.path, 'data')];
    const isLost = (text: string): boolean => text.includes('cannot be resumed later');
    const { stderr } = await builtCommand(
      [...SEND, '--to-file', list, '--rate', '3000', '--timeout', '5', ...dataDir],
      { signals: [{ name: 'SIGINT', when: (written) => isLost(written.stderr) }] },
    );
    expect(isLost(stderr)).toBe(true);
    expect(stderr).toContain('The rest was not sent');
    expect(stderr).not.toContain('--resume');

    // With room again, what is written still looks as if much were left to send.
    rmSync(filler);
    const listed = await builtCommand(['batches', 'list', '--json', ...dataDir]);
    const { id, state, counts } = JSON.parse(listed.stdout) as {
      readonly id: string;
      readonly state: string;
      readonly counts: Readonly<Record<string, number>>;
    };
    expect([state, (counts['waiting'] ?? 0) > 0]).toEqual(['interrupted', true]);
    for (const words of [[], ['--to-file', list, '--alert', 'Hello']]) {
      const resumed = await builtCommand([
        'send',
        '--env',
        'simulator',
        '--resume',
        id,
        ...words,
        ...dataDir,
      ]);
      expect(resumed.stderr).toContain(`Batch ${id} cannot be resumed`);
      expect([resumed.status, resumed.stdout]).toEqual([2, '']);
    }
    const shown = await builtCommand(['batches', 'show', id, ...dataDir]);
    expect(shown.stdout).toContain('It cannot be resumed');
    expect(shown.stdout).not.toContain('--resume');
  });
});
