import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { omitUndefined } from '#shared/omit-undefined';
import { run } from '../../../cli/run.js';
import type { ExitStatus } from '../../../cli/terminal/terminal.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

const fixtures = resolve(import.meta.dirname, '../../fixtures/credentials');

export interface Outcome {
  readonly status: ExitStatus;
  readonly stdout: string;
  readonly stderr: string;
  /** Every line of stdout as JSON. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

let samples: Promise<string> | undefined;

/** The simulator's keys and certificates cost seconds on a busy machine, so they are made once and copied. */
function sampleFolder(): Promise<string> {
  samples ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pushdeck-samples-'));
    const env = { PUSHDECK_DATA_DIR: folder, PUSHDECK_VAULT: 'key-file' };
    await run(['credentials', 'list'], memoryTerminal({ cwd: folder, env }));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return join(folder, 'simulator');
  })();
  return samples;
}

/** A folder to run commands in, with a data folder of its own. */
export interface CommandRig {
  readonly folder: string;
  /** Gives the data folder the simulator's samples, as after its first use. */
  withSamples(): Promise<void>;
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
    async withSamples() {
      cpSync(await sampleFolder(), join(folder, 'data', 'simulator'), { recursive: true });
    },
    async run(argv, options = {}) {
      const terminal = memoryTerminal({
        cwd: folder,
        env: { PUSHDECK_DATA_DIR: join(folder, 'data'), PUSHDECK_VAULT: 'key-file', ...options.env },
        ...omitUndefined({ stdin: options.stdin }),
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
