import { backOffMs, retryRuleOf } from '#shared/apns/retry';

/** Connections in a row that came to nothing before those that wait for one are told. */
export const MAX_USELESS_IN_A_ROW = 3;
/** From then on no more than one connection is opened in so long. Unit: milliseconds. */
export const MIN_OPENING_INTERVAL_MS = 1000;

/** What the last connections of a lane came to. */
export interface ConnectionHealth {
  /** Connections in a row on which no push was answered as it should be. */
  readonly useless: number;
  /** None is opened before. Monotonic, in milliseconds. */
  readonly notBeforeMs: number;
  /** None is opened before beside one that is open. Monotonic, in milliseconds. */
  readonly noMoreBeforeMs: number;
}

export const HEALTHY: ConnectionHealth = { useless: 0, notBeforeMs: 0, noMoreBeforeMs: 0 };

/** A connection that ended, or was not opened, without an answer that speaks for it. */
export interface UselessConnection {
  /** True once the server's SETTINGS came: it speaks HTTP/2 and lets us in. */
  readonly wasReady: boolean;
  /** True while another connection of the lane is open. */
  readonly othersOpen: boolean;
  /** Monotonic, in milliseconds. */
  readonly nowMs: number;
  /** 0…1. */
  readonly random: number;
}

/**
 * Counts a connection that came to nothing. One that the server never began to speak on counts as not opened: those
 * that wait are told at once. One that it closes after SETTINGS may be a server that restarts, so a few are tried.
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

/** True for an answer that says of the connection that it serves: not one that refuses the sender, the load, or it. */
export function isUseful(status: number, reason: string | null): boolean {
  return status < 500 && status !== 403 && status !== 429 && !retryRuleOf(status, reason).newConnection;
}

/** What {@link openingDelay} looks at. */
export interface PoolLoad {
  /** Requests that wait for a stream. */
  readonly pending: number;
  /** Connections that are being opened. */
  readonly opening: number;
  /** Connections that take requests. */
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
