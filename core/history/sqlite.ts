import { createRequire } from 'node:module';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** The part of the `node:sqlite` API used here; the package for older Nodes has the same. */
export interface SqlStatement {
  run(...values: readonly SqlValue[]): unknown;
  get(...values: readonly SqlValue[]): SqlRow | undefined;
  all(...values: readonly SqlValue[]): SqlRow[];
  iterate(...values: readonly SqlValue[]): IterableIterator<SqlRow>;
}

export interface SqlDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface SqliteModule {
  readonly DatabaseSync: new (path: string, options?: { readonly readOnly?: boolean }) => SqlDatabase;
}

/** SQLite's own result codes: the file is no database, or its pages contradict each other. */
const DAMAGE_CODES: readonly unknown[] = [11, 26];
const FULL_TEXT_PROBE = `CREATE VIRTUAL TABLE probe USING fts5(t, content='', contentless_delete=1, tokenize='trigram')`;

let loaded: SqliteModule | undefined;

/**
 * Opens a database file, making it where it is missing.
 *
 * @param path - Also `:memory:`, or a URI (https://www.sqlite.org/uri.html).
 * @throws SQLite's error; see {@link isDamage}.
 */
export function openSqlite(path: string, options: { readonly readOnly?: boolean } = {}): SqlDatabase {
  loaded ??= builtIn() ?? bundledPackage();
  return new loaded.DatabaseSync(path, options);
}

/** True for an error that says the file itself is broken, as opposed to busy, full or forbidden. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  return typeof error.errcode === 'number' && DAMAGE_CODES.includes(error.errcode & 0xff);
}

/** Runs `work` as one transaction that takes the write lock at once, so that it cannot fail half-way for want of it. */
export function inTransaction<Result>(database: SqlDatabase, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite undoes it by itself when the disk is full or fails: https://www.sqlite.org/lang_transaction.html
    }
    throw error;
  }
}

/** The bytes that a column holds; none where it holds something else. */
export function bufferIn(row: SqlRow, column: string): Buffer {
  const bytes = row[column];
  if (!(bytes instanceof Uint8Array)) return Buffer.alloc(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Node's own SQLite, where it exists and has the full-text search that early versions were built without. */
function builtIn(): SqliteModule | undefined {
  const found = quietly(() => process.getBuiltinModule('node:sqlite') as SqliteModule | undefined);
  if (found === undefined) return undefined;
  try {
    const probe = new found.DatabaseSync(':memory:');
    probe.exec(FULL_TEXT_PROBE);
    probe.close();
    return found;
  } catch {
    return undefined;
  }
}

function bundledPackage(): SqliteModule {
  // Not an import: bundlers must leave it alone, and where Node has its own it is never loaded.
  return createRequire(import.meta.url)('@photostructure/sqlite') as SqliteModule;
}

/** Node 22 and 24 warn on stderr when SQLite is loaded; a person at the command line can do nothing about it. */
function quietly<Result>(load: () => Result): Result {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    return load();
  } finally {
    if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
  }
}
