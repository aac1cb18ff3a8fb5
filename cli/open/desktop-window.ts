import { spawn } from 'node:child_process';
import type { LocalizedText } from '#shared/text/localized-text';
import { findElectron, installElectron, type InstallOptions } from './electron-binary.js';

type Env = Readonly<Record<string, string | undefined>>;

/** An Electron that ends with an error sooner than this never showed a window. Unit: milliseconds. */
const START_LIMIT_MS = 10_000;

/** What is needed to decide about the window; tests hand in their own. */
export interface DesktopPorts {
  readonly env: Env;
  readonly platform: NodeJS.Platform;
  readonly find: (env: Env) => string | null;
  readonly install: (
    options: InstallOptions,
  ) => Promise<{ kind: 'installed'; path: string } | { kind: 'failed'; because: LocalizedText }>;
  /** Runs the program until it ends. */
  readonly run: (
    program: string,
    programArguments: readonly string[],
    env: Env,
  ) => Promise<{ readonly status: number; readonly elapsedMs: number }>;
  readonly note: (line: string) => void;
  readonly signal: AbortSignal;
}

export type DesktopResult =
  | { readonly kind: 'closed' }
  /** No window could be shown; `because` fits into one line. */
  | { readonly kind: 'unavailable'; readonly because: string };

/**
 * Shows the desktop window and waits until it is closed. Brings the Electron binary where there is none and
 * it can be had.
 *
 * @param appDir - The folder whose `package.json` names the built main process.
 * @param files - To open in the window.
 */
export async function showDesktopWindow(
  ports: DesktopPorts,
  appDir: string,
  dataDir: string,
  files: readonly string[],
): Promise<DesktopResult> {
  const { env, platform } = ports;
  if (platform === 'linux' && (env['DISPLAY'] ?? env['WAYLAND_DISPLAY'] ?? '') === '') {
    return { kind: 'unavailable', because: 'there is no display' };
  }
  const program = ports.find(env) ?? (await install(ports));
  if (typeof program !== 'string') return program;
  ports.note('Opening the desktop window.');
  const { status, elapsedMs } = await ports.run(program, [appDir, ...files], {
    ...env,
    PUSHDECK_DATA_DIR: dataDir,
  });
  return status !== 0 && elapsedMs < START_LIMIT_MS && !ports.signal.aborted
    ? { kind: 'unavailable', because: `Electron ended at once with status ${status}` }
    : { kind: 'closed' };
}

async function install(ports: DesktopPorts): Promise<string | DesktopResult> {
  ports.note('No Electron binary is installed yet: trying to download it …');
  const result = await ports.install({ env: ports.env, signal: ports.signal });
  return result.kind === 'installed' ? result.path : { kind: 'unavailable', because: result.because.en };
}

/** The real ports of a process. */
export function systemDesktopPorts(
  env: Env,
  note: (line: string) => void,
  signal: AbortSignal,
): DesktopPorts {
  return {
    env,
    platform: process.platform,
    find: (variables) => findElectron(variables),
    install: (options) => installElectron(options),
    run: (program, programArguments, variables) => runUntilEnd(program, programArguments, variables, signal),
    note,
    signal,
  };
}

function runUntilEnd(
  program: string,
  programArguments: readonly string[],
  env: Env,
  signal: AbortSignal,
): Promise<{ status: number; elapsedMs: number }> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const end = (status: number): void => resolve({ status, elapsedMs: performance.now() - startedAt });
    const child = spawn(program, programArguments, { stdio: 'inherit', env: { ...env } });
    // The window closes down in order: its end is waited for.
    const onSignal = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', onSignal, { once: true });
    if (signal.aborted) onSignal();
    child.once('close', () => signal.removeEventListener('abort', onSignal));
    child.once('error', () => end(1));
    child.once('exit', (status) => end(status ?? 1));
  });
}
