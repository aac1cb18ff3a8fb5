import type { RetryAdvice } from '../apns/explanation.js';
import {
  countAttempts,
  type Delivery,
  type DeliveryOutcome,
  type DeliveryTimings,
  topicOfPush,
} from '../apns/push.js';
import type { Language } from '../text/localized-text.js';

/**
 * A delivery as scripts see it: the output of `pushdeck send --json` and `pushdeck history`. The field names are a
 * public interface.
 */
export interface DeliveryRecord {
  readonly id: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** The channel ID for a broadcast. */
  readonly token: string;
  readonly device: string | null;
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  readonly apnsUniqueId: string | null;
  /** The timestamp of a 410 answer. Unix time in milliseconds. */
  readonly timestamp: number | null;
  /** Number of requests sent. */
  readonly attempts: number;
  /** How many of them the server did not process. */
  readonly resent: number;
  /** Unit: milliseconds; `connectMs` is `null` if the connection was already open. */
  readonly timings: {
    readonly queueMs: number;
    readonly connectMs: number | null;
    readonly responseMs: number | null;
  };
  readonly explanation: {
    readonly title: string;
    readonly cause: string;
    readonly fix: string;
    readonly retry: RetryAdvice;
  } | null;
  readonly error: { readonly code: string; readonly step: string; readonly message: string } | null;
  readonly environment: string;
  readonly origin: string;
  readonly topic: string | null;
  readonly pushType: string | null;
  readonly credential: string | null;
  readonly preset: string | null;
  readonly batch: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** @param language - Language of the explanation and errors. */
export function deliveryRecord(delivery: Delivery, language: Language = 'en'): DeliveryRecord {
  const { push, explanation, failure, timings } = delivery;
  const { target } = push;
  return {
    id: delivery.id,
    at: new Date(delivery.atMs).toISOString(),
    token: target.kind === 'device' ? target.token : target.channelId,
    device: target.kind === 'device' ? (target.name ?? null) : null,
    outcome: delivery.outcome,
    status: delivery.status,
    reason: delivery.reason,
    apnsId: delivery.apnsId,
    apnsUniqueId: delivery.apnsUniqueId,
    timestamp: delivery.timestampMs,
    ...countAttempts(delivery.attempts),
    timings: timingsRecord(timings),
    explanation:
      explanation === null
        ? null
        : {
            title: explanation.title[language],
            cause: explanation.cause[language],
            fix: explanation.fix[language],
            retry: explanation.retry,
          },
    error:
      failure === null
        ? null
        : { code: failure.code, step: failure.step, message: failure.message[language] },
    environment: push.environment.kind,
    origin: delivery.request.origin,
    topic: topicOfPush(push) ?? null,
    pushType: push.headers.pushType ?? null,
    credential: delivery.credentialName,
    preset: delivery.presetName,
    batch: delivery.batchId,
    headers: Object.fromEntries(delivery.request.headers.map(({ name, value }) => [name, value])),
    payload: push.payload,
  };
}

/** The timings as scripts see them. Unit: milliseconds, to a tenth. */
export function timingsRecord(timings: DeliveryTimings): DeliveryRecord['timings'] {
  return {
    queueMs: toTenths(timings.queueMs),
    connectMs: orNull(connectMs(timings)),
    responseMs: orNull(timings.responseMs),
  };
}

/** Rounds a duration for output: anything below a tenth of a millisecond is noise. */
export function toTenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function orNull(ms: number | null): number | null {
  return ms === null ? null : toTenths(ms);
}

/** Total time of all connection steps. Unit: milliseconds; `null` if there were none. */
export function connectMs(timings: DeliveryTimings): number | null {
  const steps = [timings.dnsMs, timings.tcpMs, timings.proxyMs, timings.tlsMs, timings.http2Ms];
  const taken = steps.filter((step) => step !== null);
  return taken.length === 0 ? null : taken.reduce((sum, step) => sum + step, 0);
}
