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
  /** The process environment, which may name a proxy. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Collects problems; a host that shows them, or has found some before, passes its own. */
  readonly problems?: ProblemLog;
  /** Called after every change of the settings by this process. */
  readonly onSettingsChange?: (settings: Settings) => void;
}

/** What every part of the core needs: the data folder and its settings. */
export interface Base {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Randomness;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: SettingsService;
  /** The protection chosen for a new vault, if any. */
  readonly chosen: VaultProtection | null;
  readonly problems: ProblemLog['list'];
  readonly onProblem: (problem: AppError) => void;
  /** Reports a problem with a file, unless it is a problem of the folder that was reported already. */
  readonly onFileProblem: (problem: AppError) => void;
}

/**
 * Opens the data folder.
 *
 * @throws AppError `data-folder-unwritable`, `data-from-newer-version`, `bad-argument` for an invalid environment
 *   variable, before anything was changed.
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
