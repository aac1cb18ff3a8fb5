import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { openSettings } from '#core/settings/settings';
import { openWorkspace } from '#core/workspace/open-workspace';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { formatScenario } from '#shared/scenario/format-scenario';
import { newScenario } from '#shared/scenario/scenario';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';

const built = resolve(import.meta.dirname, '../../../out/cli/main.js');
const PRESET = '{"version":1,"name":"Outside","payload":{}}';
const SCENARIO = formatScenario(newScenario({ name: 'Outside', steps: [] }));
const DEVICE = newDevice({ name: 'Phone', token: 'ab'.repeat(32), environment: { kind: 'sandbox' } });

let root = '';
let workspace: WorkspaceService;

const outside = (...path: string[]): string => join(root, 'outside', ...path);
const inside = (...path: string[]): string => join(root, 'data', 'workspace', ...path);
/** Everything that a link could lead to, with its times: not even opened for writing. */
const outsideNow = (): readonly string[] =>
  readdirSync(outside(), { recursive: true, encoding: 'utf8' }).map((name) => {
    const { size, mtimeMs, ctimeMs } = lstatSync(outside(name));
    return `${name} ${size} ${mtimeMs} ${ctimeMs}`;
  });
const link = (to: string, ...path: string[]): void => symlinkSync(to, inside(...path));
const refusal = (path: string): unknown =>
  expect.objectContaining({ code: 'link-refused', message: expect.stringContaining(path) as unknown });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pushdeck-links-'));
  mkdirSync(outside('folder'), { recursive: true });
  mkdirSync(inside('presets'), { recursive: true });
  mkdirSync(inside('scenarios'));
  writeFileSync(outside('victim.txt'), 'precious');
  writeFileSync(outside('preset.json'), PRESET);
  writeFileSync(outside('folder', 'o.json'), PRESET);
  writeFileSync(outside('scenario.json'), SCENARIO);
  writeFileSync(outside('devices.json'), '{"version":1,"devices":[]}');
  writeFileSync(inside('presets', 'Own.json'), PRESET);
  writeFileSync(inside('presets', 'Other.json'), PRESET);
  workspace = openWorkspace({
    dataDir: join(root, 'data'),
    settings: openSettings({ dataDir: join(root, 'data'), clock: systemClock, random: systemRandomness }),
    clock: systemClock,
    random: systemRandomness,
  });
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

/** Whatever is tried leaves the world outside and the link as they were, and names the link. */
async function refuses(path: string, attempts: readonly (() => unknown)[]): Promise<void> {
  const before = outsideNow();
  for (const attempt of attempts) {
    await expect((async () => attempt())()).rejects.toThrow(refusal(path));
  }
  expect(outsideNow()).toEqual(before);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
}

const problems = (): readonly string[] =>
  workspace
    .state()
    .problems.filter(({ code }) => code === 'link-refused')
    .map(({ message }) => message.en.split(' is a link')[0] ?? '');
const save = (id: string | null, folder = '', revision: string | null = null): unknown =>
  workspace.savePreset({ id, folder, revision, preset: newPreset({ name: 'New', payload: '{}' }) });
const saveScenario = (id: string | null): unknown =>
  workspace.saveScenario({ id, revision: null, text: SCENARIO });

describe.runIf(process.platform !== 'win32')('a link in a workspace', () => {
  it('as a preset is shown with its fault, and neither read, written, moved nor deleted', async () => {
    link(outside('preset.json'), 'presets', 'x.json');
    expect(workspace.state().presets.map(({ id, problem }) => [id, problem?.code ?? null])).toEqual([
      ['Other.json', null],
      ['Own.json', null],
      ['x.json', 'link-refused'],
    ]);
    await refuses(inside('presets', 'x.json'), [
      () => workspace.readPreset('x.json'),
      () => save('x.json'),
      () => workspace.duplicatePreset('x.json'),
      () => workspace.removePreset('x.json'),
      () => workspace.move('x.json', '', 'Own.json'),
    ]);
  });

  it('as a folder, at any level, is named; nothing goes into it', async () => {
    await workspace.createFolder('', 'Deep');
    link(outside('folder'), 'presets', 'Deep', 'out');
    expect(workspace.state().folders).toEqual(['Deep']);
    expect(problems()).toEqual([inside('presets', 'Deep', 'out')]);
    await refuses(inside('presets', 'Deep', 'out'), [
      () => workspace.readPreset('Deep/out/o.json'),
      () => workspace.removePreset('Deep/out/o.json'),
      () => save(null, 'Deep/out'),
      () => workspace.move('Own.json', 'Deep/out', null),
      () => workspace.createFolder('Deep/out', 'new'),
      () => workspace.renameFolder('Deep/out', 'new'),
      () => workspace.removeFolder('Deep/out'),
    ]);
  });

  it('as the order of a folder is not overwritten by dragging', async () => {
    link(outside('victim.txt'), 'presets', '.order.json');
    expect(problems()).toEqual([inside('presets', '.order.json')]);
    await refuses(inside('presets', '.order.json'), [() => workspace.move('Own.json', '', 'Other.json')]);
    expect(workspace.state().presets).toHaveLength(2);
  });

  it('as the folder of all presets or all scenarios is named; the rest works', async () => {
    rmSync(inside('presets'), { recursive: true });
    rmSync(inside('scenarios'), { recursive: true });
    link(outside('folder'), 'presets');
    link(outside('folder'), 'scenarios');
    expect(workspace.state()).toMatchObject({ presets: [], scenarios: [] });
    expect(problems()).toEqual([inside('scenarios'), inside('presets')]);
    await refuses(inside('presets'), [
      () => workspace.readPreset('o.json'),
      () => workspace.removePreset('o.json'),
      () => save(null),
      () => workspace.createFolder('', 'new'),
    ]);
    await refuses(inside('scenarios'), [
      () => workspace.readScenario('o.json'),
      () => workspace.removeScenario('o.json'),
      () => saveScenario(null),
    ]);
    await workspace.saveDevices([DEVICE], [], null);
    expect(workspace.readDevices().devices).toHaveLength(1);
  });

  it('as a scenario is shown with its fault, and neither read, written nor deleted', async () => {
    link(outside('scenario.json'), 'scenarios', 'x.json');
    expect(workspace.state().scenarios.map(({ problem }) => problem?.code)).toEqual(['link-refused']);
    await refuses(inside('scenarios', 'x.json'), [
      () => workspace.readScenario('x.json'),
      () => saveScenario('x.json'),
      () => workspace.removeScenario('x.json'),
    ]);
  });

  it('as the list of devices is not written through', async () => {
    link(outside('devices.json'), 'devices.json');
    expect(problems()).toEqual([inside('devices.json')]);
    await refuses(inside('devices.json'), [
      () => workspace.readDevices(),
      () => workspace.addDevices([DEVICE]),
      () => workspace.saveDevices([DEVICE], [], null),
      () => workspace.removeDevices(['Phone'], null),
    ]);
  });

  it('as the lock is refused, and as the version is named', async () => {
    link(outside('victim.txt'), '.pushdeck.lock');
    await refuses(inside('.pushdeck.lock'), [() => save(null), () => workspace.addDevices([DEVICE])]);
    rmSync(inside('.pushdeck.lock'));
    link(outside('nowhere.json'), 'pushdeck-workspace.json');
    expect(problems()).toEqual([inside('pushdeck-workspace.json')]);
    await save(null);
    expect(existsSync(outside('nowhere.json'))).toBe(false);
  });

  it('is the choice of whoever opens it as the workspace itself', async () => {
    symlinkSync(outside('folder'), join(root, 'mine'));
    expect((await workspace.open(join(root, 'mine'))).problems).toEqual([]);
    await workspace.addDevices([DEVICE]);
    expect(existsSync(outside('folder', 'devices.json'))).toBe(true);
  });
});

describe.runIf(process.platform !== 'win32' && existsSync(built))('pushdeck, in such a workspace', () => {
  it('names the link, shows the rest, and changes nothing behind it', () => {
    link(outside('devices.json'), 'devices.json');
    link(outside('folder'), 'presets', 'out');
    const before = outsideNow();
    const pushdeck = (...words: string[]) =>
      spawnSync(process.execPath, [built, ...words, '--data-dir', join(root, 'data')], { encoding: 'utf8' });
    const listed = pushdeck('presets', 'list');
    expect(listed.status).toBe(0);
    expect(listed.stdout).toContain('Own.json');
    expect(listed.stderr).toContain(`${inside('presets', 'out')} is a link to ${outside('folder')}`);
    const added = pushdeck('devices', 'add', 'Phone', 'ab'.repeat(32));
    expect(added.status).toBe(2);
    expect(added.stderr).toContain(`${inside('devices.json')} is a link to ${outside('devices.json')}`);
    expect(outsideNow()).toEqual(before);
  });
});
