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
import { readUnlinked, writeUnlinked } from './without-links.js';
import { isScenarioId, notFound, placeOfScenario, PRESET_EXTENSION as EXTENSION } from './workspace-paths.js';

export interface ScenarioToSave {
  /** `null`: a new one. */
  readonly id: string | null;
  /** The one that was opened; `null` when there must be none. */
  readonly revision: string | null;
  readonly text: string;
}

/** Scenarios as files. Every method takes effect on disk before it returns. */
export interface ScenarioStore {
  read(id: string): ScenarioFile;
  save(request: ScenarioToSave): SaveResult<ScenarioFile>;
  remove(id: string): void;
  restore(): ScenarioFile;
}

/** @param workspace - The folder of the workspace, asked at every call. */
export function createScenarioStore(workspace: () => string): ScenarioStore {
  let removed: { readonly id: string; readonly bytes: Uint8Array } | null = null;
  const folder = (): string => placeOfScenario(workspace(), '');
  const place = (id: string): string => {
    if (!isScenarioId(id)) throw notFound(id);
    return placeOfScenario(workspace(), id);
  };
  const read = (id: string): ScenarioFile => {
    const found = readStoredScenario(id, place(id));
    if (found === null) throw notFound(id);
    return found;
  };
  const write = (id: string, content: string | Uint8Array): void => {
    mkdirSync(folder(), { recursive: true });
    writeUnlinked(place(id), content);
  };
  const free = (name: string, own: string | null): string =>
    freeName(folder(), safeFileName(name), EXTENSION, own);

  /** Renames where the wanted name is another one. */
  const renameTo = (id: string, name: string): string => {
    const wanted = safeFileName(name);
    const stem = id.slice(0, id.length - EXTENSION.length);
    if (stem === wanted || isNumbered(stem, wanted)) return id;
    const renamed = free(name, id);
    renameSync(place(id), join(folder(), renamed));
    return renamed;
  };

  return {
    read,
    save({ id, revision, text }) {
      const scenario = usable(text, id);
      const content = formatScenario(scenario);
      if (id === null) {
        const fresh = free(scenario.name, null);
        write(fresh, content);
        return { kind: 'saved', saved: read(fresh) };
      }
      const current = readStoredScenario(id, place(id));
      if ((current?.revision ?? null) !== revision) {
        return { kind: 'conflict', current, revision: current?.revision ?? null };
      }
      refuseNewer(current, place(id));
      write(id, content);
      return { kind: 'saved', saved: read(renameTo(id, scenario.name)) };
    },
    remove(id) {
      const path = place(id);
      const bytes = readUnlinked(path);
      if (bytes === null || bytes === 'too-large') throw notFound(id);
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

/** @throws AppError `bad-scenario`: what cannot be read again is not written. */
function usable(text: string, id: string | null): Scenario {
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

/** A damaged file is repaired by saving it; one of a newer version would lose what only that one knows. */
function refuseNewer(current: ScenarioFile | null, path: string): void {
  if (current === null) return;
  // Not even its text could be had.
  if (current.problem !== null && current.revision === '') {
    throw new AppError(current.problem.code, current.problem.message, current.problem.hint);
  }
  const reading = readScenario(current.text);
  if (reading.kind === 'newer') throw newerVersionError(path, reading.version, SCENARIO_FILE_VERSION);
}

function nothingToRestore(): AppError {
  return new AppError(
    'not-found',
    { en: 'There is no deleted scenario to bring back.', zh: '没有可恢复的已删除场景。' },
    {
      en: 'Only the last one deleted since the start of Pushdeck can be brought back.',
      zh: '只能恢复本次启动后最后删除的场景。',
    },
  );
}
