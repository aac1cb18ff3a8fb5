import { createPublisher } from '#core/ports/publisher';
import type { SimulatorRequest } from '#shared/simulator/model';
import { loggedHeaders, readRequestHeaders } from '#shared/simulator/request-headers';
import type { LocalizedText } from '#shared/text/localized-text';

/** Requests kept for the list; a program that wants all of them listens. */
const KEPT = 500;
/** A request as the simulator handled it, before anybody wants to read it. */
export interface HandledRequest {
  readonly atMs: number;
  readonly rawHeaders: readonly string[];
  readonly body: string;
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  readonly ruleId: string | null;
  readonly because: LocalizedText;
}

/** The last requests, and every one as it comes for those who listen. */
export interface RequestLog {
  add(request: HandledRequest): void;
  /** The newest first. */
  list(): readonly SimulatorRequest[];
  /** @returns What ends the listening. */
  listen(listener: (request: SimulatorRequest) => void): () => void;
  /** Every request since the start, whether still kept or not. */
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
