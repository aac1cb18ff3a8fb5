import type { DeliveryFailure } from '#shared/apns/push';
import type { DialTarget, DialTimings } from './dial.js';
import type {
  Http2Session,
  StreamHandle,
  StreamReceiver,
  StreamResult,
  WireHeaders,
} from './http2-session.js';

/** Everything that distinguishes one connection from another. APNs binds a connection to its credential. */
export interface Route extends DialTarget {
  /** Identifies the pool: routes with the same key share connections. */
  readonly key: string;
  /** `https://host:port`. */
  readonly origin: string;
}

/** How long the steps of a request took. Unit: milliseconds. */
export interface RequestTiming {
  readonly connectionId: string | null;
  readonly queueMs: number;
  /** The steps of connecting, if this request waited for its connection to be opened. */
  readonly dial: DialTimings | null;
  readonly http2Ms: number | null;
  readonly responseMs: number | null;
}

/** A request as the pool needs it. An interface rather than closures, since there may be thousands at a time. */
export interface PooledRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** Counted from when the request is sent. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Called right before it is sent. @returns why it must not be sent; `null` to send it. */
  beforeSend(): DeliveryFailure | null;
  /** Called exactly once per submission. */
  onSettled(result: StreamResult, timing: RequestTiming): void;
}

/** Cancels a submitted request. */
export interface RequestHandle {
  /** The request settles as `unprocessed` if it was not sent yet, otherwise as `lost`. */
  cancel(failure: DeliveryFailure): void;
  /** True once it was sent. */
  readonly hasLeft: boolean;
}

/** What a pending request needs from its pool. */
interface PendingRequestOwner {
  settle(waiting: PendingRequest, result: StreamResult): void;
}

/** A request in a pool, from its submission to its result. */
export class PendingRequest implements RequestHandle, StreamReceiver {
  previous: PendingRequest | null = null;
  next: PendingRequest | null = null;
  readonly owner: PendingRequestOwner;
  readonly request: PooledRequest;
  readonly queuedAt: number;
  sentAt = 0;
  connection: PooledConnection | null = null;
  streamHandle: StreamHandle | null = null;
  settled = false;

  constructor(pool: PendingRequestOwner, request: PooledRequest, queuedAt: number) {
    this.owner = pool;
    this.request = request;
    this.queuedAt = queuedAt;
  }

  get hasLeft(): boolean {
    return this.streamHandle !== null;
  }

  cancel(failure: DeliveryFailure): void {
    if (this.settled) return;
    if (this.streamHandle === null) {
      this.owner.settle(this, { kind: 'unprocessed', cause: 'not-sent', reason: null, detail: '' });
    } else {
      this.streamHandle.cancel({ kind: 'lost', failure });
    }
  }

  onResult(result: StreamResult): void {
    this.owner.settle(this, result);
  }
}

/** A connection in a pool. */
export interface PooledConnection {
  readonly session: Http2Session;
  readonly dialStartedAt: number;
  readonly openedAt: number;
  readonly dial: DialTimings;
  http2Ms: number | null;
  /** Waiting for the answer to a PING; not used meanwhile. */
  isBeingPinged: boolean;
  lastUsedAt: number;
  /** A push on it got an answer that shows that the connection works. */
  isUseful: boolean;
  /** Already counted as useless. */
  isCounted: boolean;
}
