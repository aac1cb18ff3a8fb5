import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '#shared/errors';
import { readStandardInput } from '../terminal/standard-input.js';
import { type Terminal, writeNote } from '../terminal/terminal.js';

/** Options that name a secret, by what they are called: `--password`, `--out-password`, `--key-password`. */
export type SecretName = 'password' | 'out-password' | 'key-password' | 'passphrase';

/**
 * Adds the four ways to give one secret. The plain one is there for a quick try, and warns: every user of the
 * machine can read the arguments of a process.
 *
 * @param purpose - For the help, for example "the password of the file".
 */
export function addSecretOptions(command: Command, name: SecretName, purpose: string): Command {
  return command
    .option(`--${name} <text>`, `${purpose} (other users of this machine can read it)`)
    .option(`--${name}-env <name>`, `${purpose}, from an environment variable`)
    .option(`--${name}-file <file>`, `${purpose}, from the first line of a file`)
    .option(`--${name}-stdin`, `${purpose}, from standard input`);
}

const SOURCES = ['', 'Env', 'File', 'Stdin'] as const;

/**
 * Fetches a secret from where the options say.
 *
 * @param options - As commander parsed them.
 * @returns `undefined` when none was given, which is not the same as an empty one.
 * @throws AppError `bad-argument` when it was given twice or its variable is not set, `file-not-found`.
 */
export async function readSecret(
  options: Readonly<Record<string, unknown>>,
  name: SecretName,
  terminal: Terminal,
): Promise<string | undefined> {
  const base = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const given = SOURCES.filter((source) => options[base + source] !== undefined);
  const [source, second] = given;
  if (source === undefined) return undefined;
  if (second !== undefined) throw givenTwice(name);
  const value = options[base + source];
  switch (source) {
    case '':
      writeNote(
        terminal,
        `warning: other users of this machine can read --${name}; --${name}-env, --${name}-file and --${name}-stdin are safer.`,
      );
      return String(value);
    case 'Env':
      return fromEnvironment(String(value), name, terminal);
    case 'File':
      return firstLine(await readSecretFile(String(value), terminal));
    case 'Stdin':
      return firstLine((await readStandardInput(terminal)).toString('utf8'));
  }
}

function fromEnvironment(variable: string, name: SecretName, terminal: Terminal): string {
  const value = terminal.env[variable];
  if (value !== undefined) return value;
  throw new AppError(
    'bad-argument',
    {
      en: `The environment variable ${variable}, named by --${name}-env, is not set.`,
      zh: `--${name}-env 指定的环境变量 ${variable} 未设置。`,
    },
    {
      en: `Set it, or use --${name}-file or --${name}-stdin.`,
      zh: `请设置该变量，或使用 --${name}-file、--${name}-stdin。`,
    },
  );
}

async function readSecretFile(path: string, terminal: Terminal): Promise<string> {
  try {
    return await readFile(resolve(terminal.cwd, path), 'utf8');
  } catch (thrown) {
    throw new AppError(
      'file-not-found',
      { en: `The password file ${path} cannot be read.`, zh: `无法读取密码文件 ${path}。` },
      { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
      { cause: thrown, family: 'usage' },
    );
  }
}

/** Only the line break goes: spaces at either end may belong to a password. */
function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? '';
}

function givenTwice(name: SecretName): AppError {
  return new AppError(
    'bad-argument',
    { en: `--${name} was given in more than one way.`, zh: `--${name} 以多种方式重复指定。` },
    {
      en: `Use one of --${name}, --${name}-env, --${name}-file and --${name}-stdin.`,
      zh: `请只使用 --${name}、--${name}-env、--${name}-file、--${name}-stdin 之一。`,
    },
  );
}

/** Says with which options a missing password is given. Any other error stays as it is. */
export function withPasswordHint(error: AppError): AppError {
  if (error.code !== 'password-required') return error;
  return new AppError(
    error.code,
    error.text,
    {
      en: `${error.hint.en} Give it with --password-env NAME, --password-file FILE or --password-stdin.`,
      zh: `${error.hint.zh}可通过 --password-env NAME、--password-file FILE 或 --password-stdin 提供。`,
    },
    { cause: error },
  );
}

/** Runs work that may need a password, and says how to give one. */
export async function askingForPassword<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    throw thrown instanceof AppError ? withPasswordHint(thrown) : thrown;
  }
}
