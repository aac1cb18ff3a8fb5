import { resolve } from 'node:path';
import { defaultDataDir } from '#core/files/data-folder';
import { homeFolder } from '#core/files/home-folder';
import type { CommonOptions, Terminal } from '../terminal/terminal.js';

/** The folder that holds all state: `--data-dir`, `PUSHDECK_DATA_DIR`, or the platform's own place. */
export function dataDirOf(options: CommonOptions, terminal: Terminal): string {
  const named = options.dataDir ?? terminal.env['PUSHDECK_DATA_DIR'];
  return named === undefined || named === ''
    ? defaultDataDir(terminal.env, process.platform, homeFolder())
    : resolve(terminal.cwd, named);
}
