import type { Duplex } from 'node:stream';
import type { DeliveryFailure } from '#shared/apns/push';
import type { Clock } from '../ports/ports.js';

/** Header names and values in wire form; a list where a name occurs more than once. */
export type WireHeaders = Record<string, string | readonly string[]>;

/** The result of one stream. */
export type StreamResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** The server did not process the request (REFUSED_STREAM, or above the last stream ID of GOAWAY): safe to resend. */
  | {
      readonly kind: 'unprocessed';
      readonly cause: 'refused' | 'goaway' | 'not-sent';
      /** The reason in the GOAWAY, if there is one. */
      readonly reason: string | null;
      /** A short description of the frame. */
      readonly detail: string;
    }
  /** The request was sent and not answered: it may have been processed. */
  | { readonly kind: 'lost'; readonly failure: DeliveryFailure }
  /** The connection failed in a way that shows the request was never read. */
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure };

/** A GOAWAY frame as received. */
export interface Goaway {
  readonly code: number;
  readonly lastStreamId: number;
  /** The debug data as text. */
  readonly debug: string;
  /** The `reason` in APNs' JSON debug data; `null` for any other debug data. */
  readonly reason: string | null;
}

/** Receives the result of a request. An object rather than a closure, since there may be thousands at a time. */
export interface StreamReceiver {
  onResult(result: StreamResult): void;
}

/** A request in flight. */
export interface StreamHandle {
  /** Resets the stream; the receiver gets this result. Does nothing once there is a result. */
  cancel(result: StreamResult): void;
}

/** Callbacks of a session. `onEnd` is called at most once. */
interface SessionEvents {
  /** More streams may be opened than before: SETTINGS arrived, or a stream ended. */
  readonly onCapacity: () => void;
  /** The server's first SETTINGS frame arrived. Unit: milliseconds since the TLS handshake. */
  readonly onReady: (http2Ms: number) => void;
  readonly onGoaway: (goaway: Goaway) => void;
  /** The session has ended and all its streams have settled. */
  readonly onEnd: (failure: DeliveryFailure) => void;
}

/** What a session is created from. */
export interface SessionOptions {
  readonly id: string;
  /** `https://host:port`. */
  readonly origin: string;
  /** A TLS socket after its handshake. */
  readonly socket: Duplex & { readonly alpnProtocol: string | false | null };
  readonly clock: Clock;
  readonly events: SessionEvents;
}

/** One HTTP/2 connection, as the pool needs it. Requests may be sent at once, without waiting for SETTINGS. */
export interface Http2Session {
  readonly id: string;
  /** Maximum number of open streams, from the latest SETTINGS; 1 until the first arrived. */
  readonly limit: number;
  readonly active: number;
  /** `open` accepts requests, `retiring` only finishes those in flight, `ended` is closed. */
  readonly state: 'open' | 'retiring' | 'ended';
  /** When data last arrived. Unit: monotonic milliseconds. */
  readonly lastHeardAt: number;
  /** The GOAWAY that the server sent, if any. */
  readonly goaway: Goaway | null;
  /**
   * Sends one request. The receiver gets exactly one result, even if the connection fails.
   *
   * @param headers - Read before this returns.
   * @param body - Not copied, so it must not be changed.
   */
  request(headers: WireHeaders, body: Buffer, receiver: StreamReceiver): StreamHandle;
  /**
   * True when a request with so many bytes may be sent now: a stream is free, and the body fits into what the
   * server's flow-control window leaves, or no other body is waiting for it. A body that is interrupted by a full
   * window could starve behind newer ones.
   */
  canTake(bodyBytes: number): boolean;
  /** Resolves to true when the server answered a PING in time. Unit: milliseconds. */
  ping(timeoutMs: number): Promise<boolean>;
  /** Accepts no more requests and closes once those in flight have settled. */
  retire(): void;
  /** Closes the connection now. Streams in flight settle as lost. @param failure - The failure to report for them. */
  destroy(failure?: DeliveryFailure): void;
}
