/** What {@link isStarved} looks at. Unit of all times: monotonic milliseconds. */
export interface Queue {
  readonly nowMs: number;
  /** How long a request may wait for a stream. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** When the first of the queue came, or a request last left, whichever is later. */
  readonly lastMoveMs: number;
  /** True while a connection is being opened or asked whether it lives. */
  readonly isAsking: boolean;
  /** When the SETTINGS of each open connection came; `null` where they have not. */
  readonly readyAt: readonly (number | null)[];
}

/**
 * True when requests wait although there are connections, and none of these has let one in for too long: the server
 * allows no stream, or gives its window never back.
 */
export function isStarved({ nowMs, timeoutMs, lastMoveMs, isAsking, readyAt }: Queue): boolean {
  if (isAsking || readyAt.length === 0) return false;
  return readyAt.every((at) => at !== null && nowMs - Math.max(at, lastMoveMs) >= timeoutMs);
}
