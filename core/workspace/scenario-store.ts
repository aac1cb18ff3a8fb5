import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { formatScenario } from '#shared/scenario/format-scenario';
import { readScenario } from '#shared/scenario/read-scenario';
import { type Scenario, SCENARIO_FILE_VERSION } from '#shared/scenario/scenario';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import { scenarioError } from '#shared/scenario/scenario-problem';
import { safeFileName } from '#shared/workspace/file-name';
import type { SaveResult } from '#shared/workspace/workspace';
import { newerVersionError } from '../files/data-folder.js';
import { freeName, isNumbered } from './free-name.js';
import { readStoredScenario } from './scenario-list.js';
import { readWorkspaceFile, writeWorkspaceFile } from './workspace-files.js';
import {
  entryNotFound,
  isScenarioId,
  PRESET_EXTENSION as EXTENSION,
  scenarioPath,
} from './workspace-paths.js';

interface ScenarioToSave {
  /** `null` for a new scenario. */
  readonly id: string | null;
  /** The revision that was opened; `null` when the file must not exist. */
  readonly revision: string | null;
  readonly text: string;
}

/** Stores scenarios as files. Every change is on disk when the method returns. */
export interface ScenarioStore {
  read(id: string): ScenarioFile;
  save(request: ScenarioToSave): SaveResult<ScenarioFile>;
  remove(id: string): void;
  restore(): ScenarioFile;
}

/** @param workspace - Returns the current workspace folder; called every time. */
export function createScenarioStore(workspace: () => string): ScenarioStore {
  let removed: { readonly id: string; readonly bytes: Uint8Array } | null = null;
  const folder = (): string => scenarioPath(workspace(), '');
  const pathOf = (id: string): string => {
    if (!isScenarioId(id)) throw entryNotFound(id);
    return scenarioPath(workspace(), id);
  };
  const read = (id: string): ScenarioFile => {
    const found = readStoredScenario(id, pathOf(id));
    if (found === null) throw entryNotFound(id);
    return found;
  };
  const write = (id: string, content: string | Uint8Array): void => {
    mkdirSync(folder(), { recursive: true });
    writeWorkspaceFile(pathOf(id), content);
  };
  const free = (name: string, own: string | null): string =>
    freeName(folder(), safeFileName(name), EXTENSION, own);

  /** Renames the file, if the name is different. */
  const renameTo = (id: string, name: string): string => {
    const wanted = safeFileName(name);
    const stem = id.slice(0, id.length - EXTENSION.length);
    if (stem === wanted || isNumbered(stem, wanted)) return id;
    const renamed = free(name, id);
    renameSync(pathOf(id), join(folder(), renamed));
    return renamed;
  };

  return {
    read,
    save({ id, revision, text }) {
      const scenario = parseUsable(text, id);
      const content = formatScenario(scenario);
      if (id === null) {
        const fresh = free(scenario.name, null);
        write(fresh, content);
        return { kind: 'saved', saved: read(fresh) };
      }
      const current = readStoredScenario(id, pathOf(id));
      if ((current?.revision ?? null) !== revision) {
        return { kind: 'conflict', current, revision: current?.revision ?? null };
      }
      refuseNewer(current, pathOf(id));
      write(id, content);
      return { kind: 'saved', saved: read(renameTo(id, scenario.name)) };
    },
    remove(id) {
      const path = pathOf(id);
      const bytes = readWorkspaceFile(path);
      if (bytes === null || bytes === 'too-large') throw entryNotFound(id);
      rmSync(path);
      removed = { id, bytes };
    },
    restore() {
      if (removed === null) throw nothingToRestore();
      const { id, bytes } = removed;
      const stem = id.slice(0, id.length - EXTENSION.length);
      const name = freeName(folder(), stem, EXTENSION, null);
      write(name, bytes);
      removed = null;
      return read(name);
    },
  };
}

/** @throws AppError `bad-scenario`, so that only a readable scenario is written. */
function parseUsable(text: string, id: string | null): Scenario {
  const reading = readScenario(text);
  const name = id ?? 'scenario.json';
  switch (reading.kind) {
    case 'scenario':
      return reading.scenario;
    case 'newer':
      throw newerVersionError(name, reading.version, SCENARIO_FILE_VERSION);
    case 'damaged':
      throw scenarioError(name, reading.problems);
  }
}

/** Saving over a damaged file repairs it; saving over a newer version would lose what is new in it. */
function refuseNewer(current: ScenarioFile | null, path: string): void {
  if (current === null) return;
  // The file could not be read at all.
  if (current.problem !== null && current.revision === '') {
    throw new AppError(current.problem.code, current.problem.message, current.problem.hint);
  }
  const reading = readScenario(current.text);
  if (reading.kind === 'newer') throw newerVersionError(path, reading.version, SCENARIO_FILE_VERSION);
}

function nothingToRestore(): AppError {
  return new AppError(
    'not-found',
    { en: 'There is no deleted scenario to restore.', zh: '没有可恢复的已删除场景。' },
    {
      en: 'Only the last scenario deleted since Pushdeck started can be restored.',
      zh: '只能恢复本次启动后最后删除的场景。',
    },
  );
}
