/** A connection that was silent this long is asked by PING before a push is trusted to it. Unit: milliseconds. */
export const TRUST_MS = 60_000;
/** Idle connections are kept alive by a PING this often. Unit: milliseconds. */
export const KEEP_ALIVE_MS = 10 * 60_000;
/** An idle connection is closed after this; Apple wants them kept, so it is long. Unit: milliseconds. */
export const RETIRE_AFTER_MS = 60 * 60_000;

/** True when a push may be sent without asking first: what is under way shows soon enough whether the server lives. */
export function isTrusted(active: number, silentMs: number): boolean {
  return active > 0 || silentMs < TRUST_MS;
}

/** What to do, every {@link KEEP_ALIVE_MS}, with a connection: leave it alone, close it, or ask whether it lives. */
export function careFor(active: number, idleMs: number): 'leave' | 'retire' | 'ask' {
  if (active > 0) return 'leave';
  return idleMs >= RETIRE_AFTER_MS ? 'retire' : 'ask';
}

/** When a connection was opened. Unit: monotonic milliseconds. */
export interface OpeningTimes {
  readonly dialStartedAt: number;
  readonly openedAt: number;
}

/** True for a request that was there before its connection: the steps of the connection are a part of its time. */
export function waitedFor({ openedAt }: OpeningTimes, queuedAt: number): boolean {
  return openedAt >= queuedAt;
}

/**
 * How long a request waited, without what it waited for the connection to be opened. Unit: milliseconds.
 *
 * @param leftAt - When it left, or was given up before.
 * @param connection - That it left on; `null` where it did not.
 */
export function queueTime(queuedAt: number, leftAt: number, connection: OpeningTimes | null): number {
  const dialled =
    connection === null || !waitedFor(connection, queuedAt)
      ? 0
      : connection.openedAt - Math.max(queuedAt, connection.dialStartedAt);
  return Math.max(0, leftAt - queuedAt - dialled);
}
