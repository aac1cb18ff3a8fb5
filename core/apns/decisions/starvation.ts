/** The facts that {@link isStarved} depends on. Unit of all times: monotonic milliseconds. */
export interface QueueState {
  readonly nowMs: number;
  /** How long a request may wait for a stream. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** When the first request was queued, or the last one was sent, whichever is later. */
  readonly lastProgressMs: number;
  /** True while a connection is being opened or checked with a PING. */
  readonly isConnecting: boolean;
  /** When the SETTINGS of each open connection arrived; `null` where they have not. */
  readonly readyAt: readonly (number | null)[];
}

/**
 * True when requests wait although there are connections, and none of these has accepted one for too long: the
 * server allows no stream, or never grows its flow-control window.
 */
export function isStarved({ nowMs, timeoutMs, lastProgressMs, isConnecting, readyAt }: QueueState): boolean {
  if (isConnecting || readyAt.length === 0) return false;
  return readyAt.every((at) => at !== null && nowMs - Math.max(at, lastProgressMs) >= timeoutMs);
}
