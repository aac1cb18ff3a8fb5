import { describeConnectionFailure } from '#shared/apns/connection-failure';
import type { DeliveryFailure } from '#shared/apns/push';
import type { Goaway } from './http2-session.js';
import type { PooledConnection, Route } from './pending-request.js';
import { formatGoaway } from './session-end.js';

/** A request that was sent and not answered in time. */
export function answerTimeout({ host, port }: Route, timeoutMs: number): DeliveryFailure {
  return describeConnectionFailure({ step: 'request', host, port, timeoutMs });
}

/** The connection is dead. */
export function pingTimeout({ host, port }: Route): DeliveryFailure {
  return describeConnectionFailure({ step: 'request', host, port, detail: 'a PING was not answered' });
}

/** A pending request for which no stream became free in time. */
export function noFreeStream({ host, port }: Route, timeoutMs: number): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: 'no-stream-free', host, port, timeoutMs });
}

/** A pending request, after several connections in a row on which nothing was answered. */
export function uselessConnections({ host, port }: Route, detail: string): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: 'useless', host, port, detail });
}

/** A pending request, after the server ended its connections with GOAWAY. */
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
 * A pending request, after the connection that it waited for has ended.
 *
 * @param failure - The failure of the requests that were in flight on the connection.
 * @param timeoutMs - How long the pool waited for SETTINGS.
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
