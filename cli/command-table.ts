import type { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';

/**
 * One file of `cli/commands/`: adds options, arguments, help and the action to its command.
 *
 * `words` is the whole command line, without the program.
 */
interface CommandModule {
  readonly define: (command: Command, terminal: Terminal, words: readonly string[]) => void;
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
  {
    name: 'send',
    description: 'send a push to one or many targets',
    load: () => import('./commands/send.js'),
  },
  {
    name: 'run',
    description: 'run scenarios: pushes in order, each with its expected result',
    load: () => import('./commands/run.js'),
  },
  {
    name: 'simulator',
    description: 'run a local APNs for tests and CI',
    load: () => import('./commands/simulator.js'),
  },
  {
    name: 'lint',
    description: 'check a payload without sending it',
    load: () => import('./commands/lint.js'),
  },
  {
    name: 'doctor',
    description: 'try the way to APNs step by step and name the step that fails',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'channels',
    description: 'list, create, read and delete broadcast channels',
    load: () => import('./commands/channels.js'),
  },
  {
    name: 'broadcast',
    description: 'send a Live Activity update to a broadcast channel',
    load: () => import('./commands/broadcast.js'),
  },
  {
    name: 'inspect',
    description: 'say what a certificate, key or .p12 file is',
    load: () => import('./commands/inspect.js'),
  },
  {
    name: 'csr',
    description: 'make a private key and the certificate request to upload to Apple',
    load: () => import('./commands/csr.js'),
  },
  {
    name: 'pair',
    description: 'join a certificate with its private key to a .p12',
    load: () => import('./commands/pair.js'),
  },
  {
    name: 'convert',
    description: 'write a certificate, key or .p12 in another format',
    load: () => import('./commands/convert.js'),
  },
  {
    name: 'credentials',
    description: 'list, add, remove, export and protect the credentials that are kept',
    load: () => import('./commands/credentials.js'),
  },
  {
    name: 'jwt',
    description: 'print the provider token of an APNs key, or take one apart',
    load: () => import('./commands/jwt.js'),
  },
  {
    name: 'devices',
    description: 'list, add, remove, import and export the named devices',
    load: () => import('./commands/devices.js'),
  },
  {
    name: 'presets',
    description: 'list, add, remove, import and export the saved pushes',
    load: () => import('./commands/presets.js'),
  },
  {
    name: 'batches',
    description: 'list batches, also interrupted ones, and send again what is in doubt',
    load: () => import('./commands/batches.js'),
  },
  {
    name: 'history',
    description: 'show or export what was sent, with its outcome',
    load: () => import('./commands/history.js'),
  },
];
