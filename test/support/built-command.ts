import { spawn, type StdioOptions } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../out/cli/main.js');

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltCommandOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string;
  /** What standard output is instead of a pipe: a file descriptor. */
  readonly stdout?: number;
  readonly stderr?: number;
  /** A program and its arguments that run the command, such as `faketime` and a date. */
  readonly under?: readonly string[];
  /** Reads standard output up to its first line, then closes it. */
  readonly readsOneLine?: boolean;
}

/** Runs the built command as a process of its own and waits for its end. */
export function builtCommand(args: readonly string[], options: BuiltCommandOptions = {}): Promise<Ended> {
  const { under = [] } = options;
  const [program = '', ...rest] = [...under, process.execPath, MAIN, ...args];
  const stdio: StdioOptions = ['pipe', options.stdout ?? 'pipe', options.stderr ?? 'pipe'];
  const env = { ...process.env, PUSHDECK_VAULT: 'key-file', ...options.env };
  const child = spawn(program, rest, { cwd: options.cwd, env, stdio });
  return new Promise((done, failed) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (options.readsOneLine === true && stdout.includes('\n')) child.stdout?.destroy();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', failed);
    child.on('close', (status) => done({ status, stdout, stderr }));
    // A command that has ended reads no more.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}
