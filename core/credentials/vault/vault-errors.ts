import { AppError } from '#shared/errors';
import type { LocalizedText } from '#shared/text/localized-text';

export function vaultLocked(): AppError {
  return new AppError(
    'vault-locked',
    { en: 'The credentials are locked.', zh: '凭证已锁定。' },
    { en: 'Unlock them with your passphrase.', zh: '请使用口令解锁。' },
  );
}

export function wrongPassphrase(): AppError {
  return new AppError(
    'wrong-password',
    { en: 'This passphrase does not unlock the credentials.', zh: '口令错误，无法解锁凭证。' },
    {
      en: 'Try again; it cannot be recovered. Without it, remove vault.json and add your files again.',
      zh: '请重试；口令无法找回。如已忘记，请删除 vault.json 并重新添加文件。',
    },
  );
}

/** @param reason - Why the master key is not available, as a sentence. */
export function vaultUnavailable(reason: LocalizedText, hint: LocalizedText, cause?: unknown): AppError {
  return new AppError('vault-unavailable', reason, hint, { cause });
}

export function masterKeyMissing(where: LocalizedText, cause?: unknown): AppError {
  return vaultUnavailable(
    {
      en: `The key that opens the credentials is not ${where.en}.`,
      zh: `打开凭证所需的主密钥不在${where.zh}。`,
    },
    {
      en: 'Put it back, for example from a backup. If it is lost, remove vault.json and add your files again.',
      zh: '请从备份等处恢复。如已丢失，请删除 vault.json 并重新添加文件。',
    },
    cause,
  );
}

export function masterKeyWrong(): AppError {
  return vaultUnavailable(
    {
      en: 'The stored master key is not the one that the credentials were sealed with.',
      zh: '所保存的主密钥与加密凭证时使用的不一致。',
    },
    {
      en: 'Restore vault.json and its key file from the same backup.',
      zh: '请从同一份备份恢复 vault.json 及其密钥文件。',
    },
  );
}

export function vaultBusy(): AppError {
  return vaultUnavailable(
    {
      en: 'Another Pushdeck process has been changing the credentials for more than ten seconds.',
      zh: '另一个 Pushdeck 进程正在修改凭证，已超过十秒。',
    },
    { en: 'Try again in a moment.', zh: '请稍后重试。' },
  );
}

export function vaultFileDamaged(path: string, cause?: unknown): AppError {
  return new AppError(
    'vault-damaged',
    { en: `The credentials file cannot be read: ${path}`, zh: `无法读取凭证文件：${path}` },
    {
      en: 'Restore it from a backup, or move it away and add your files again.',
      zh: '请从备份恢复，或移走该文件后重新添加。',
    },
    { cause },
  );
}

export function entryDamaged(name: string): AppError {
  return new AppError(
    'vault-damaged',
    { en: `The stored credential "${name}" is damaged.`, zh: `已保存的凭证“${name}”已损坏。` },
    {
      en: 'Remove it and add its file again. The others are fine.',
      zh: '请移除后重新添加文件。其他凭证不受影响。',
    },
  );
}

export function folderUnwritable(path: string, cause: unknown): AppError {
  return new AppError(
    'data-folder-unwritable',
    { en: `The credentials cannot be saved to ${path}.`, zh: `无法将凭证保存到 ${path}。` },
    {
      en: 'Check the permissions of the folder and the free space, or choose another one with --data-dir.',
      zh: '请检查文件夹权限和剩余空间，或使用 --data-dir 指定其他文件夹。',
    },
    { cause },
  );
}

export function passphraseMissing(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'A passphrase is needed and must not be empty.', zh: '需要输入口令，且不能为空。' },
    {
      en: 'Choose one that only you know, and keep it: it cannot be recovered.',
      zh: '请设置只有你知道的口令并妥善保存：口令无法找回。',
    },
  );
}
