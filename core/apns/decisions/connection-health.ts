import { backOffMs, retryRuleOf } from '#shared/apns/retry';

/** The pending requests fail after this many consecutive useless connections. */
const MAX_USELESS_IN_A_ROW = 3;
/** From then on, the minimum time between two openings. Unit: milliseconds. */
export const MIN_OPENING_INTERVAL_MS = 1000;

/** How the latest connections of a pool fared. */
export interface ConnectionHealth {
  /** Consecutive connections on which no push got a useful answer. */
  readonly useless: number;
  /** No connection is opened before this time. Unit: monotonic milliseconds. */
  readonly notBeforeMs: number;
  /** No additional connection is opened before this time. Unit: monotonic milliseconds. */
  readonly noMoreBeforeMs: number;
}

export const HEALTHY: ConnectionHealth = { useless: 0, notBeforeMs: 0, noMoreBeforeMs: 0 };

/** A connection that failed to open, or ended without a useful answer. */
export interface UselessConnection {
  /** True once the server's SETTINGS arrived: it speaks HTTP/2 and accepted the client. */
  readonly wasReady: boolean;
  /** True while another connection of the pool is open. */
  readonly othersOpen: boolean;
  /** Monotonic, in milliseconds. */
  readonly nowMs: number;
  /** 0…1. */
  readonly random: number;
}

/**
 * Counts a useless connection. If it ended before SETTINGS, the pending requests fail at once. If the server closed
 * it after SETTINGS, it may be restarting, so a few more are tried.
 */
export function afterUseless(
  { useless }: ConnectionHealth,
  { wasReady, othersOpen, nowMs, random }: UselessConnection,
): { readonly health: ConnectionHealth; readonly givesUp: boolean } {
  const count = useless + 1;
  const isTooMany = count >= MAX_USELESS_IN_A_ROW;
  return {
    health: {
      useless: count,
      notBeforeMs: isTooMany ? nowMs + MIN_OPENING_INTERVAL_MS : 0,
      noMoreBeforeMs: nowMs + backOffMs(count, random),
    },
    givesUp: !othersOpen && (isTooMany || !wasReady),
  };
}

/**
 * True for an answer that shows that the connection works: one that does not refuse the sender, the load or the
 * connection.
 */
export function isUseful(status: number, reason: string | null): boolean {
  return status < 500 && status !== 403 && status !== 429 && !retryRuleOf(status, reason).newConnection;
}

/** The facts that {@link openingDelay} depends on. */
export interface PoolLoad {
  /** Requests that wait for a stream. */
  readonly pending: number;
  /** Connections that are being opened. */
  readonly opening: number;
  /** Connections that accept requests. */
  readonly open: number;
  /** How many connections to spread requests over. */
  readonly target: number;
  /** Monotonic, in milliseconds. */
  readonly nowMs: number;
}

/** When to open a connection: 0 for now, `null` for not at all. Unit: milliseconds. */
export function openingDelay(health: ConnectionHealth, load: PoolLoad): number | null {
  if (load.pending === 0 || load.opening > 0 || load.open >= load.target) return null;
  const notBefore = load.open === 0 ? health.notBeforeMs : health.noMoreBeforeMs;
  return Math.max(0, notBefore - load.nowMs);
}
