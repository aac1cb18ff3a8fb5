import type { Clock, StopTimer } from '../ports/ports.js';
import { inTransaction, type SqlDatabase } from './sqlite.js';

/** A write waits at most this long for others to share its transaction. Unit: milliseconds. */
const GATHER_MS = 20;
/** After this much quiet a write goes to the file at once. Unit: milliseconds. */
const QUIET_MS = 40;
/** Unit: writes in one transaction. */
const TRANSACTION_LIMIT = 500;
/** Between tries while the file cannot be written (full disk, another process at work). Unit: milliseconds. */
const RETRY_MS = 500;
/** Writes kept in memory while the file cannot be written; more are given up and reported. */
const WAITING_LIMIT = 50_000;

/** Runs inside a transaction. */
type Write = () => void;

/** Gathers writes into transactions: one by one each is on disk at once, in a storm within {@link GATHER_MS}. */
export interface WriteQueue {
  /** Never throws: what cannot be written now is tried again. */
  add(write: Write): void;
  /**
   * Writes what waits and this, in one transaction.
   *
   * @throws what SQLite throws; nothing of this was written then, and what waits goes on waiting.
   */
  now<Result>(write: () => Result): Result;
  /** Writes what waits. True when nothing is left waiting. */
  flush(): boolean;
  /** {@link flush} for the last time. */
  close(): boolean;
}

export interface WriteQueueOptions {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  /** Inside the transaction, before its writes. */
  readonly before: () => void;
  /** Inside the transaction, after its writes. */
  readonly after: () => void;
  readonly onWritten: () => void;
  /** A transaction was undone. */
  readonly onUndone: () => void;
  /** Told of the first one in a row that was undone, and of writes that were given up; the others are tried again. */
  readonly onFailed: (error: unknown, givenUp: number) => void;
}

export function createWriteQueue(options: WriteQueueOptions): WriteQueue {
  const { database, clock } = options;
  let waiting: Write[] = [];
  let stopTimer: StopTimer | null = null;
  let lastWriteMs = Number.NEGATIVE_INFINITY;
  let failing = false;
  let closed = false;

  const schedule = (delayMs: number): void => {
    stopTimer ??= clock.after(delayMs, () => {
      stopTimer = null;
      flush();
    });
  };
  const transact = <Result>(last: () => Result): Result => {
    const writes = waiting.slice(0, TRANSACTION_LIMIT);
    let result: Result;
    try {
      result = inTransaction(database, () => {
        options.before();
        for (const write of writes) write();
        const done = last();
        options.after();
        return done;
      });
    } catch (error) {
      options.onUndone();
      fail(error);
      throw error;
    }
    failing = false;
    waiting = waiting.slice(writes.length);
    lastWriteMs = clock.elapsed();
    options.onWritten();
    return result;
  };
  const flush = (): boolean => {
    stopTimer?.();
    stopTimer = null;
    while (waiting.length > 0) {
      try {
        transact(() => undefined);
      } catch {
        return false;
      }
    }
    return true;
  };
  const fail = (error: unknown): void => {
    const givenUp = Math.max(0, waiting.length - WAITING_LIMIT);
    if (givenUp > 0) waiting = waiting.slice(0, WAITING_LIMIT);
    if (!failing || givenUp > 0) options.onFailed(error, givenUp);
    failing = true;
    schedule(RETRY_MS);
  };

  return {
    flush,
    now(write) {
      while (waiting.length > TRANSACTION_LIMIT) transact(() => undefined);
      return transact(write);
    },
    add(write) {
      if (closed) return;
      waiting.push(write);
      const quiet = clock.elapsed() - lastWriteMs > QUIET_MS;
      if (!failing && (quiet || waiting.length >= TRANSACTION_LIMIT)) flush();
      else schedule(failing ? RETRY_MS : GATHER_MS);
    },
    close() {
      const written = flush();
      closed = true;
      stopTimer?.();
      stopTimer = null;
      return written;
    },
  };
}
