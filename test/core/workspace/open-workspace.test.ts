import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { openSettings } from '#core/settings/settings';
import { openWorkspace } from '#core/workspace/open-workspace';
import { readStoredPreset } from '#core/workspace/preset-tree';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';
import type { WorkspaceState } from '#shared/workspace/workspace';

let dataDir: string;
let workspace: WorkspaceService;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-workspace-'));
  workspace = openWorkspace({
    dataDir,
    settings: openSettings({ dataDir, clock: systemClock, random: systemRandomness }),
    clock: systemClock,
    random: systemRandomness,
  });
});
afterEach(() => {
  workspace.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const file = (...path: string[]): string => join(dataDir, 'workspace', ...path);
const presetIds = (): readonly string[] => workspace.state().presets.map(({ id }) => id);
const aPreset = (name: string) => newPreset({ name, payload: '{}' });

async function add(name: string, folder = ''): Promise<string> {
  const result = await workspace.savePreset({ id: null, folder, revision: null, preset: aPreset(name) });
  if (result.kind !== 'saved') throw new Error('not saved');
  return result.saved.id;
}

describe('saving a preset', () => {
  it('makes one file named after it, which reads back the same', async () => {
    expect(await add('Order: shipped?')).toBe('Order- shipped-.json');
    expect(existsSync(file('presets', 'Order- shipped-.json'))).toBe(true);
    expect(workspace.readPreset('Order- shipped-.json').preset).toEqual(aPreset('Order: shipped?'));
  });

  it('never takes the file of another one, also where case makes the difference', async () => {
    expect([await add('Hello'), await add('hello'), await add('HELLO')]).toEqual([
      'Hello.json',
      'hello (2).json',
      'HELLO (3).json',
    ]);
  });

  it('renames the file with the preset and leaves it alone otherwise', async () => {
    const id = await add('Before');
    const { revision, preset } = workspace.readPreset(id);
    const renamed = await workspace.savePreset({
      id,
      folder: '',
      revision,
      preset: { ...preset, name: 'After' },
    });
    expect(renamed).toMatchObject({ kind: 'saved', saved: { id: 'After.json' } });
    expect(presetIds()).toEqual(['After.json']);
  });

  it('says so instead of overwriting what another program changed', async () => {
    const id = await add('Shared');
    const opened = workspace.readPreset(id);
    const theirs = readFileSync(file('presets', id), 'utf8').replace('{}', '{"theirs":1}');
    writeFileSync(file('presets', id), theirs);
    const mine = { ...opened.preset, description: 'mine' };
    const result = await workspace.savePreset({ id, folder: '', revision: opened.revision, preset: mine });
    expect(result).toMatchObject({ kind: 'conflict', current: { preset: { payload: '{"theirs":1}' } } });
    expect(readFileSync(file('presets', id), 'utf8')).toBe(theirs);

    const decided = await workspace.savePreset({
      id,
      folder: '',
      revision: result.kind === 'conflict' ? result.revision : null,
      preset: mine,
    });
    expect(decided.kind).toBe('saved');
    expect(workspace.readPreset(id).preset.description).toBe('mine');
  });

  it('says so when another program deleted it, and brings it back when told to', async () => {
    const id = await add('Gone');
    const { revision, preset } = workspace.readPreset(id);
    rmSync(file('presets', id));
    const request = { id, folder: '', preset };
    expect(await workspace.savePreset({ ...request, revision })).toEqual({
      kind: 'conflict',
      current: null,
      revision: null,
    });
    expect((await workspace.savePreset({ ...request, revision: null })).kind).toBe('saved');
  });

  it.each([
    ['damaged', '<<<<<<< HEAD', 'data-damaged'],
    ['of a newer version', '{"version":9}', 'data-from-newer-version'],
  ])('never overwrites a file that is %s', async (_, text, code) => {
    const id = await add('Precious');
    const { revision, preset } = workspace.readPreset(id);
    writeFileSync(file('presets', id), text);
    await expect(workspace.savePreset({ id, folder: '', revision, preset })).rejects.toThrow(
      expect.objectContaining({ code }),
    );
    // Not even for whoever knows what stands in it.
    const { revision: present } = readStoredPreset(id, file('presets', id)) ?? { revision: null };
    await expect(workspace.savePreset({ id, folder: '', revision: present, preset })).rejects.toThrow(
      expect.objectContaining({ code }),
    );
    expect(readFileSync(file('presets', id), 'utf8')).toBe(text);
    expect(workspace.state().presets[0]?.problem?.code).toBe(code);
  });
});

describe('folders', () => {
  it('hold presets and folders, moved by drag and drop into any order', async () => {
    await workspace.createFolder('', 'Orders');
    const [a, b, c] = [await add('A', 'Orders'), await add('B', 'Orders'), await add('C')];
    expect(await workspace.move(c, 'Orders', b)).toBe('Orders/C.json');
    expect(presetIds()).toEqual([a, 'Orders/C.json', b]);
    await workspace.move(a, 'Orders', null);
    expect(presetIds()).toEqual(['Orders/C.json', b, a]);
    await workspace.createFolder('', 'Archive');
    expect(await workspace.move('Orders', 'Archive', null)).toBe('Archive/Orders');
    expect(workspace.state().folders).toEqual(['Archive', 'Archive/Orders']);
    expect(presetIds()).toEqual(['Archive/Orders/C.json', 'Archive/Orders/B.json', 'Archive/Orders/A.json']);
  });

  it('keep a place through a rename, and sort numbers as numbers until somebody decides', async () => {
    const ids = [await add('Step 10'), await add('Step 2'), await add('Step 1')];
    expect(presetIds()).toEqual(['Step 1.json', 'Step 2.json', 'Step 10.json']);
    await workspace.move(ids[0] ?? '', '', 'Step 1.json');
    const { revision, preset } = workspace.readPreset('Step 10.json');
    await workspace.savePreset({
      id: 'Step 10.json',
      folder: '',
      revision,
      preset: { ...preset, name: 'Last' },
    });
    expect(presetIds()).toEqual(['Last.json', 'Step 1.json', 'Step 2.json']);
  });

  it('cannot be moved into themselves, and are removed only when empty', async () => {
    const outer = await workspace.createFolder('', 'Outer');
    await workspace.createFolder(outer, 'Inner');
    await expect(workspace.move(outer, 'Outer/Inner', null)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    await expect(workspace.removeFolder(outer)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    await workspace.removeFolder('Outer/Inner');
    await workspace.removeFolder(outer);
    expect(workspace.state().folders).toEqual([]);
  });

  it('can be renamed, with what is in them', async () => {
    await workspace.createFolder('', 'Old');
    await add('A', 'Old');
    expect(await workspace.renameFolder('Old', 'New/er')).toBe('New-er');
    expect(presetIds()).toEqual(['New-er/A.json']);
  });
});

describe('a preset', () => {
  it('is duplicated under a name of its own', async () => {
    const id = await add('Welcome');
    expect((await workspace.duplicatePreset(id)).preset.name).toBe('Welcome (2)');
    expect((await workspace.duplicatePreset(id)).preset.name).toBe('Welcome (3)');
    expect(presetIds()).toEqual(['Welcome.json', 'Welcome (2).json', 'Welcome (3).json']);
  });

  it('comes back after its removal, exactly as the file was', async () => {
    const id = await add('Oops');
    const before = readFileSync(file('presets', id));
    await workspace.removePreset(id);
    expect(presetIds()).toEqual([]);
    expect((await workspace.restorePreset()).id).toBe(id);
    expect(readFileSync(file('presets', id)).equals(before)).toBe(true);
    await expect(workspace.restorePreset()).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('is found by words in its name, folder, topic and payload, name first', async () => {
    await workspace.createFolder('', 'Shipping');
    await add('Label', 'Shipping');
    await add('Shipping started');
    await add('Nothing');
    await workspace.savePreset({
      id: null,
      folder: '',
      revision: null,
      preset: newPreset({
        name: 'Other',
        payload: '{"text":"shipping 已发货"}',
        headers: { topic: 'com.shop' },
      }),
    });
    expect(workspace.searchPresets('SHIPPING')).toEqual([
      'Shipping started.json',
      'Shipping/Label.json',
      'Other.json',
    ]);
    expect(workspace.searchPresets('shipping 发货 com.shop')).toEqual(['Other.json']);
  });
});

describe('paths', () => {
  it.each([
    '../outside.json',
    'a/../../b.json',
    '/etc/passwd',
    'a\\b.json',
    '.hidden.json',
    'C:x.json',
    'a//b.json',
  ])('%s that could lead outside are refused', async (id) => {
    expect(() => workspace.readPreset(id)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    await expect(
      workspace.savePreset({ id, folder: '', revision: null, preset: aPreset('x') }),
    ).rejects.toThrow();
  });
});

describe('devices', () => {
  const device = (name: string, token = 'ab') => newDevice({ name, token, environment: { kind: 'sandbox' } });

  it('are kept in one readable file, replaced by name and renamed in place', async () => {
    await workspace.saveDevices([device('A'), device('B'), device('C')], [], null);
    await workspace.saveDevices([device('B', 'cd')], [], null);
    await workspace.saveDevices([device('First')], ['A'], null);
    expect(workspace.state().devices.map(({ name, token }) => `${name} ${token}`)).toEqual([
      'First ab',
      'B cd',
      'C ab',
    ]);
    await workspace.removeDevices(['B', 'nobody'], null);
    expect(JSON.parse(readFileSync(file('devices.json'), 'utf8'))).toEqual({
      version: 1,
      devices: ['First', 'C'].map((name) => ({ name, token: 'ab', environment: { kind: 'sandbox' } })),
    });
  });

  it('are not overwritten when another program changed them', async () => {
    await workspace.saveDevices([device('A')], [], null);
    const { devicesRevision } = workspace.state();
    await workspace.saveDevices([device('B')], [], null);
    const result = await workspace.saveDevices([device('A', 'cd')], [], devicesRevision);
    expect(result.kind).toBe('conflict');
    expect(workspace.state().devices[0]?.token).toBe('ab');
  });

  it('in a damaged file are reported, and the file is left as it is', async () => {
    mkdirSync(file(), { recursive: true });
    writeFileSync(file('devices.json'), '{"version":1,"devices":[');
    expect(workspace.state().problems.map(({ code }) => code)).toEqual(['data-damaged']);
    await expect(workspace.saveDevices([device('A')], [], null)).rejects.toThrow(
      expect.objectContaining({ code: 'data-damaged' }),
    );
    expect(readFileSync(file('devices.json'), 'utf8')).toBe('{"version":1,"devices":[');
  });
});

describe('any folder', () => {
  it('can be the workspace, and stays it after a restart', async () => {
    const repository = join(dataDir, 'repository');
    mkdirSync(join(repository, 'presets'), { recursive: true });
    writeFileSync(join(repository, 'presets', 'Team.json'), '{"version":1,"name":"Team","payload":{}}');
    expect(await workspace.open(repository)).toMatchObject({ folder: repository, isDefault: false });
    const again = openWorkspace({
      dataDir,
      settings: openSettings({ dataDir, clock: systemClock, random: systemRandomness }),
      clock: systemClock,
      random: systemRandomness,
    });
    expect(again.state().presets.map(({ id }) => id)).toEqual(['Team.json']);
    expect(await again.open(null)).toMatchObject({ isDefault: true, presets: [] });
  });

  it('that does not exist is refused, and one that went away is reported, not made anew', async () => {
    await expect(workspace.open(join(dataDir, 'nowhere'))).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    const drive = join(dataDir, 'drive');
    mkdirSync(drive);
    await workspace.open(drive);
    rmSync(drive, { recursive: true });
    expect(workspace.state().problems.map(({ code }) => code)).toEqual(['not-found']);
    await expect(add('lost')).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(existsSync(drive)).toBe(false);
  });

  it('of a newer version is refused', async () => {
    const folder = join(dataDir, 'newer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pushdeck-workspace.json'), '{"version":5}');
    await expect(workspace.open(folder)).rejects.toThrow(
      expect.objectContaining({ code: 'data-from-newer-version' }),
    );
  });
});

describe('watching', () => {
  it('shows the state at once, then what this and other programs change, and ends with its signal', async () => {
    const stop = new AbortController();
    const seen: (readonly string[])[] = [];
    const steps: (() => unknown)[] = [
      () => add('Own'),
      () => writeFileSync(file('presets', 'Foreign.json'), '{"version":1,"name":"Foreign","payload":{}}'),
      () => {
        mkdirSync(file('presets', 'Pulled'));
        renameSync(file('presets', 'Foreign.json'), file('presets', 'Pulled', 'Foreign.json'));
      },
      () => rmSync(file('presets', 'Pulled', 'Foreign.json')),
      () => stop.abort(),
    ];
    const idsOf = (state: WorkspaceState): readonly string[] => state.presets.map(({ id }) => id);
    for await (const state of workspace.watch(stop.signal)) {
      const ids = idsOf(state);
      // A folder may be seen before the file that was moved into it.
      if (JSON.stringify(ids) === JSON.stringify(seen.at(-1))) continue;
      seen.push(ids);
      steps.shift()?.();
    }
    expect(seen).toEqual([
      [],
      ['Own.json'],
      ['Foreign.json', 'Own.json'],
      ['Own.json', 'Pulled/Foreign.json'],
      ['Own.json'],
    ]);
  });

  it('does not repeat a state that did not change', async () => {
    const stop = new AbortController();
    let count = 0;
    setTimeout(() => stop.abort(), 300);
    for await (const state of workspace.watch(stop.signal)) {
      expect(state).toBeDefined();
      count += 1;
      writeFileSync(join(dataDir, 'elsewhere'), String(count));
    }
    expect(count).toBe(1);
  });
});
