import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceService } from '#core/services';
import { openSettings } from '#core/settings';
import { openWorkspace } from '#core/workspace/open-workspace';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';
import type { WorkspaceState } from '#shared/workspace/workspace';

let dataDir: string;
let workspace: WorkspaceService;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-workspace-'));
  workspace = openWorkspace({ dataDir, settings: openSettings({ dataDir }) });
});
afterEach(() => {
  workspace.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const file = (...path: string[]): string => join(dataDir, 'workspace', ...path);
const presetIds = (): readonly string[] => workspace.state().presets.map(({ id }) => id);
const aPreset = (name: string) => newPreset({ name, payload: '{}' });

function add(name: string, folder = ''): string {
  const result = workspace.savePreset({ id: null, folder, revision: null, preset: aPreset(name) });
  if (result.kind !== 'saved') throw new Error('not saved');
  return result.saved.id;
}

describe('saving a preset', () => {
  it('makes one file named after it, which reads back the same', () => {
    expect(add('Order: shipped?')).toBe('Order- shipped-.json');
    expect(existsSync(file('presets', 'Order- shipped-.json'))).toBe(true);
    expect(workspace.readPreset('Order- shipped-.json').preset).toEqual(aPreset('Order: shipped?'));
  });

  it('never takes the file of another one, also where case makes the difference', () => {
    expect([add('Hello'), add('hello'), add('HELLO')]).toEqual([
      'Hello.json',
      'hello (2).json',
      'HELLO (3).json',
    ]);
  });

  it('renames the file with the preset and leaves it alone otherwise', () => {
    const id = add('Before');
    const { revision, preset } = workspace.readPreset(id);
    const renamed = workspace.savePreset({
      id,
      folder: '',
      revision,
      preset: { ...preset, name: 'After' },
    });
    expect(renamed).toMatchObject({ kind: 'saved', saved: { id: 'After.json' } });
    expect(presetIds()).toEqual(['After.json']);
  });

  it('says so instead of overwriting what another program changed', () => {
    const id = add('Shared');
    const opened = workspace.readPreset(id);
    const theirs = readFileSync(file('presets', id), 'utf8').replace('{}', '{"theirs":1}');
    writeFileSync(file('presets', id), theirs);
    const mine = { ...opened.preset, description: 'mine' };
    const result = workspace.savePreset({ id, folder: '', revision: opened.revision, preset: mine });
    expect(result).toMatchObject({ kind: 'conflict', current: { preset: { payload: '{"theirs":1}' } } });
    expect(readFileSync(file('presets', id), 'utf8')).toBe(theirs);

    const decided = workspace.savePreset({
      id,
      folder: '',
      revision: result.kind === 'conflict' ? result.revision : null,
      preset: mine,
    });
    expect(decided.kind).toBe('saved');
    expect(workspace.readPreset(id).preset.description).toBe('mine');
  });

  it('says so when another program deleted it, and brings it back when told to', () => {
    const id = add('Gone');
    const { revision, preset } = workspace.readPreset(id);
    rmSync(file('presets', id));
    const request = { id, folder: '', preset };
    expect(workspace.savePreset({ ...request, revision })).toEqual({
      kind: 'conflict',
      current: null,
      revision: null,
    });
    expect(workspace.savePreset({ ...request, revision: null }).kind).toBe('saved');
  });

  it.each([
    ['damaged', '<<<<<<< HEAD', 'data-damaged'],
    ['of a newer version', '{"version":9}', 'data-from-newer-version'],
  ])('never overwrites a file that is %s', (_, text, code) => {
    const id = add('Precious');
    const { revision, preset } = workspace.readPreset(id);
    writeFileSync(file('presets', id), text);
    expect(() => workspace.savePreset({ id, folder: '', revision, preset })).toThrow(
      expect.objectContaining({ code }),
    );
    expect(readFileSync(file('presets', id), 'utf8')).toBe(text);
    expect(workspace.state().presets[0]?.problem?.code).toBe(code);
  });
});

describe('folders', () => {
  it('hold presets and folders, moved by drag and drop into any order', () => {
    workspace.createFolder('', 'Orders');
    const [a, b, c] = [add('A', 'Orders'), add('B', 'Orders'), add('C')];
    expect(workspace.move(c, 'Orders', b)).toBe('Orders/C.json');
    expect(presetIds()).toEqual([a, 'Orders/C.json', b]);
    workspace.move(a, 'Orders', null);
    expect(presetIds()).toEqual(['Orders/C.json', b, a]);
    workspace.createFolder('', 'Archive');
    expect(workspace.move('Orders', 'Archive', null)).toBe('Archive/Orders');
    expect(workspace.state().folders).toEqual(['Archive', 'Archive/Orders']);
    expect(presetIds()).toEqual(['Archive/Orders/C.json', 'Archive/Orders/B.json', 'Archive/Orders/A.json']);
  });

  it('keep a place through a rename, and sort numbers as numbers until somebody decides', () => {
    const ids = ['Step 10', 'Step 2', 'Step 1'].map((name) => add(name));
    expect(presetIds()).toEqual(['Step 1.json', 'Step 2.json', 'Step 10.json']);
    workspace.move(ids[0] ?? '', '', 'Step 1.json');
    const { revision, preset } = workspace.readPreset('Step 10.json');
    workspace.savePreset({ id: 'Step 10.json', folder: '', revision, preset: { ...preset, name: 'Last' } });
    expect(presetIds()).toEqual(['Last.json', 'Step 1.json', 'Step 2.json']);
  });

  it('cannot be moved into themselves, and are removed only when empty', () => {
    const outer = workspace.createFolder('', 'Outer');
    workspace.createFolder(outer, 'Inner');
    expect(() => workspace.move(outer, 'Outer/Inner', null)).toThrow(
      expect.objectContaining({ code: 'bad-argument' }),
    );
    expect(() => workspace.removeFolder(outer)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    workspace.removeFolder('Outer/Inner');
    workspace.removeFolder(outer);
    expect(workspace.state().folders).toEqual([]);
  });

  it('can be renamed, with what is in them', () => {
    workspace.createFolder('', 'Old');
    add('A', 'Old');
    expect(workspace.renameFolder('Old', 'New/er')).toBe('New-er');
    expect(presetIds()).toEqual(['New-er/A.json']);
  });
});

describe('a preset', () => {
  it('is duplicated under a name of its own', () => {
    const id = add('Welcome');
    expect(workspace.duplicatePreset(id).preset.name).toBe('Welcome (2)');
    expect(workspace.duplicatePreset(id).preset.name).toBe('Welcome (3)');
    expect(presetIds()).toEqual(['Welcome.json', 'Welcome (2).json', 'Welcome (3).json']);
  });

  it('comes back after its removal, exactly as the file was', () => {
    const id = add('Oops');
    const before = readFileSync(file('presets', id));
    workspace.removePreset(id);
    expect(presetIds()).toEqual([]);
    expect(workspace.restorePreset().id).toBe(id);
    expect(readFileSync(file('presets', id)).equals(before)).toBe(true);
    expect(() => workspace.restorePreset()).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('is found by words in its name, folder, topic and payload, name first', () => {
    workspace.createFolder('', 'Shipping');
    add('Label', 'Shipping');
    add('Shipping started');
    add('Nothing');
    workspace.savePreset({
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
  ])('%s that could lead outside are refused', (id) => {
    expect(() => workspace.readPreset(id)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
    expect(() => workspace.savePreset({ id, folder: '', revision: null, preset: aPreset('x') })).toThrow();
  });

  it.runIf(process.platform !== 'win32')('through a link are neither listed nor written', () => {
    add('Real');
    const outside = join(dataDir, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'x.json'), '{"version":1,"name":"x","payload":{}}');
    symlinkSync(outside, file('presets', 'link'));
    symlinkSync(join(outside, 'x.json'), file('presets', 'x.json'));
    expect(presetIds()).toEqual(['Real.json']);
    expect(() => workspace.readPreset('link/x.json')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => add('new', 'link')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('devices', () => {
  const device = (name: string, token = 'ab') => newDevice({ name, token, environment: { kind: 'sandbox' } });

  it('are kept in one readable file, replaced by name and renamed in place', () => {
    workspace.saveDevices([device('A'), device('B'), device('C')], [], null);
    workspace.saveDevices([device('B', 'cd')], [], null);
    workspace.saveDevices([device('First')], ['A'], null);
    expect(workspace.state().devices.map(({ name, token }) => `${name} ${token}`)).toEqual([
      'First ab',
      'B cd',
      'C ab',
    ]);
    workspace.removeDevices(['B', 'nobody'], null);
    expect(JSON.parse(readFileSync(file('devices.json'), 'utf8'))).toEqual({
      version: 1,
      devices: ['First', 'C'].map((name) => ({ name, token: 'ab', environment: { kind: 'sandbox' } })),
    });
  });

  it('are not overwritten when another program changed them', () => {
    workspace.saveDevices([device('A')], [], null);
    const { devicesRevision } = workspace.state();
    workspace.saveDevices([device('B')], [], null);
    const result = workspace.saveDevices([device('A', 'cd')], [], devicesRevision);
    expect(result.kind).toBe('conflict');
    expect(workspace.state().devices[0]?.token).toBe('ab');
  });

  it('in a damaged file are reported, and the file is left as it is', () => {
    mkdirSync(file(), { recursive: true });
    writeFileSync(file('devices.json'), '{"version":1,"devices":[');
    expect(workspace.state().problems.map(({ code }) => code)).toEqual(['data-damaged']);
    expect(() => workspace.saveDevices([device('A')], [], null)).toThrow(
      expect.objectContaining({ code: 'data-damaged' }),
    );
    expect(readFileSync(file('devices.json'), 'utf8')).toBe('{"version":1,"devices":[');
  });
});

describe('any folder', () => {
  it('can be the workspace, and stays it after a restart', () => {
    const repository = join(dataDir, 'repository');
    mkdirSync(join(repository, 'presets'), { recursive: true });
    writeFileSync(join(repository, 'presets', 'Team.json'), '{"version":1,"name":"Team","payload":{}}');
    expect(workspace.open(repository)).toMatchObject({ folder: repository, isDefault: false });
    const again = openWorkspace({ dataDir, settings: openSettings({ dataDir }) });
    expect(again.state().presets.map(({ id }) => id)).toEqual(['Team.json']);
    expect(again.open(null)).toMatchObject({ isDefault: true, presets: [] });
  });

  it('that does not exist is refused, and one that went away is reported, not made anew', () => {
    expect(() => workspace.open(join(dataDir, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    const drive = join(dataDir, 'drive');
    mkdirSync(drive);
    workspace.open(drive);
    rmSync(drive, { recursive: true });
    expect(workspace.state().problems.map(({ code }) => code)).toEqual(['not-found']);
    expect(() => add('lost')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(existsSync(drive)).toBe(false);
  });

  it('of a newer version is refused', () => {
    const folder = join(dataDir, 'newer');
    mkdirSync(folder);
    writeFileSync(join(folder, 'pushdeck-workspace.json'), '{"version":5}');
    expect(() => workspace.open(folder)).toThrow(
      expect.objectContaining({ code: 'data-from-newer-version' }),
    );
  });
});

describe('watching', () => {
  it('shows the state at once, then what this and other programs change, and ends with its signal', async () => {
    const stop = new AbortController();
    const seen: (readonly string[])[] = [];
    const steps: (() => void)[] = [
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
