import { run } from '../../cli/run.js';
import type { BuiltCommandOptions, Ended } from './built-command.js';
import { memoryTerminal } from './memory-terminal.js';

/** Runs a command in this process, as `builtCommand` runs it in one of its own, for a hundredth of the work. */
export async function commandInMemory(
  args: readonly string[],
  options: Pick<BuiltCommandOptions, 'cwd' | 'env' | 'input'> = {},
): Promise<Ended> {
  const { cwd, env = {}, input = '' } = options;
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const terminal = memoryTerminal({
    stdin: input,
    env: { PUSHDECK_VAULT: 'key-file', ...Object.fromEntries(set) },
    ...(cwd !== undefined && { cwd }),
  });
  await run(args, terminal);
  return { status: terminal.exitStatus, signal: null, ...terminal.written };
}
