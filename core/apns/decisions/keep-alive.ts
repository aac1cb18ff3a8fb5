/** A connection that was silent this long is checked with a PING before it is used. Unit: milliseconds. */
export const MAX_UNCHECKED_SILENCE_MS = 60_000;
/** How often idle connections get a PING. Unit: milliseconds. */
export const KEEP_ALIVE_INTERVAL_MS = 10 * 60_000;
/**
 * An idle connection is closed after this time. It is long, since Apple wants connections kept open. Unit:
 * milliseconds.
 */
export const IDLE_TIMEOUT_MS = 60 * 60_000;

/**
 * True when a push may be sent without a PING first. Requests in flight show soon enough whether the server is
 * alive.
 */
export function isAssumedAlive(active: number, silentMs: number): boolean {
  return active > 0 || silentMs < MAX_UNCHECKED_SILENCE_MS;
}

/** What to do with a connection, every {@link KEEP_ALIVE_INTERVAL_MS}. */
export function keepAliveAction(active: number, idleMs: number): 'none' | 'retire' | 'ping' {
  if (active > 0) return 'none';
  return idleMs >= IDLE_TIMEOUT_MS ? 'retire' : 'ping';
}

/** When a connection was opened. Unit of both times: monotonic milliseconds. */
export interface ConnectionTimes {
  readonly dialStartedAt: number;
  readonly openedAt: number;
}

/** True for a request that was queued before its connection was open, so that connecting is part of its timing. */
export function isOpenedForRequest({ openedAt }: ConnectionTimes, queuedAt: number): boolean {
  return openedAt >= queuedAt;
}

/**
 * How long a request was queued, not counting the time to open its connection. Unit: milliseconds.
 *
 * @param leftAt - When it was sent, or given up.
 * @param connection - The connection that it was sent on; `null` if it was not sent.
 */
export function queueTime(queuedAt: number, leftAt: number, connection: ConnectionTimes | null): number {
  const connected =
    connection === null || !isOpenedForRequest(connection, queuedAt)
      ? 0
      : connection.openedAt - Math.max(queuedAt, connection.dialStartedAt);
  return Math.max(0, leftAt - queuedAt - connected);
}
