import { shell } from 'electron';
import { createServices } from '#core/create-services';
import { systemKeyring } from '#core/credentials/vault/system-keyring';
import type { ProblemLog } from '#core/files/problems';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import type { Settings } from '#shared/settings';
import { createSimulator } from '#simulator/simulator';
import { onlyBrowserLinks } from './external-links.js';

export interface DesktopServiceOptions {
  readonly version: string;
  readonly dataDir: string;
  readonly onSettingsChange: (settings: Settings) => void;
  /** Contains the problems found so far. */
  readonly problems: ProblemLog;
}

/** Opens the core with what only the desktop provides: the file manager and the system's browser. */
export function openDesktopServices(options: DesktopServiceOptions): Services {
  const { version, dataDir } = options;
  return createServices({
    version,
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    env: process.env,
    simulator: createSimulator({
      dataDir,
      clock: systemClock,
      random: systemRandomness,
      onProblem: options.problems.add,
    }),
    host: {
      kind: 'desktop',
      revealFile: async (path) => shell.showItemInFolder(path),
      openExternal: onlyBrowserLinks((url) => shell.openExternal(url)),
    },
    keyring: systemKeyring(systemClock),
    onSettingsChange: options.onSettingsChange,
    problems: options.problems,
  });
}
