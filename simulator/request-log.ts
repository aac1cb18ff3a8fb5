import { createPublisher } from '#core/ports/publisher';
import type { SimulatorRequest } from '#shared/simulator/model';
import { loggedHeaders, readRequestHeaders } from '#shared/simulator/request-headers';
import type { LocalizedText } from '#shared/text/localized-text';

/** Requests kept for the list. A program that needs all of them can listen. */
const KEPT = 500;
/** A handled request, before it is formatted. */
interface HandledRequest {
  readonly atMs: number;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  readonly ruleId: string | null;
  readonly because: LocalizedText;
}

/** The latest requests, with notification of new ones. */
export interface RequestLog {
  add(request: HandledRequest): void;
  /** The latest requests, newest first. */
  list(): readonly SimulatorRequest[];
  /** Calls a listener for every request. @returns a function that unsubscribes it. */
  listen(listener: (request: SimulatorRequest) => void): () => void;
  /** Number of requests since the start. */
  count(): number;
  clear(): void;
}

interface Kept {
  readonly id: number;
  readonly request: HandledRequest;
}

export function createRequestLog(): RequestLog {
  const ring: Kept[] = [];
  const arrivals = createPublisher<SimulatorRequest>();
  let next = 0;
  let lastId = 0;

  return {
    add(request) {
      const kept: Kept = { request, id: ++lastId };
      ring[next] = kept;
      next = (next + 1) % KEPT;
      if (arrivals.hasListeners()) arrivals.publish(describeRequest(kept));
    },
    list() {
      const oldestFirst = [...ring.slice(next), ...ring.slice(0, next)];
      return oldestFirst.reverse().map(describeRequest);
    },
    listen: (listener) => arrivals.listen(listener),
    count: () => lastId,
    clear() {
      ring.length = 0;
      next = 0;
    },
  };
}

function describeRequest({ id, request: { rawHeaders, body, ...rest } }: Kept): SimulatorRequest {
  const { method, path } = readRequestHeaders(rawHeaders);
  return { id, method, path, headers: loggedHeaders(rawHeaders), payload: body, ...rest };
}
