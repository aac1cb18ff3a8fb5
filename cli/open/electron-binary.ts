import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LocalizedText } from '#shared/text/localized-text';

/** Enough for the download over a slow line; a dead one fails much sooner by itself. Unit: milliseconds. */
const INSTALL_LIMIT_MS = 5 * 60_000;

/** The end of what an installer wrote: where it says why it failed. Unit: UTF-16 units. */
const KEPT_OUTPUT = 8_000;

type Env = Readonly<Record<string, string | undefined>>;

/** Where the package `electron` lies, or `null` where it is not installed (it never is with the command alone). */
export function electronPackageDir(from: string = import.meta.url): string | null {
  try {
    return dirname(createRequire(from).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/**
 * Looks for a runnable Electron. It only looks: since Electron 42, `require('electron')` itself starts a
 * download where the binary is missing.
 *
 * @param env - `ELECTRON_EXEC_PATH` names a binary, `ELECTRON_OVERRIDE_DIST_PATH` a folder with one.
 * @param packageDir - Of the package `electron`; `null` where it is not installed.
 * @returns The path of the program, or `null`.
 */
export function findElectron(env: Env, packageDir: string | null = electronPackageDir()): string | null {
  const named = env['ELECTRON_EXEC_PATH'];
  if (named !== undefined && named !== '') return isFile(named) ? named : null;
  if (packageDir === null) return null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = override !== undefined && override !== '' ? override : join(packageDir, 'dist');
  // Written by the installer as its last step, so a download that broke off is not taken for a program.
  const pathFile = join(packageDir, 'path.txt');
  const isOverridden = folder === override;
  if (!existsSync(pathFile) && !isOverridden) return null;
  const program = join(folder, existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron');
  return isFile(program) ? program : null;
}

/** What became of the try to bring the binary. */
export type ElectronInstall =
  | { readonly kind: 'installed'; readonly path: string }
  /** `because` fits into one line. */
  | { readonly kind: 'failed'; readonly because: LocalizedText };

export interface InstallOptions {
  readonly env: Env;
  readonly packageDir?: string | null;
  /** Unit: milliseconds. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs the package's own installer, which downloads the binary for this platform. Never throws. */
export async function installElectron(options: InstallOptions): Promise<ElectronInstall> {
  const { env, packageDir = electronPackageDir(), limitMs = INSTALL_LIMIT_MS, signal } = options;
  const script = packageDir === null ? null : join(packageDir, 'install.js');
  if (script === null || !existsSync(script)) return { kind: 'failed', because: NOT_A_DEPENDENCY };
  const limit = AbortSignal.timeout(limitMs);
  const stop = signal === undefined ? limit : AbortSignal.any([limit, signal]);
  const run = await runNode(script, env, stop);
  const path = findElectron(env, packageDir);
  if (path !== null) return { kind: 'installed', path };
  if (signal?.aborted === true) return { kind: 'failed', because: INTERRUPTED };
  if (limit.aborted) return { kind: 'failed', because: tooSlow(limitMs) };
  return { kind: 'failed', because: notDownloaded(reasonIn(run.output)) };
}

function runNode(script: string, env: Env, signal: AbortSignal): Promise<{ readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ output: `${output}\n${error.message}` }));
    child.once('close', () => resolve({ output }));
  });
}

/** The sentence of an installer's output that says what happened, without its stack. */
function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /^(\[cause\]: )?\w*Error\b.*:/.test(line));
  const line = errors.at(-1) ?? lines.findLast((words) => words !== '' && !words.startsWith('at ')) ?? '';
  return line.replace(/^(\[cause\]: )?\w*Error\b[^:]*: /, '').slice(0, 200);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

const NOT_A_DEPENDENCY: LocalizedText = {
  en: 'the package “electron” is not installed here',
  zh: '此处没有安装 electron 软件包',
};

const INTERRUPTED: LocalizedText = { en: 'the download was interrupted', zh: '下载被中断' };

const tooSlow = (limitMs: number): LocalizedText => {
  const seconds = Math.round(limitMs / 1000);
  return {
    en: `the download took longer than ${seconds} seconds`,
    zh: `下载超过了 ${seconds} 秒`,
  };
};

const notDownloaded = (reason: string): LocalizedText => ({
  en: `it could not be downloaded${reason === '' ? '' : ` (${reason})`}`,
  zh: `无法下载${reason === '' ? '' : `（${reason}）`}`,
});
