import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { OpenedFile } from '#shared/contract/desktop-bridge';
import { FILE_LIMITS } from '#shared/contract/message-limits';
import type { LocalizedText } from '#shared/text/localized-text';

/** The same number as can be dropped at once. */
export const FILE_COUNT_LIMIT = FILE_LIMITS.credential.count;
/** Larger than any credential file or payload. Unit: bytes. */
export const FILE_SIZE_LIMIT = FILE_LIMITS.any.each;

/** The files that could be read, and one message for each of the others. */
export interface OpenedFiles {
  readonly files: readonly OpenedFile[];
  readonly refused: readonly LocalizedText[];
}

/** Reads the files that the user opened. An unreadable file does not affect the others. */
export async function readOpenedFiles(paths: readonly string[]): Promise<OpenedFiles> {
  const files: OpenedFile[] = [];
  const refused: LocalizedText[] = [];
  for (const path of paths.slice(0, FILE_COUNT_LIMIT)) {
    const result = await readOne(path);
    if ('bytes' in result) files.push(result);
    else refused.push(result);
  }
  if (paths.length > FILE_COUNT_LIMIT) refused.push(tooMany(paths.length));
  return { files, refused };
}

async function readOne(path: string): Promise<OpenedFile | LocalizedText> {
  const name = basename(path);
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return aFolder(name);
    // A device or a pipe has no size and may never end.
    if (!facts.isFile()) return notAFile(name);
    if (facts.size > FILE_SIZE_LIMIT) return tooLarge(name, facts.size);
    return { name, bytes: new Uint8Array(await readFile(path)) };
  } catch (error) {
    return unreadable(name, (error as NodeJS.ErrnoException).code ?? '');
  }
}

const aFolder = (name: string): LocalizedText => ({
  en: `“${name}” is a folder. Open the files inside it.`,
  zh: `“${name}” 是文件夹，请打开其中的文件。`,
});

const notAFile = (name: string): LocalizedText => ({
  en: `“${name}” is not an ordinary file.`,
  zh: `“${name}” 不是普通文件。`,
});

const tooLarge = (name: string, bytes: number): LocalizedText => {
  const size = Math.ceil(bytes / 1024 / 1024);
  const limit = FILE_SIZE_LIMIT / 1024 / 1024;
  return {
    en: `“${name}” is ${size} MB; certificates, keys and payloads are far below ${limit} MB.`,
    zh: `“${name}” 有 ${size} MB，而证书、密钥和推送内容都远小于 ${limit} MB。`,
  };
};

const tooMany = (count: number): LocalizedText => ({
  en: `${count} files are too many at once; the first ${FILE_COUNT_LIMIT} were opened.`,
  zh: `一次打开 ${count} 个文件过多，只打开了前 ${FILE_COUNT_LIMIT} 个。`,
});

const unreadable = (name: string, code: string): LocalizedText => {
  if (code === 'ENOENT') {
    return { en: `“${name}” is no longer there.`, zh: `“${name}” 已不存在。` };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      en: `“${name}” cannot be read by this user account. Check its permissions.`,
      zh: `当前用户无权读取 “${name}”，请检查文件权限。`,
    };
  }
  return { en: `“${name}” could not be read (${code}).`, zh: `无法读取 “${name}”（${code}）。` };
};
