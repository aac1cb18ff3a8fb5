import type { ErrorCode } from './errors.js';
import type { LocalizedText } from './text/localized-text.js';

/** A failure of the operating system or SQLite, described for people. */
export interface SystemFailure {
  readonly code: ErrorCode;
  readonly text: LocalizedText;
  readonly hint: LocalizedText;
}

interface FailureRow {
  readonly code: ErrorCode;
  /** Values of `error.code`. */
  readonly errnos: readonly string[];
  /** SQLite's result codes; see https://www.sqlite.org/rescode.html. A primary code also matches its extended codes. */
  readonly sqlite: readonly number[];
  readonly text: (path: LocalizedText) => LocalizedText;
  readonly hint: LocalizedText;
}

/** The first match wins, so extended result codes precede their primary code. */
const FAILURE_ROWS: readonly FailureRow[] = [
  {
    code: 'disk-full',
    errnos: ['ENOSPC', 'EDQUOT'],
    // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: no space for the index of the write-ahead log.
    sqlite: [13, 4874],
    text: (path) => ({
      en: `There is no space left on the disk for ${path.en}.`,
      zh: `磁盘空间不足，无法写入${path.zh}。`,
    }),
    hint: { en: 'Free some space, then try again.', zh: '请释放磁盘空间后重试。' },
  },
  {
    code: 'read-only',
    errnos: ['EROFS'],
    sqlite: [8],
    text: (path) => ({
      en: `The file system is read-only, so ${path.en} cannot be written.`,
      zh: `文件系统为只读，无法写入${path.zh}。`,
    }),
    hint: {
      en: 'Make it writable, or choose another place; --data-dir moves the data folder.',
      zh: '请将其设为可写，或选择其他位置；--data-dir 可更改数据文件夹。',
    },
  },
  {
    code: 'no-permission',
    errnos: ['EACCES', 'EPERM'],
    sqlite: [3, 23],
    text: (path) => ({
      en: `You do not have permission to access ${path.en}.`,
      zh: `当前用户没有访问${path.zh}的权限。`,
    }),
    hint: {
      en: 'Check the permissions of the file and of its folder.',
      zh: '请检查该文件及其所在文件夹的权限。',
    },
  },
  {
    code: 'too-many-open-files',
    errnos: ['EMFILE', 'ENFILE'],
    sqlite: [],
    text: (path) => ({
      en: `There are too many open files to open ${path.en}.`,
      zh: `可用的文件句柄已耗尽，无法打开${path.zh}。`,
    }),
    hint: {
      en: 'Raise the limit on open files, for example with “ulimit -n 1024”, or close other programs.',
      zh: '请提高打开文件数上限（例如 “ulimit -n 1024”），或关闭其他程序。',
    },
  },
  {
    code: 'file-busy',
    errnos: ['EBUSY', 'ETXTBSY'],
    sqlite: [5, 6],
    text: (path) => ({
      en: `Another program is using ${path.en}.`,
      zh: `其他程序正在使用${path.zh}。`,
    }),
    hint: { en: 'Try again in a moment.', zh: '请稍后重试。' },
  },
  {
    code: 'not-a-database',
    errnos: [],
    sqlite: [11, 26],
    text: (path) => ({
      en: `${path.en} is damaged: SQLite cannot read it as a database.`,
      zh: `${path.zh}已损坏，SQLite 无法将其作为数据库读取。`,
    }),
    hint: {
      en: 'Quit Pushdeck, then move the file elsewhere or restore it from a backup.',
      zh: '请退出 Pushdeck 并移走该文件，或从备份恢复。',
    },
  },
  {
    code: 'io-error',
    errnos: ['EIO', 'ESTALE'],
    // SQLITE_IOERR and SQLITE_CANTOPEN.
    sqlite: [10, 14],
    text: (path) => ({
      en: `The disk reported an error for ${path.en}.`,
      zh: `磁盘在访问${path.zh}时报告错误。`,
    }),
    hint: {
      en: 'The drive may be failing or disconnected. Check it, then try again.',
      zh: '磁盘可能有故障或已断开。请检查后重试。',
    },
  },
];

/** The codes of {@link systemFailure}: the cause is the machine, not the input. */
export const SYSTEM_FAILURE_CODES: ReadonlySet<ErrorCode> = new Set(FAILURE_ROWS.map(({ code }) => code));

/**
 * Describes why the operating system or SQLite could not read or write a file.
 *
 * @param error - As Node's file system or SQLite threw it.
 * @param path - Path of the file; defaults to the one that the error names.
 * @returns `null` for any other error, including socket errors.
 */
export function systemFailure(error: unknown, path?: string): SystemFailure | null {
  if (!(error instanceof Error) || 'port' in error || 'address' in error) return null;
  const errno = 'code' in error ? error.code : undefined;
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  const cause = FAILURE_ROWS.find(
    ({ errnos, sqlite }) =>
      errnos.some((name) => name === errno) ||
      (result !== undefined && (sqlite.includes(result) || sqlite.includes(result & 0xff))),
  );
  if (cause === undefined) return null;
  const named = path ?? ('path' in error && typeof error.path === 'string' ? error.path : undefined);
  const words = named === undefined ? A_FILE : { en: named, zh: ` ${named} ` };
  return { code: cause.code, text: cause.text(words), hint: cause.hint };
}

const A_FILE: LocalizedText = { en: 'a file', zh: '文件' };
