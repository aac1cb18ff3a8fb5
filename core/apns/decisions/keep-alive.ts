/** A connection that was silent this long is asked by PING before a push is trusted to it. Unit: milliseconds. */
export const MAX_UNCHECKED_SILENCE_MS = 60_000;
/** Idle connections are kept alive by a PING this often. Unit: milliseconds. */
export const KEEP_ALIVE_INTERVAL_MS = 10 * 60_000;
/** An idle connection is closed after this; Apple wants them kept, so it is long. Unit: milliseconds. */
export const IDLE_TIMEOUT_MS = 60 * 60_000;

/** True when a push may be sent without asking first: what is under way shows soon enough whether the server lives. */
export function isAssumedAlive(active: number, silentMs: number): boolean {
  return active > 0 || silentMs < MAX_UNCHECKED_SILENCE_MS;
}

/** What to do, every {@link KEEP_ALIVE_INTERVAL_MS}, with a connection: leave it alone, close it, or ask whether it lives. */
export function keepAliveAction(active: number, idleMs: number): 'none' | 'retire' | 'ping' {
  if (active > 0) return 'none';
  return idleMs >= IDLE_TIMEOUT_MS ? 'retire' : 'ping';
}

/** When a connection was opened. Unit: monotonic milliseconds. */
export interface ConnectionTimes {
  readonly dialStartedAt: number;
  readonly openedAt: number;
}

/** True for a request that was there before its connection: the steps of the connection are a part of its time. */
export function isOpenedForRequest({ openedAt }: ConnectionTimes, queuedAt: number): boolean {
  return openedAt >= queuedAt;
}

/**
 * How long a request waited, without what it waited for the connection to be opened. Unit: milliseconds.
 *
 * @param leftAt - When it left, or was given up before.
 * @param connection - That it left on; `null` where it did not.
 */
export function queueTime(queuedAt: number, leftAt: number, connection: ConnectionTimes | null): number {
  const connected =
    connection === null || !isOpenedForRequest(connection, queuedAt)
      ? 0
      : connection.openedAt - Math.max(queuedAt, connection.dialStartedAt);
  return Math.max(0, leftAt - queuedAt - connected);
}
