import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../../../cli/run.js';
import type { ExitStatus } from '../../../cli/terminal.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

const fixtures = resolve(import.meta.dirname, '../../fixtures/credentials');

export interface Outcome {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
  /** Every line of stdout as JSON. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

/** A folder to run commands in, with a data folder of its own. */
export interface CommandRig {
  readonly folder: string;
  run(
    argv: readonly string[],
    options?: { readonly stdin?: string; readonly env?: Record<string, string> },
  ): Promise<Outcome>;
  /** Puts a fixture beside the command. @returns its name. */
  bring(path: string): string;
  write(name: string, text: string): string;
  read(name: string): Buffer;
  has(name: string): boolean;
  modeOf(name: string): number;
  [Symbol.dispose](): void;
}

export function commandRig(): CommandRig {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-command-'));
  return {
    folder,
    async run(argv, options = {}) {
      const terminal = memoryTerminal({
        cwd: folder,
        env: { PUSHDECK_DATA_DIR: join(folder, 'data'), PUSHDECK_VAULT: 'key-file', ...options.env },
        ...(options.stdin !== undefined && { stdin: options.stdin }),
      });
      await run(argv, terminal);
      const { stdout, stderr } = terminal.written;
      return {
        status: terminal.exitStatus,
        stdout,
        stderr,
        get documents() {
          return terminal.documents() as Readonly<Record<string, unknown>>[];
        },
      };
    },
    bring(path) {
      const name = path.split('/').at(-1) ?? path;
      copyFileSync(resolve(fixtures, path), join(folder, name));
      return name;
    },
    write(name, text) {
      writeFileSync(join(folder, name), text);
      return name;
    },
    read: (name) => readFileSync(join(folder, name)),
    has: (name) => existsSync(join(folder, name)),
    modeOf: (name) => statSync(join(folder, name)).mode & 0o777,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
