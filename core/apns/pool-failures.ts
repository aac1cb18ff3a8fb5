import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import type { Goaway } from './http2-session.js';
import type { PooledConnection, Route } from './pending-request.js';
import { formatGoaway } from './session-end.js';

/** A request that left, and was not answered in time. */
export function answerTimeout({ host, port }: Route, timeoutMs: number): DeliveryFailure {
  return describeConnectionFailure({ step: 'request', host, port, timeoutMs });
}

/** The server does not live any more. */
export function pingTimeout({ host, port }: Route): DeliveryFailure {
  return describeConnectionFailure({ step: 'request', host, port, detail: 'a PING was not answered' });
}

/** For a request that waited: no stream was free in time. */
export function noFreeStream({ host, port }: Route, timeoutMs: number): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: 'no-stream-free', host, port, timeoutMs });
}

/** For a request that waited: connections come to nothing. */
export function uselessConnections({ host, port }: Route, detail: string): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: 'useless', host, port, detail });
}

/** For a request that waited: the server ends its connections by GOAWAY. */
export function endedByGoaway({ host, port }: Route, goaway: Goaway): DeliveryFailure {
  return describeConnectionFailure({
    step: 'http2',
    end: 'goaway',
    host,
    port,
    detail: formatGoaway(goaway),
  });
}

/**
 * For a request that waited for a connection which has ended now.
 *
 * @param failure - Why it ended, as those know it that were on it.
 * @param timeoutMs - How long SETTINGS were waited for.
 */
export function connectionEnded(
  route: Route,
  { session, http2Ms }: PooledConnection,
  failure: DeliveryFailure,
  timeoutMs: number,
): DeliveryFailure {
  if (session.goaway !== null) return endedByGoaway(route, session.goaway);
  if (http2Ms !== null) return uselessConnections(route, '');
  if (failure.step !== 'request') return failure;
  const { host, port } = route;
  return describeConnectionFailure({ step: 'http2', host, port, timeoutMs });
}
