/** What {@link isStarved} looks at. Unit of all times: monotonic milliseconds. */
export interface QueueState {
  readonly nowMs: number;
  /** How long a request may wait for a stream. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** When the first of the queue came, or a request last left, whichever is later. */
  readonly lastProgressMs: number;
  /** True while a connection is being opened or asked whether it lives. */
  readonly isConnecting: boolean;
  /** When the SETTINGS of each open connection came; `null` where they have not. */
  readonly readyAt: readonly (number | null)[];
}

/**
 * True when requests wait although there are connections, and none of these has let one in for too long: the server
 * allows no stream, or gives its window never back.
 */
export function isStarved({ nowMs, timeoutMs, lastProgressMs, isConnecting, readyAt }: QueueState): boolean {
  if (isConnecting || readyAt.length === 0) return false;
  return readyAt.every((at) => at !== null && nowMs - Math.max(at, lastProgressMs) >= timeoutMs);
}
