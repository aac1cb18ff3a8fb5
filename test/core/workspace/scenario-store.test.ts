import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { openSettings } from '#core/settings/settings';
import { openWorkspace } from '#core/workspace/open-workspace';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { formatScenario } from '#shared/scenario/format-scenario';
import { newScenario } from '#shared/scenario/scenario';
import type { WorkspaceState } from '#shared/workspace/workspace';

let dataDir: string;
let workspace: WorkspaceService;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-scenario-files-'));
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

const file = (name: string): string => join(dataDir, 'workspace', 'scenarios', name);
const textOf = (name: string, description = ''): string =>
  formatScenario(newScenario({ name, description, steps: [] }));
const names = (): readonly string[] => workspace.state().scenarios.map(({ name }) => name);

async function add(name: string): Promise<{ readonly id: string; readonly revision: string }> {
  const result = await workspace.saveScenario({ id: null, revision: null, text: textOf(name) });
  if (result.kind !== 'saved') throw new Error('not saved');
  return result.saved;
}

describe('a scenario of the workspace', () => {
  it('is one file named after it, written in the form of every file', async () => {
    const text = '{"name":"Order: shipped?","version":1,"steps":[]}';
    const result = await workspace.saveScenario({ id: null, revision: null, text });
    expect(result).toMatchObject({ kind: 'saved', saved: { id: 'Order- shipped-.json', problem: null } });
    expect(readFileSync(file('Order- shipped-.json'), 'utf8')).toBe(textOf('Order: shipped?'));
  });

  it('never takes the file of another one, and is listed by name', async () => {
    expect([(await add('B')).id, (await add('a')).id, (await add('b')).id]).toEqual([
      'B.json',
      'a.json',
      'b (2).json',
    ]);
    expect(names()).toEqual(['a', 'b', 'B']);
  });

  it('is renamed with its name', async () => {
    const { id, revision } = await add('Before');
    const saved = await workspace.saveScenario({ id, revision, text: textOf('After') });
    expect(saved).toMatchObject({ kind: 'saved', saved: { id: 'After.json' } });
    expect(existsSync(file('Before.json'))).toBe(false);
  });

  it('that another program changed is not overwritten', async () => {
    const { id, revision } = await add('Shared');
    writeFileSync(file(id), textOf('Shared', 'theirs'));
    const result = await workspace.saveScenario({ id, revision, text: textOf('Shared', 'mine') });
    expect(result).toMatchObject({ kind: 'conflict', current: { scenario: { description: 'theirs' } } });
    const again = result.kind === 'conflict' ? result.revision : null;
    expect((await workspace.saveScenario({ id, revision: again, text: textOf('Shared', 'mine') })).kind).toBe(
      'saved',
    );
  });

  it('that is wrong is not written', async () => {
    const { id, revision } = await add('Right');
    await expect(workspace.saveScenario({ id, revision, text: '{"version":1}' })).rejects.toThrow(
      /"name" is missing/,
    );
    expect(readFileSync(file(id), 'utf8')).toBe(textOf('Right'));
  });

  it('that is damaged is listed with its fault, shows its text, and is repaired by saving', async () => {
    const { id } = await add('Merged');
    writeFileSync(file(id), '<<<<<<< HEAD');
    const [entry] = workspace.state().scenarios;
    expect(entry).toMatchObject({ id, name: id, problem: { code: 'bad-scenario' } });
    const { text, revision } = workspace.readScenario(id);
    expect(text).toBe('<<<<<<< HEAD');
    expect((await workspace.saveScenario({ id, revision, text: textOf('Merged') })).kind).toBe('saved');
  });

  it('of a newer version is left alone', async () => {
    const { id } = await add('Future');
    writeFileSync(file(id), '{"version":99}');
    const { revision, problem } = workspace.readScenario(id);
    expect(problem?.code).toBe('data-from-newer-version');
    await expect(workspace.saveScenario({ id, revision, text: textOf('Future') })).rejects.toThrow();
    expect(readFileSync(file(id), 'utf8')).toBe('{"version":99}');
  });

  it('that was removed comes back, once', async () => {
    const { id } = await add('Gone');
    await workspace.removeScenario(id);
    expect(names()).toEqual([]);
    expect((await workspace.restoreScenario()).id).toBe(id);
    expect(names()).toEqual(['Gone']);
    await expect(workspace.restoreScenario()).rejects.toThrow(/no deleted scenario/);
  });

  it.each(['../devices.json', 'a/b.json', '.hidden.json', 'x.txt', ''])('cannot be %j', async (id) => {
    expect(() => workspace.readScenario(id)).toThrow();
    await expect(workspace.removeScenario(id)).rejects.toThrow();
  });

  it('that another program writes is seen', async () => {
    const controller = new AbortController();
    const states = workspace.watch(controller.signal)[Symbol.asyncIterator]();
    await states.next();
    await add('Mine');
    const next = async (): Promise<WorkspaceState> => (await states.next()).value as WorkspaceState;
    expect((await next()).scenarios).toHaveLength(1);
    writeFileSync(file('Theirs.json'), textOf('Theirs'));
    expect((await next()).scenarios.map(({ name }) => name)).toEqual(['Mine', 'Theirs']);
    controller.abort();
  });
});
