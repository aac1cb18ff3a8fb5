import type { Command } from 'commander';
import { credentialNotFound } from '#core/credentials/material/credential-errors';
import type { Services } from '#core/services';
import type { AddCredentialRequest, NamedBytes } from '#shared/credentials/credential-files';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { Terminal } from '../terminal/terminal.js';
import { isFile, readInputFile } from './credentials-files.js';
import { addSecretOptions, askingForPassword, readSecret } from './credentials-secrets.js';

/** How a command names the credential to use. */
export interface CredentialArgument {
  readonly credential?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly keyId?: string;
  readonly teamId?: string;
}

/** Adds `--credential` and what belongs to it. */
export function addCredentialOptions(command: Command): Command {
  command
    .option('--credential <file|name>', 'a .p12, .p8 or .pem file, or the name of a kept credential')
    .option('--cert <file>', 'a certificate, together with --key')
    .option('--key <file>', 'the private key of --cert')
    .option('--key-id <id>', 'of an APNs key, where the file name does not say it')
    .option('--team-id <id>', 'of an APNs key');
  return addSecretOptions(command, 'password', 'the password of the file');
}

/**
 * Finds the credential that the options name. A file is read for this run only and not kept.
 *
 * @param options - As commander parsed them, passwords included.
 * @returns `undefined` when they name none.
 * @throws AppError of the credential family, `bad-argument`.
 */
export async function resolveCredential(
  services: Pick<Services, 'credentials'>,
  terminal: Terminal,
  options: CredentialArgument & Readonly<Record<string, unknown>>,
): Promise<CredentialSummary | undefined> {
  const { credential, cert, key, keyId, teamId } = options;
  if ((cert === undefined) !== (key === undefined)) throw certAndKey();
  if (credential !== undefined && cert !== undefined) throw certAndKey();
  const paths = cert !== undefined && key !== undefined ? [cert, key] : [];
  if (credential !== undefined) {
    if (!(await isFile(terminal, credential))) {
      const kept = await findKept(services, credential);
      refuseFileOptions(options, 'kept');
      return kept;
    }
    paths.push(credential);
  }
  if (paths.length === 0) {
    refuseFileOptions(options, 'none');
    return undefined;
  }
  const files: NamedBytes[] = [];
  for (const path of paths) files.push(await readInputFile(terminal, path));
  const password = await readSecret(options, 'password', terminal);
  const request: AddCredentialRequest = {
    files,
    ...omitUndefined({ password, keyId, teamId }),
  };
  return askingForPassword(() => services.credentials.loadTemporary(request));
}

/** What says more about a file means nothing without one; ignoring it would send with another credential. */
function refuseFileOptions(options: Readonly<Record<string, unknown>>, because: 'kept' | 'none'): void {
  const given = FILE_OPTIONS.find(([key]) => options[key] !== undefined);
  if (given === undefined) return;
  const [, name] = given;
  throw new AppError(
    'bad-argument',
    because === 'kept'
      ? {
          en: `${name} is for a file, and --credential names a credential that is kept here.`,
          zh: `${name} 用于文件，而 --credential 指定的是已保存的凭证。`,
        }
      : { en: `${name} is for a file, and none was named.`, zh: `${name} 用于文件，但没有指定文件。` },
    because === 'kept'
      ? { en: 'Leave it out.', zh: '请去掉它。' }
      : { en: 'Name one with --credential.', zh: '请用 --credential 指定文件。' },
  );
}

const FILE_OPTIONS = [
  ['keyId', '--key-id'],
  ['teamId', '--team-id'],
  ['password', '--password'],
  ['passwordEnv', '--password-env'],
  ['passwordFile', '--password-file'],
  ['passwordStdin', '--password-stdin'],
] as const;

async function findKept(services: Pick<Services, 'credentials'>, name: string): Promise<CredentialSummary> {
  try {
    return await services.credentials.find(name);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'credential-not-found') throw thrown;
    const looksLikePath = /[\\/]|\.(?:p12|pfx|p8|pem|cer|crt|key)$/i.test(name);
    throw looksLikePath ? noSuchFile(name) : credentialNotFound(name);
  }
}

function noSuchFile(path: string): AppError {
  return new AppError(
    'file-not-found',
    { en: `There is no file ${path}.`, zh: `文件 ${path} 不存在。` },
    { en: 'Check the path.', zh: '请检查路径。' },
  );
}

function certAndKey(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: 'Name a credential either with --credential, or with --cert and --key together.',
      zh: '请使用 --credential，或同时使用 --cert 和 --key 指定凭证。',
    },
    {
      en: 'For example --cert aps.pem --key key.pem, or --credential identity.p12.',
      zh: '例如 --cert aps.pem --key key.pem，或 --credential identity.p12。',
    },
  );
}
