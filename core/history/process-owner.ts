import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, type SqlDatabase } from './sqlite.js';

const FOLDER = 'running';

/**
 * Which processes are at work on a data folder. Each holds an exclusive SQLite lock on a file of its own for as long
 * as it lives: the operating system lets go of it when the process ends, however it ends. Unlike a process ID it
 * cannot come to mean another process, unlike a heartbeat it needs no clock and does not expire while a process is
 * suspended, and it holds between containers that share the folder, wherever SQLite itself works on it.
 */
export interface ProcessOwner {
  /** The name of this process, unique for ever. The first call takes the lock. */
  id(): string;
  /** False once the process of that name has ended. */
  isAlive(id: string): boolean;
  close(): void;
}

/** @param dataDir - The files lie in its folder `running`. */
export function createProcessOwner(dataDir: string): ProcessOwner {
  const folder = join(dataDir, FOLDER);
  let own: { readonly id: string; readonly lock: SqlDatabase } | null = null;
  const pathOf = (id: string): string => join(folder, `${id}.lock`);

  return {
    id() {
      if (own !== null) return own.id;
      const id = randomUUID();
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      closeSync(openSync(pathOf(id), 'wx', 0o600));
      const lock = openSqlite(pathOf(id));
      lock.exec('BEGIN EXCLUSIVE');
      own = { id, lock };
      return id;
    },
    isAlive(id) {
      if (id === own?.id) return true;
      const path = pathOf(id);
      if (!existsSync(path)) return false;
      if (isLocked(path)) return true;
      // Its name is never used again, so no process can be taking this lock by now.
      rmSync(path, { force: true });
      return false;
    },
    close() {
      if (own === null) return;
      own.lock.close();
      rmSync(pathOf(own.id), { force: true });
      own = null;
    },
  };
}

/** For a history that no other process sees. */
export function createLoneOwner(): ProcessOwner {
  const own = randomUUID();
  return { id: () => own, isAlive: (id) => id === own, close: () => undefined };
}

/**
 * Looks with a shared lock, so that several may look at a time without taking each other for the owner. What cannot be
 * told counts as locked: taking a batch from a living process would send pushes twice.
 */
function isLocked(path: string): boolean {
  const probe = openSqlite(path);
  try {
    probe.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch {
    return true;
  } finally {
    probe.close();
  }
}
