import type { ErrorMessage } from '../errors.js';
import type { Explanation } from './explanation.js';
import type { TableHeaders } from './header-table.js';

export const ENVIRONMENT_KINDS = ['simulator', 'sandbox', 'production', 'custom'] as const;
export type EnvironmentKind = (typeof ENVIRONMENT_KINDS)[number];

/** The two ports of the same service; 2197 exists so that a firewall can admit APNs and nothing else. */
export type ApnsPort = 443 | 2197;

/** Where a push goes: the embedded simulator, one of Apple's two services, or a server of the user's own. */
export type Environment =
  | { readonly kind: 'simulator' }
  | { readonly kind: 'sandbox' | 'production'; readonly port?: ApnsPort }
  | {
      readonly kind: 'custom';
      /** `https://host:port`, without a path. */
      readonly url: string;
      /** Where its channel management listens, when that is another `https://host:port`. */
      readonly managementUrl?: string;
      /** The authority to trust beside the system's, as PEM. Verification itself is never off. */
      readonly caPem?: string;
    };

/** Where one push goes within an environment. */
export type Target =
  | {
      readonly kind: 'device';
      /** As the user gave it, cleaned to hex where that was possible; APNs judges the rest. */
      readonly token: string;
      /** The name of a saved device, for the log. */
      readonly name?: string;
    }
  | { readonly kind: 'channel'; readonly bundleId: string; readonly channelId: string };

export interface HeaderField {
  /** Lower case, as HTTP/2 wants it. */
  readonly name: string;
  readonly value: string;
}

/**
 * The request headers a person can choose. Values are what APNs will see, right or wrong: provoking a
 * rejection is part of testing, so nothing is corrected here. An absent one is not sent.
 */
export interface PushHeaders extends TableHeaders {
  /** Headers of the user's own, which may repeat one of the table. */
  readonly custom?: readonly HeaderField[];
}

/** One request to APNs: target, headers, payload. */
export interface Push {
  readonly environment: Environment;
  /** The credential by ID; its secret stays in the core. `null`: send without any, to see the answer. */
  readonly credentialId: string | null;
  readonly target: Target;
  readonly headers: PushHeaders;
  /** The body exactly as written: its bytes are sent untouched. */
  readonly payload: string;
}

/** The topic that a push belongs to: a broadcast names its app in the path instead of in a header. */
export function topicOfPush({ headers, target }: Pick<Push, 'headers' | 'target'>): string | undefined {
  return headers.topic ?? (target.kind === 'channel' ? target.bundleId : undefined);
}

/**
 * - `accepted`: status 200, APNs took it (which is not yet delivery to the device)
 * - `rejected`: APNs answered with a reason
 * - `failed`: it never reached APNs
 * - `unknown`: it was sent, and the connection was lost before the answer, so it may have been delivered
 */
export const DELIVERY_OUTCOMES = ['accepted', 'rejected', 'failed', 'unknown'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Unit of all: milliseconds. `null`: the step did not take place (a connection that already stood). */
export interface DeliveryTimings {
  /** Waiting for a connection or a free stream. */
  readonly queueMs: number;
  readonly dnsMs: number | null;
  readonly tcpMs: number | null;
  readonly proxyMs: number | null;
  readonly tlsMs: number | null;
  /** From the TLS session to the server's SETTINGS. */
  readonly http2Ms: number | null;
  /** From the last byte of the request to the last of the answer; `null` when none came. */
  readonly responseMs: number | null;
  readonly totalMs: number;
}

export const CONNECTION_STEPS = ['dns', 'tcp', 'proxy', 'tls', 'http2', 'auth', 'topic', 'request'] as const;
export type ConnectionStep = (typeof CONNECTION_STEPS)[number];

/** Why a push did not get an answer. */
export interface DeliveryFailure extends ErrorMessage {
  readonly step: ConnectionStep;
}

/** One try of a delivery; more than one when the retry policy allowed it. */
export interface DeliveryAttempt {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly status: number | null;
  readonly reason: string | null;
  /** Set when this try got no answer. */
  readonly failure: DeliveryFailure | null;
  /** Set where no request left, for want of a connection. */
  readonly left?: false;
  /** Set where the server promised not to have read the request (REFUSED_STREAM, above the last stream of a GOAWAY). */
  readonly unread?: true;
}

/**
 * How often a push was sent.
 *
 * @returns `attempts`: requests that left for it, `resent`: how many of them the server promised not to have read.
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

/** One push and what became of it, complete and without any secret. */
export interface Delivery {
  readonly id: string;
  /** Unix time in milliseconds at which it was asked for. */
  readonly atMs: number;
  readonly push: Push;
  /** Set when only the beginning of the payload was kept: its size as it was sent, in bytes. */
  readonly cutFromBytes?: number;
  /** For people; the credential may be gone by the time this is read. */
  readonly credentialName: string | null;
  readonly batchId: string | null;
  readonly presetName: string | null;
  /** The request as it left, with the authorization header redacted. */
  readonly request: {
    readonly origin: string;
    readonly method: string;
    readonly path: string;
    readonly headers: readonly HeaderField[];
  };
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  /** The time of a 410 answer: Unix time in **milliseconds**. */
  readonly timestampMs: number | null;
  readonly apnsId: string | null;
  readonly apnsUniqueId: string | null;
  readonly responseHeaders: readonly HeaderField[];
  readonly responseBody: string;
  readonly failure: DeliveryFailure | null;
  readonly explanation: Explanation | null;
  readonly attempts: readonly DeliveryAttempt[];
  readonly timings: DeliveryTimings;
  /** Which connection it rode on, for people who look for reuse. */
  readonly connectionId: string | null;
}
