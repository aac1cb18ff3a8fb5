import { AppError } from '#shared/errors';

/**
 * Says how a command opens a vault that is sealed with a passphrase: unlocking it in the window opens it there
 * only. Any other error stays as it is.
 */
export function withPassphraseHint(error: AppError): AppError {
  if (error.code !== 'vault-locked') return error;
  return new AppError(
    error.code,
    error.text,
    {
      en: 'Put the passphrase into the environment variable PUSHDECK_PASSPHRASE, and run the command again.',
      zh: '请把口令放入环境变量 PUSHDECK_PASSPHRASE，然后重新运行命令。',
    },
    { cause: error },
  );
}
