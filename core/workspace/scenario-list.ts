import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import { readScenario } from '#shared/scenario/read-scenario';
import { SCENARIO_FILE_VERSION } from '#shared/scenario/scenario';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import { scenarioError } from '#shared/scenario/scenario-problem';
import type { ScenarioEntry } from '#shared/workspace/workspace';
import { isFileError } from '../files/atomic-file.js';
import { newerVersionError } from '../files/data-folder.js';
import { FILE_LIMIT_BYTES, fileStamp, fileTooLarge, revisionOf, toReadProblem } from './preset-tree.js';
import { isLink, linkRefused, readWorkspaceFile } from './workspace-files.js';
import { isScenarioId, SCENARIOS_FOLDER } from './workspace-paths.js';

/** Maximum number of scenarios shown. */
const SCENARIO_LIMIT = 1000;

interface ScenarioList {
  readonly scenarios: readonly ScenarioEntry[];
  /** Set if the scenarios folder is a link. */
  readonly problem: AppError | null;
}

/** Reads the list of scenarios; later calls reread only changed files. */
export interface ScenarioListReader {
  read(workspace: string): ScenarioList;
}

export function createScenarioListReader(): ScenarioListReader {
  let known = new Map<string, { readonly mark: string; readonly entry: ScenarioEntry }>();
  return {
    read(workspace) {
      const folder = join(workspace, SCENARIOS_FOLDER);
      if (isLink(folder)) return { scenarios: [], problem: linkRefused(folder) };
      const seen: typeof known = new Map();
      const entries: ScenarioEntry[] = [];
      for (const id of scenarioIds(folder)) {
        const path = join(folder, id);
        const stamp = fileStamp(path);
        if (stamp === null) continue;
        const before = known.get(path);
        const entry = before?.mark === stamp ? before.entry : entryOf(readStoredScenario(id, path));
        if (entry === null) continue;
        seen.set(path, { mark: stamp, entry });
        entries.push(entry);
      }
      known = seen;
      const scenarios = entries.toSorted((one, other) => collator.compare(one.name, other.name));
      return { scenarios, problem: null };
    },
  };
}

/** Reads one scenario file; `null` if it does not exist. */
export function readStoredScenario(id: string, path: string): ScenarioFile | null {
  const unusable = (problem: AppError, revision = '', text = ''): ScenarioFile => ({
    id,
    revision,
    text,
    scenario: null,
    problem: problem.toMessage(),
  });
  let bytes: Buffer | 'too-large' | null;
  try {
    bytes = readWorkspaceFile(path, FILE_LIMIT_BYTES);
  } catch (error) {
    return unusable(toReadProblem(path, error));
  }
  if (bytes === null) return null;
  if (bytes === 'too-large') return unusable(fileTooLarge(path));
  const text = bytes.toString('utf8');
  const revision = revisionOf(bytes);
  const reading = readScenario(text);
  switch (reading.kind) {
    case 'scenario':
      return { id, revision, text, scenario: reading.scenario, problem: null };
    case 'newer':
      return unusable(newerVersionError(path, reading.version, SCENARIO_FILE_VERSION), revision, text);
    case 'damaged':
      return unusable(scenarioError(id, reading.problems), revision, text);
  }
}

/** Numeric, so that “Step 2” comes before “Step 10”. */
const collator = new Intl.Collator('en', { numeric: true });

function entryOf(file: ScenarioFile | null): ScenarioEntry | null {
  if (file === null) return null;
  const { id, revision, scenario, problem } = file;
  return {
    id,
    name: scenario?.name ?? id,
    revision,
    description: scenario?.description ?? '',
    stepCount: scenario?.steps.length ?? 0,
    problem,
  };
}

/** Includes links, which are shown but not followed. Hidden files are ignored. */
function scenarioIds(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(
        (entry) =>
          (entry.isFile() || entry.isSymbolicLink()) &&
          !entry.name.startsWith('.') &&
          isScenarioId(entry.name),
      )
      .map(({ name }) => name)
      .slice(0, SCENARIO_LIMIT);
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}
