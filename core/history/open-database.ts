import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { AppError, toAppError } from '#shared/errors';
import { isFileError, moveAside, PRIVATE_FILE_MODE } from '../files/atomic-file.js';
import { newerVersionError, putAside } from '../files/data-folder.js';
import { HISTORY_VERSION, upgradeDatabase, versionOfDatabase } from './schema.js';
import { isDamage, openSqlite, type SqlDatabase } from './sqlite.js';

/** How long a write waits for another process's. Unit: milliseconds. */
const BUSY_TIMEOUT_MS = 3000;
/** What opening a database takes besides its own file. */
const SPARE_HANDLES = 3;

/**
 * Where the history lives: in its file, in a fresh one in the place of a damaged one, or, where nothing can be written,
 * in memory or in a file that is only read.
 */
export type HistoryPlace = 'file' | 'fresh-file' | 'memory' | 'read-only';

export interface OpenDatabase {
  readonly database: SqlDatabase;
  readonly place: HistoryPlace;
}

export interface OpenDatabaseOptions {
  /** What to do where the file cannot be written: remember what is sent now, or read what was sent before. */
  readonly whenUnwritable: 'remember' | 'read';
  readonly onProblem?: ((problem: AppError) => void) | undefined;
}

/**
 * Opens the file of the history and brings it up to date. A damaged one is put aside; one that the machine keeps from
 * being written is told and replaced by memory, so that sending goes on.
 *
 * @throws AppError `data-from-newer-version`; the file is then left as it is.
 */
export function openDatabase(path: string, options: OpenDatabaseOptions): OpenDatabase {
  try {
    return openFile(path, options.onProblem);
  } catch (error) {
    // The folder itself could not be made, which was told with it.
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return inMemory();
    const failure = toAppError(named(error, path));
    if (failure.code === 'data-from-newer-version' || failure.code === 'internal') throw failure;
    const readable = options.whenUnwritable === 'read' ? openToRead(path) : null;
    options.onProblem?.(unavailableError(failure, readable !== null));
    return readable === null ? inMemory() : { database: readable, place: 'read-only' };
  }
}

function inMemory(): OpenDatabase {
  return { database: prepare(openSqlite(':memory:'), ':memory:'), place: 'memory' };
}

function openFile(path: string, onProblem: OpenDatabaseOptions['onProblem']): OpenDatabase {
  try {
    return { database: prepareFile(path), place: 'file' };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const problem = putAside(path, error);
    // It could not be moved: see `putAside`.
    if (existsSync(path)) throw error;
    // What belongs to the damaged file must not be applied to the new one.
    for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) moveAside(path + suffix);
    onProblem?.(problem);
    return { database: prepareFile(path), place: 'fresh-file' };
  }
}

function prepareFile(path: string): SqlDatabase {
  // Made here first, because SQLite would let other users of the machine read it.
  closeSync(openSync(path, 'a', PRIVATE_FILE_MODE));
  return prepare(openSqlite(path), path);
}

function prepare(database: SqlDatabase, path: string): SqlDatabase {
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const version = versionOfDatabase(database);
    if (version > HISTORY_VERSION) throw newerVersionError(path, version, HISTORY_VERSION);
    // Before the first table, else it has no effect.
    if (version === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON');
    database.exec('PRAGMA cache_size = -12000; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8000');
    upgradeDatabase(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** `null` where it cannot even be read, or only with what another process has not settled yet. */
function openToRead(path: string): SqlDatabase | null {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  // Without a write-ahead log there is no writer, and SQLite needs no shared-memory file, which it could not create.
  const name = log === undefined || log.size === 0 ? `${pathToFileURL(path).href}?immutable=1` : path;
  let database: SqlDatabase | undefined;
  try {
    database = openSqlite(name, { readOnly: true });
    if (versionOfDatabase(database) === HISTORY_VERSION) return database;
  } catch {
    // The caller reports it.
  }
  database?.close();
  return null;
}

/** SQLite says only that it could not open a file; whether it was for want of a handle shows by opening some. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || 'path' in error) return error;
  const handles: number[] = [];
  try {
    for (let count = 0; count < SPARE_HANDLES; count += 1) handles.push(openSync(path, 'r'));
  } catch (reason) {
    return reason;
  } finally {
    for (const handle of handles) closeSync(handle);
  }
  return Object.assign(error, { path });
}

function unavailableError(failure: AppError, isReadable: boolean): AppError {
  return new AppError(
    failure.code,
    isReadable
      ? {
          en: `${failure.text.en} The history is shown as it is.`,
          zh: `${failure.text.zh}历史记录按现状显示。`,
        }
      : {
          en: `${failure.text.en} Sending goes on without history.`,
          zh: `${failure.text.zh}发送会继续，但不保存历史记录。`,
        },
    failure.hint,
    { cause: failure.cause },
  );
}
