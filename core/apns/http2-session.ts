import type { Duplex } from 'node:stream';
import type { DeliveryFailure } from '#shared/apns/push';
import type { Clock } from '../ports/ports.js';

/** Header names and values as HTTP/2 carries them; a list where a name occurs more than once. */
export type WireHeaders = Record<string, string | readonly string[]>;

/** What became of one stream. */
export type StreamResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** The server says it did not process the request (REFUSED_STREAM, above LastStreamID): safe to resend. */
  | {
      readonly kind: 'unprocessed';
      readonly cause: 'refused' | 'goaway' | 'not-sent';
      /** What the GOAWAY gave as its reason, if it did. */
      readonly reason: string | null;
      /** The frame that said so, in short. */
      readonly detail: string;
    }
  /** It left and no answer came: it may have been processed. */
  | { readonly kind: 'lost'; readonly failure: DeliveryFailure }
  /** The connection proved unusable in a way that shows the request was never read. */
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** A GOAWAY frame as it came. */
export interface Goaway {
  readonly code: number;
  readonly lastStreamId: number;
  /** The debug data as text. */
  readonly debug: string;
  /** The `reason` of APNs's JSON form; `null` for the other forms. */
  readonly reason: string | null;
}

/** Gets what became of a request. An object instead of a function: there may be thousands at a time. */
export interface StreamReceiver {
  onResult(result: StreamResult): void;
}

/** A request on its way. */
export interface StreamHandle {
  /** Ends the stream; the receiver gets this as its result. Does nothing once it has one. */
  cancel(result: StreamResult): void;
}

/** Told by a session, at most one of `onEnd`. */
export interface SessionEvents {
  /** More streams may be opened than before: SETTINGS came, or one ended. */
  readonly onCapacity: () => void;
  /** The server's first SETTINGS frame: HTTP/2 stands. Unit: milliseconds since the TLS session. */
  readonly onReady: (http2Ms: number) => void;
  readonly onGoaway: (goaway: Goaway) => void;
  /** No stream will be opened on it again; those in flight have settled. The failure says why it ended. */
  readonly onEnd: (failure: DeliveryFailure) => void;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly id: string;
  /** `https://host:port`. */
  readonly origin: string;
  /** A finished TLS handshake, and the protocol that it agreed on. */
  readonly socket: Duplex & { readonly alpnProtocol: string | false | null };
  readonly clock: Clock;
  readonly events: SessionEvents;
}

/** One HTTP/2 connection, as the pool needs it. Requests may be sent at once: no round trip is waited for. */
export interface Http2Session {
  readonly id: string;
  /** Streams that may be open at once, as the newest SETTINGS say; 1 until the first came. */
  readonly limit: number;
  readonly active: number;
  /** `open`: takes requests. `retiring`: finishes what is in flight. `ended`: nothing comes any more. */
  readonly state: 'open' | 'retiring' | 'ended';
  /** Monotonic milliseconds at which anything was last heard of the server. */
  readonly lastHeardAt: number;
  /** The reason of the GOAWAY that ended it, if one did. */
  readonly goaway: Goaway | null;
  /**
   * Sends one request. The receiver gets exactly one result, also when the connection dies.
   *
   * @param headers - Read before this returns.
   * @param body - Sent as it is.
   */
  request(headers: WireHeaders, body: Buffer, receiver: StreamReceiver): StreamHandle;
  /**
   * True when a request with so many bytes may be sent now: a stream is free, and the body fits into what the
   * server's flow-control window leaves, or no other body is waiting for it. A body that is cut off by a full
   * window can wait for ever behind newer ones (nghttp2 schedules by what was sent already).
   */
  canTake(bodyBytes: number): boolean;
  /** True when the server answered a PING within the time. Unit: milliseconds. */
  ping(timeoutMs: number): Promise<boolean>;
  /** Opens no stream any more and closes once those in flight have settled. */
  retire(): void;
  /** Ends it now; streams in flight settle as lost. @param failure - Why, for them. */
  destroy(failure?: DeliveryFailure): void;
}
