import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../cli/command-table.js';
import { run } from '../../../cli/run.js';
import { makeDataDir } from '../../simulator/support/test-simulator.js';
import { builtCommand, type Ended } from '../../support/built-command.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

interface Help {
  readonly command: string;
  readonly text: string;
}

/** What runs until a signal stops it. */
const SERVES = /^pushdeck (open|serve|simulator)\b/;

let root = '';
/** Holds the keys of the simulator, which take longer to make than most commands take to run. */
let simulatorKeys = '';
let helps: readonly Help[] = [];
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'pushdeck-examples-'));
  simulatorKeys = await makeDataDir();
  helps = await allHelps();
}, 120_000);
afterAll(() => {
  for (const folder of [root, simulatorKeys]) rmSync(folder, { recursive: true, force: true });
});

/** The help of the program, of every command and of every command below one. */
async function allHelps(): Promise<readonly Help[]> {
  const all: Help[] = [];
  for (const { name } of COMMANDS) {
    const text = await helpOf([name, '--help']);
    all.push({ command: name, text });
    for (const below of commandsIn(text)) {
      all.push({ command: `${name} ${below}`, text: await helpOf([name, below, '--help']) });
    }
  }
  return all;
}

async function helpOf(words: readonly string[]): Promise<string> {
  const terminal = memoryTerminal({ cwd: root, env: {} });
  await run(words, terminal);
  return terminal.written.stdout;
}

function commandsIn(help: string): readonly string[] {
  const listed = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(help)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'help');
}

function examplesIn(help: string): readonly string[] {
  const part = /\nExamples?:\n([\s\S]*)$/.exec(help)?.[1] ?? '';
  return part.split('\n').flatMap((line) => (line.startsWith('  ') ? [line.trim()] : []));
}

let folders = 0;

/** Runs a line as a shell does, in an empty folder and with nothing kept but the keys of the simulator. */
function inShell(line: string): Promise<Ended> {
  folders += 1;
  const cwd = join(root, `folder-${folders}`);
  mkdirSync(cwd);
  const dataDir = join(root, `data-${folders}`);
  cpSync(simulatorKeys, dataDir, { recursive: true });
  const env = {
    PUSHDECK_DATA_DIR: dataDir,
    // Neither a desktop window nor a browser opens.
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    BROWSER: undefined,
  };
  if (SERVES.test(line)) {
    const [, ...words] = line.split(' ');
    const signals = [{ name: 'SIGTERM' as const, when: isListening }];
    return builtCommand(words, { cwd, env: { ...env, PATH: '' }, signals });
  }
  // What follows a script of bash are its $0, $1, …: the interpreter and the built program.
  const script = `set -o pipefail; node="$0" main="$1"; pushdeck() { "$node" "$main" "$@"; }\n${line}`;
  return builtCommand([], { cwd, env, under: ['bash', '-c', script] });
}

function isListening({ stdout }: { readonly stdout: string }): boolean {
  return /https?:\/\/127\.0\.0\.1:\d+/.test(stdout);
}

describe('the help of every command', () => {
  it('has an example and the options that all commands have', () => {
    for (const { command, text } of helps) {
      expect(examplesIn(text), command).not.toEqual([]);
      for (const option of ['--json', '--data-dir', '--debug']) expect(text, command).toContain(option);
    }
    expect(helps.map(({ command }) => command)).toContain('credentials export');
  });

  it('is that of the command, however it is asked for', async () => {
    expect(await helpOf(['help', 'send'])).toBe(await helpOf(['send', '--help']));
    expect(await helpOf(['devices', 'help', 'add'])).toBe(await helpOf(['devices', 'add', '--help']));
    expect(commandsIn(await helpOf(['help']))).toEqual(COMMANDS.map(({ name }) => name));
    expect(commandsIn(await helpOf(['--help']))).toEqual(COMMANDS.map(({ name }) => name));
  });

  it('has examples that work as they stand, with nothing prepared', { timeout: 600_000 }, async () => {
    const lines = new Set(helps.flatMap(({ text }) => examplesIn(text)));
    const waiting = [...lines];
    const failed: unknown[] = [];
    const worker = async (): Promise<void> => {
      for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
        const { status, stdout, stderr } = await inShell(line);
        // The example of the linter shows what it finds.
        const expected = line.endsWith('pushdeck lint -') ? 1 : 0;
        if (status !== expected) failed.push({ line, status, stdout, stderr });
      }
    };
    await Promise.all([worker(), worker(), worker()]);
    expect(failed).toEqual([]);
  });
});
