import { VAULT_PROTECTIONS, type VaultProtection } from '#shared/credentials/vault-protection';
import { AppError } from '#shared/errors';

/** The environment variable that chooses what protects a new vault. */
const VARIABLE = 'PUSHDECK_VAULT';

/**
 * Reads the protection chosen for a new vault from the environment.
 *
 * @returns `null` if it is not set.
 * @throws AppError `bad-argument` for an unknown value.
 */
export function chosenProtection(env: Readonly<Record<string, string | undefined>>): VaultProtection | null {
  const word = env[VARIABLE] ?? '';
  if (word === '') return null;
  const known = VAULT_PROTECTIONS.find((protection) => protection === word);
  if (known !== undefined) return known;
  throw new AppError(
    'bad-argument',
    {
      en: `${VARIABLE} is "${word}", which is not a protection of the credentials.`,
      zh: `${VARIABLE} 的值“${word}”不是有效的凭证保护方式。`,
    },
    {
      en: `Set it to ${VAULT_PROTECTIONS.join(', ')}, or leave it unset.`,
      zh: `请设为 ${VAULT_PROTECTIONS.join('、')} 之一，或不设置。`,
    },
  );
}

/** The user has to choose the protection first; nothing was stored. */
export function vaultChoiceNeeded(cause?: unknown): AppError {
  return new AppError(
    'vault-choice-needed',
    {
      en: "Nothing was stored: the system's key store does not answer, and no other protection was chosen yet.",
      zh: '未保存任何内容：系统密钥库没有响应，且尚未选择其他保护方式。',
    },
    {
      en: 'Choose a passphrase or a key file, and it will be stored.',
      zh: '请选择口令或密钥文件，随后即可保存。',
    },
    { cause },
  );
}

/** `PUSHDECK_VAULT=passphrase` without the passphrase. */
export function passphraseNotGiven(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `${VARIABLE} asks for a passphrase, and none was given.`,
      zh: `${VARIABLE} 要求使用口令，但没有提供口令。`,
    },
    {
      en: 'Set it in the environment variable PUSHDECK_PASSPHRASE.',
      zh: '请将口令放入环境变量 PUSHDECK_PASSPHRASE。',
    },
  );
}
