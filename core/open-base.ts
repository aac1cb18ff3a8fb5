import { join } from 'node:path';
import type { VaultProtection } from '#shared/credentials/vault-protection';
import type { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Settings } from '#shared/settings';
import { chosenProtection } from './credentials/vault/vault-choice.js';
import { openDataFolder } from './files/data-folder.js';
import { sweepLeftovers } from './files/leftovers.js';
import { createProblemLog, type ProblemLog } from './files/problems.js';
import type { Clock, Randomness } from './ports/ports.js';
import { openSettings } from './settings/settings.js';
import type { SettingsService } from './settings/settings-service.js';

export interface BasePorts {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Of the process: proxies are found there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes what goes wrong beside the work; a host that tells it, or found something before, hands in its own. */
  readonly problems?: ProblemLog;
  /** Told after every change of the settings that this process makes. */
  readonly onSettingsChange?: (settings: Settings) => void;
}

/** What every part of the core stands on: the data folder and its settings. */
export interface Base {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: SettingsService;
  /** What protects a new vault, where somebody said so. */
  readonly chosen: VaultProtection | null;
  readonly problems: ProblemLog['list'];
  readonly onProblem: (problem: AppError) => void;
  /** Leaves out what a folder does to the files in it, which was told with the folder. */
  readonly onFileProblem: (problem: AppError) => void;
}

/**
 * Opens the data folder.
 *
 * @throws AppError `data-folder-unwritable`, `data-from-newer-version`, `bad-argument` for a variable that makes no
 * sense: nothing was changed then.
 */
export function openBase(ports: BasePorts): Base {
  const { clock, random, env } = ports;
  const chosen = chosenProtection(env);
  const { add: onProblem, list: problems } = ports.problems ?? createProblemLog();
  let folderProblem: AppError | null = null;
  const dataDir = openDataFolder(ports.dataDir, (problem) => {
    folderProblem = problem;
    onProblem(problem);
  });
  for (const path of [dataDir, join(dataDir, 'drafts'), join(dataDir, 'simulator')]) {
    sweepLeftovers(path, clock.now());
  }
  const settings = openSettings({
    dataDir,
    clock,
    random,
    onProblem,
    ...omitUndefined({ onChange: ports.onSettingsChange }),
  });
  return {
    dataDir,
    clock,
    random,
    env,
    settings,
    chosen,
    problems,
    onProblem,
    onFileProblem(problem) {
      if (problem.code !== folderProblem?.code) onProblem(problem);
    },
  };
}
