import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.js';
import { EXIT } from '../../../cli/terminal/terminal.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

const TOKEN = 'ab'.repeat(32);
let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pushdeck-cli-workspace-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function pushdeck(args: readonly string[], stdin = ''): Promise<MemoryTerminal> {
  const terminal = memoryTerminal({ env: { PUSHDECK_VAULT: 'key-file' }, cwd, stdin });
  await run([...args, '--data-dir', join(cwd, 'data')], terminal);
  return terminal;
}

describe('pushdeck devices', () => {
  it('saves a device, its token cleaned, and lists it', async () => {
    const description = `<${TOKEN.match(/.{8}/g)?.join(' ') ?? ''}>`;
    const added = await pushdeck([
      ...['devices', 'add', 'QA phone', description, '--env', 'production'],
      ...['--group', 'QA', '--group', 'All', '--tag', 'ios18', '--topic', 'com.example.app'],
    ]);
    expect(added.exitStatus).toBe(EXIT.done);
    const listed = await pushdeck(['devices', 'list', '--json']);
    expect(listed.documents()).toEqual([
      {
        name: 'QA phone',
        token: TOKEN,
        environment: 'production',
        url: null,
        topic: 'com.example.app',
        kind: 'app',
        tags: ['ios18'],
        groups: ['QA', 'All'],
        note: null,
        goneSince: null,
      },
    ]);
    expect((await pushdeck(['devices', 'list', '--group', 'Other', '--json'])).documents()).toEqual([]);
  });

  it('does not replace a device or take a token that cannot be one, unless told to', async () => {
    await pushdeck(['devices', 'add', 'A', TOKEN]);
    const again = await pushdeck(['devices', 'add', 'A', 'cd'.repeat(32), '--json']);
    expect(again.documents()).toMatchObject([{ ok: false, error: { code: 'bad-argument' } }]);
    const bad = await pushdeck(['devices', 'add', 'B', 'xyz', '--json']);
    expect(bad.documents()).toMatchObject([{ ok: false, error: { code: 'bad-device-token' } }]);
    expect(bad.exitStatus).toBe(EXIT.usage);
    await pushdeck(['devices', 'add', 'A', 'cd'.repeat(32), '--force']);
    expect((await pushdeck(['devices', 'list', '--json'])).documents()).toMatchObject([
      { token: 'cd'.repeat(32) },
    ]);
  });

  it('imports CSV with its columns, and says which rows it left out', async () => {
    const csv = `Name;Device Token;Environment;Tags\nOne;${TOKEN};production;a|b\nTwo;${TOKEN.slice(0, 10)};;\n`;
    writeFileSync(join(cwd, 'devices.csv'), csv);
    const imported = await pushdeck(['devices', 'import', 'devices.csv', '--json', '--group', 'New']);
    expect(imported.documents()).toEqual([{ ok: false, imported: 1, skipped: 1 }]);
    expect(imported.written.stderr).toContain('Two');
    expect(imported.exitStatus).toBe(EXIT.bad);
    expect((await pushdeck(['devices', 'list', '--json'])).documents()).toMatchObject([
      { name: 'One', environment: 'production', tags: ['a', 'b'], groups: ['New'] },
    ]);
  });

  it('imports a token a line from standard input, each once', async () => {
    const other = 'cd'.repeat(32);
    await pushdeck(['devices', 'import', '-'], `${TOKEN}\n${other}\n${TOKEN}\n`);
    expect((await pushdeck(['devices', 'list', '--json'])).documents()).toMatchObject([
      { name: 'abababab…', token: TOKEN },
      { name: 'cdcdcdcd…', token: other },
    ]);
  });

  it.each(['json', 'csv'])('exports as %s what another workspace can import', async (format) => {
    await pushdeck([
      'devices',
      'add',
      'A, "quoted"',
      TOKEN,
      '--env',
      'production',
      '--tag',
      'x',
      '--kind',
      'voip',
    ]);
    const before = (await pushdeck(['devices', 'list', '--json'])).documents();
    const { written } = await pushdeck(['devices', 'export', '--to', format]);
    await pushdeck(['devices', 'remove', 'A, "quoted"']);
    expect((await pushdeck(['devices', 'list', '--json'])).documents()).toEqual([]);
    await pushdeck(['devices', 'import', '-'], written.stdout);
    expect((await pushdeck(['devices', 'list', '--json'])).documents()).toEqual(before);
  });

  it('names the known ones when one is not there', async () => {
    await pushdeck(['devices', 'add', 'A', TOKEN]);
    const removed = await pushdeck(['devices', 'remove', 'B', '--json']);
    expect(removed.exitStatus).toBe(EXIT.usage);
    expect(removed.documents()).toMatchObject([{ error: { code: 'not-found', hint: 'Known: A.' } }]);
  });
});

describe('pushdeck presets', () => {
  it('saves, lists, finds and deletes a preset', async () => {
    const payload = '{"aps":{"alert":"Your order"}}';
    const args = [
      'presets',
      'add',
      'Order',
      '--payload',
      '-',
      '--topic',
      'com.example.app',
      '--folder',
      'Shop',
    ];
    const added = await pushdeck([...args, '--json'], payload);
    expect(added.documents()).toEqual([{ ok: true, id: 'Shop/Order.json', name: 'Order' }]);
    const listed = await pushdeck(['presets', 'list', '--search', 'your order', '--json']);
    expect(listed.documents()).toMatchObject([
      { id: 'Shop/Order.json', topic: 'com.example.app', problem: null },
    ]);
    expect((await pushdeck(['presets', 'remove', 'Order'])).exitStatus).toBe(EXIT.done);
    expect((await pushdeck(['presets', 'list', '--json'])).documents()).toEqual([]);
  });

  it('takes over .apns files and curl commands, and gives them out again', async () => {
    writeFileSync(join(cwd, 'Hi.apns'), '{"Simulator Target Bundle":"com.example.app","aps":{"alert":"Hi"}}');
    const curl = `curl -H 'apns-topic: com.example.app' -d '{"aps":{}}' https://api.push.apple.com/3/device/${TOKEN}`;
    writeFileSync(join(cwd, 'command.txt'), curl);
    const imported = await pushdeck(['presets', 'import', 'Hi.apns', 'command.txt', '--json']);
    expect(imported.documents()).toEqual([
      { ok: true, id: 'Hi.json', name: 'Hi' },
      { ok: true, id: 'curl com.example.app.json', name: 'curl com.example.app' },
    ]);
    await pushdeck(['presets', 'export', 'Hi', '--to', 'apns', '--out', 'Out.apns']);
    expect(JSON.parse(readFileSync(join(cwd, 'Out.apns'), 'utf8'))).toEqual({
      'Simulator Target Bundle': 'com.example.app',
      aps: { alert: 'Hi' },
    });
    const exported = await pushdeck(['presets', 'export', 'curl com.example.app', '--to', 'curl']);
    expect(exported.written.stdout).toContain(`https://api.push.apple.com/3/device/${TOKEN}`);
  });

  it('asks for the path when a name is not enough', async () => {
    for (const folder of ['A', 'B']) {
      await pushdeck(['presets', 'add', 'Same', '--payload', '-', '--folder', folder], '{"aps":{}}');
    }
    const removed = await pushdeck(['presets', 'remove', 'Same', '--json']);
    expect(removed.documents()).toMatchObject([
      { error: { code: 'bad-argument', hint: 'Known: A/Same.json, B/Same.json.' } },
    ]);
    expect((await pushdeck(['presets', 'remove', 'A/Same'])).exitStatus).toBe(EXIT.done);
  });

  it('refuses what is no preset at all', async () => {
    const imported = await pushdeck(['presets', 'import', '-', '--json'], 'hello');
    expect(imported.exitStatus).toBe(EXIT.usage);
    expect((await pushdeck(['presets', 'import', 'missing.json', '--json'])).exitStatus).toBe(EXIT.usage);
  });
});
