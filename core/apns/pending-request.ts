import type { DeliveryFailure } from '#shared/apns/push';
import type { DialTarget, DialTimings } from './dial.js';
import type {
  Http2Session,
  StreamHandle,
  StreamReceiver,
  StreamResult,
  WireHeaders,
} from './http2-session.js';

/** Everything that distinguishes one connection from another: APNs ties a connection to its credential. */
export interface Route extends DialTarget {
  /** Names the lane; equal routes share connections. */
  readonly key: string;
  /** `https://host:port`. */
  readonly origin: string;
}

/** How a request travelled. Unit of all times: milliseconds. */
export interface RequestTiming {
  readonly connectionId: string | null;
  readonly queueMs: number;
  /** The steps of the connection, when this request waited for it to be opened. */
  readonly dial: DialTimings | null;
  readonly http2Ms: number | null;
  readonly responseMs: number | null;
}

/** A request as the lane needs it. An object of its own: there may be thousands at a time. */
export interface PooledRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** From the moment it leaves. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Called right before it leaves. @returns why it must not; `null` lets it go. */
  beforeSend(): DeliveryFailure | null;
  /** Called exactly once for each time it was submitted. */
  onSettled(result: StreamResult, timing: RequestTiming): void;
}

/** A request that can be taken back. */
export interface RequestHandle {
  /** The request ends as `unprocessed` when it had not left yet, otherwise as `lost`. */
  cancel(failure: DeliveryFailure): void;
  /** True once it is on its way. */
  readonly hasLeft: boolean;
}

/** What a waiting request needs of its lane. */
interface PendingRequestOwner {
  settle(waiting: PendingRequest, result: StreamResult): void;
}

/** A request in a lane, from when it was submitted to its result. */
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

/** A connection of a lane. */
export interface PooledConnection {
  readonly session: Http2Session;
  readonly dialStartedAt: number;
  readonly openedAt: number;
  readonly dial: DialTimings;
  http2Ms: number | null;
  /** A PING decides whether it may be used. */
  isBeingPinged: boolean;
  lastUsedAt: number;
  /** A push was answered on it as it should be. */
  isUseful: boolean;
  /** It was counted among those that came to nothing. */
  isCounted: boolean;
}
