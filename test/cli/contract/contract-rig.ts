import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtCommand, type BuiltCommandOptions, type Ended } from '../../support/built-command.js';
import { commandInMemory } from '../../support/command-in-memory.js';

type Document = Readonly<Record<string, unknown>>;

/** What a program reads from a command: every line of standard output is one JSON document, and nothing else. */
export interface Answer extends Ended {
  readonly documents: readonly Document[];
}

export interface RunOptions extends BuiltCommandOptions {
  /** The built program as a process of its own, where the process is what the test is about. */
  readonly built?: boolean;
}

/** One folder and one data folder in it, for commands. */
export interface ContractRig extends Disposable {
  readonly folder: string;
  readonly write: (name: string, text: string | Buffer) => string;
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** With `--json`. Expects NDJSON, no trace of a stack, and none of the secrets. */
  readonly ask: (args: readonly string[], options?: RunOptions) => Promise<Answer>;
}

/** A password that must never be seen again. */
export const SECRET = 'Tr0ub4dor-and-3';

export function contractRig(): ContractRig {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-contract-'));
  const run: ContractRig['run'] = async (args, options = {}) => {
    const env = { PUSHDECK_DATA_DIR: join(folder, 'data'), DISPLAY: undefined, ...options.env };
    const isProcess = options.built === true || options.signals !== undefined || options.under !== undefined;
    const start = isProcess ? builtCommand : commandInMemory;
    const ended = await start(args, { cwd: folder, ...options, env });
    for (const text of [ended.stdout, ended.stderr]) {
      expect(text, args.join(' ')).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
      expect(text, args.join(' ')).not.toContain(SECRET);
    }
    return ended;
  };
  return {
    folder,
    write(name, text) {
      writeFileSync(join(folder, name), text);
      return name;
    },
    run,
    async ask(args, options) {
      const ended = await run([...args, '--json'], options);
      const lines = ended.stdout.split('\n').slice(0, -1);
      expect(ended.stdout.endsWith('\n') || ended.stdout === '', args.join(' ')).toBe(true);
      return { ...ended, documents: lines.map((line) => JSON.parse(line) as Document) };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The names of the fields, sorted; those of objects inside with a dot. */
export function fieldsOf(document: unknown, prefix = ''): readonly string[] {
  return Object.entries(document as object)
    .flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? fieldsOf(value, `${prefix}${name}.`)
        : [`${prefix}${name}`],
    )
    .sort();
}

/** `a b.{c,d}` as the fields `a`, `b.c` and `b.d`, sorted. */
export function fields(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [, prefix = '', names] = /^(.+\.)\{(.+)\}$/.exec(word) ?? [];
      return names === undefined ? [word] : names.split(',').map((name) => prefix + name);
    })
    .sort();
}
