import type { ErrorMessage } from '../errors.js';
import type { Explanation } from './explanation.js';
import type { TableHeaders } from './header-table.js';

export const ENVIRONMENT_KINDS = ['simulator', 'sandbox', 'production', 'custom'] as const;
export type EnvironmentKind = (typeof ENVIRONMENT_KINDS)[number];

/** Two ports of the same service; 2197 lets a firewall allow APNs but no other HTTPS traffic. */
export type ApnsPort = 443 | 2197;

/** Where a push goes: the embedded simulator, one of Apple's two services, or a custom server. */
export type Environment =
  | { readonly kind: 'simulator' }
  | { readonly kind: 'sandbox' | 'production'; readonly port?: ApnsPort }
  | {
      readonly kind: 'custom';
      /** `https://host:port`, without a path. */
      readonly url: string;
      /** Where its channel management listens, when that is another `https://host:port`. */
      readonly managementUrl?: string;
      /** An additional certificate authority to trust, as PEM. Verification cannot be turned off. */
      readonly caPem?: string;
    };

/** Where one push goes within an environment. */
export type Target =
  | {
      readonly kind: 'device';
      /** Normalised to hex if possible, else as given; APNs judges it. */
      readonly token: string;
      /** The name of the saved device, for the log. */
      readonly name?: string;
    }
  | { readonly kind: 'channel'; readonly bundleId: string; readonly channelId: string };

export interface HeaderField {
  /** Lower case, as HTTP/2 requires. */
  readonly name: string;
  readonly value: string;
}

/**
 * The request headers that the user can set. Values are sent as they are, valid or not: provoking a rejection is part
 * of testing. Absent headers are not sent.
 */
export interface PushHeaders extends TableHeaders {
  /** Custom headers, which may repeat one of the table. */
  readonly custom?: readonly HeaderField[];
}

/** One request to APNs: target, headers, payload. */
export interface Push {
  readonly environment: Environment;
  /** ID of the credential; its secret stays in the core. `null` sends without one, to test the rejection. */
  readonly credentialId: string | null;
  readonly target: Target;
  readonly headers: PushHeaders;
  /** The body; its bytes are sent unchanged. */
  readonly payload: string;
}

/** Returns the topic of a push. A broadcast names its app in the path instead of a header. */
export function topicOfPush({ headers, target }: Pick<Push, 'headers' | 'target'>): string | undefined {
  return headers.topic ?? (target.kind === 'channel' ? target.bundleId : undefined);
}

/**
 * - `accepted`: status 200 (not yet delivery to the device)
 * - `rejected`: APNs answered with a reason
 * - `failed`: it never reached APNs
 * - `unknown`: it was sent, but the connection was lost before the answer, so it may have been delivered
 */
export const DELIVERY_OUTCOMES = ['accepted', 'rejected', 'failed', 'unknown'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** All in milliseconds. `null`: the step did not take place (the connection was already open). */
export interface DeliveryTimings {
  /** Waiting for a connection or a free stream. */
  readonly queueMs: number;
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly proxyMs: number | null;
  readonly tlsMs: number | null;
  /** From the TLS session to the server's SETTINGS. */
  readonly http2Ms: number | null;
  /** From the last byte of the request to the last byte of the answer; `null` without an answer. */
  readonly responseMs: number | null;
  readonly totalMs: number;
}

export const CONNECTION_STEPS = ['dns', 'tcp', 'proxy', 'tls', 'http2', 'auth', 'topic', 'request'] as const;
export type ConnectionStep = (typeof CONNECTION_STEPS)[number];

/** Why a push did not get an answer. */
export interface DeliveryFailure extends ErrorMessage {
  readonly step: ConnectionStep;
}

/** One attempt at a delivery; retries and resends add more. */
export interface DeliveryAttempt {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly status: number | null;
  readonly reason: string | null;
  /** Set if this attempt got no answer. */
  readonly failure: DeliveryFailure | null;
  /** Set if no request was sent because there was no connection. */
  readonly left?: false;
  /**
   * Set if the server guarantees that it did not process the request (REFUSED_STREAM, or a stream above the last one of
   * a GOAWAY).
   */
  readonly unread?: true;
}

/**
 * Counts how often a push was sent.
 *
 * @returns `attempts`: requests that were sent; `resent`: how many of them the server did not process.
 */
export function countAttempts(attempts: readonly DeliveryAttempt[]): {
  readonly attempts: number;
  readonly resent: number;
} {
  return {
    attempts: attempts.filter(({ left }) => left !== false).length,
    resent: attempts.filter(({ unread }) => unread === true).length,
  };
}

/** One push and its outcome, complete and without secrets. */
export interface Delivery {
  readonly id: string;
  /** When it was requested. Unix time in milliseconds. */
  readonly atMs: number;
  readonly push: Push;
  /** Set if the stored payload is truncated: the size that was sent. Unit: bytes. */
  readonly cutFromBytes?: number;
  /** For display; the credential may have been deleted since. */
  readonly credentialName: string | null;
  readonly batchId: string | null;
  readonly presetName: string | null;
  /** The request as sent, with the authorization header redacted. */
  readonly request: {
    readonly origin: string;
    readonly method: string;
    readonly path: string;
    readonly headers: readonly HeaderField[];
  };
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  /** The timestamp of a 410 answer. Unix time in **milliseconds**. */
  readonly timestampMs: number | null;
  readonly apnsId: string | null;
  readonly apnsUniqueId: string | null;
  readonly responseHeaders: readonly HeaderField[];
  readonly responseBody: string;
  readonly failure: DeliveryFailure | null;
  readonly explanation: Explanation | null;
  readonly attempts: readonly DeliveryAttempt[];
  readonly timings: DeliveryTimings;
  /** The connection it was sent on; shows connection reuse. */
  readonly connectionId: string | null;
}
