import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** One file of `cli/commands/`: adds options, arguments, help and the action to its command. */
export interface CommandModule {
  readonly define: (command: Command, terminal: Terminal) => void;
}

interface CommandEntry {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<CommandModule>;
}

/**
 * Every command. Only the one asked for is loaded, so that `--version`, `--help` and short commands start
 * at once.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'open',
    description: 'open the window: the desktop app, or the browser where there is no Electron',
    load: () => import('./commands/open.js'),
  },
  {
    name: 'serve',
    description: 'serve the app to a browser on this machine',
    load: () => import('./commands/serve.js'),
  },
];
