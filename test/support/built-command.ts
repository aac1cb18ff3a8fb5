import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../../out/cli/main.js');

export interface Ended {
  readonly status: number | null;
  /** The signal that killed it; `null` when it ended by itself. */
  readonly signal: NodeJS.Signals | null;
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
  /** Signals to send, each once what was written so far satisfies its condition. */
  readonly signals?: readonly {
    readonly name: NodeJS.Signals;
    readonly when: (written: { readonly stdout: string; readonly stderr: string }) => boolean;
  }[];
  readonly onStart?: (child: ChildProcess) => void;
  readonly onStderr?: () => void;
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
    const signals = [...(options.signals ?? [])];
    const sendDueSignals = (): void => {
      for (let next = signals[0]; next?.when({ stdout, stderr }) === true; next = signals[0]) {
        signals.shift();
        child.kill(next.name);
      }
    };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      sendDueSignals();
      if (options.readsOneLine === true && stdout.includes('\n')) child.stdout?.destroy();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onStderr?.();
      sendDueSignals();
    });
    child.on('error', failed);
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
    // A command that has ended reads no more.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
    options.onStart?.(child);
  });
}
