import { describeConnectionFailure } from '#shared/apns/connection-failure';
import { PROCESS_ENDED } from '#shared/apns/process-ended';
import { type SentProviderToken, sentProviderToken } from '#shared/apns/provider-token';
import type { DeliveryAttempt, DeliveryFailure, DeliveryOutcome } from '#shared/apns/push';
import { retryAfterMs } from '#shared/apns/retry';
import { toAppError } from '#shared/errors';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { Clock, StopTimer } from '../ports/ports.js';
import type { ConnectionLane } from './connection-lane.js';
import {
  afterNoConnection,
  afterRefusal,
  afterUnread,
  connectionAfter,
  EXCHANGE_BEGINS,
  type ExchangeCourse,
  type ExchangeLimits,
  type ExchangeVerdict,
} from './decisions/exchange-course.js';
import { parseErrorBody } from './error-body.js';
import type { StreamResult, WireHeaders } from './http2-session.js';
import type { LaneRequest, LaneTicket, Ride } from './lane-request.js';
import type { ProviderTokens } from './provider-tokens.js';

type ApnsKey = Extract<CredentialMaterial, { kind: 'apns-key' }>;

export interface ExchangePorts {
  readonly clock: Clock;
  readonly tokens: ProviderTokens;
  /** 0…1. */
  readonly jitter: () => number;
}

/** One request and how hard to try. */
export interface ExchangeRequest {
  readonly lane: ConnectionLane;
  /** Without `authorization`, unless the user set one. The exchange's own from now on: it adds that. */
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** Signs the provider token; `null` for a certificate or no credential. */
  readonly key: ApnsKey | null;
  /** Retries beside those that are always made. */
  readonly retries: number;
  /** False where somebody else waits for connections to come back. */
  readonly retryConnections: boolean;
  /** Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly departure?: Departure;
}

/** Hears when a request leaves, and when it is known not to be under way any more although it has no result yet. */
export interface Departure {
  /** Called before each attempt leaves. @returns why it must not leave; `null` lets it go. */
  onLeaving(): DeliveryFailure | null;
  /** The attempt was refused or not read at all; the next one may be a while. */
  onReturned(): void;
}

/** What became of a request, after all attempts. */
export interface ExchangeResult {
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  /** Of a 410: Unix time in milliseconds. */
  readonly timestampMs: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly failure: DeliveryFailure | null;
  /** The provider token that was refused; known for 403 and for a GOAWAY with a reason. */
  readonly providerToken: SentProviderToken | null;
  readonly attempts: readonly DeliveryAttempt[];
  /** Of the last attempt. */
  readonly ride: Ride;
  /** Over all attempts and pauses. Unit: milliseconds. */
  readonly totalMs: number;
  /** What APNs had answered before the push was taken back from a further try. */
  readonly lastAnswer?: ResultParts;
}

type ResultParts = Partial<Omit<ExchangeResult, 'outcome' | 'attempts' | 'totalMs' | 'lastAnswer'>>;

/** The result of a push that is not tried again after all: where APNs had answered, its answer is the outcome. */
export function withLastAnswer(result: ExchangeResult): ExchangeResult {
  const { lastAnswer } = result;
  return lastAnswer === undefined ? result : { ...result, failure: null, ...lastAnswer, outcome: 'rejected' };
}

const NO_RIDE: Ride = { connectionId: null, queueMs: 0, dial: null, http2Ms: null, responseMs: null };
const NO_HEADERS: ExchangeResult['headers'] = {};

/**
 * Carries one request through all its attempts and settles exactly once. Resends only what is known not to
 * have been processed, or what the retry table and the user allow; an answer that was lost is never risked
 * twice.
 */
export class Exchange implements LaneRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  readonly timeoutMs: number;
  readonly #request: ExchangeRequest;
  readonly #ports: ExchangePorts;
  readonly #settle: (result: ExchangeResult) => void;
  readonly #startedAt: number;
  #attempts: DeliveryAttempt[] = [];
  #attemptAtMs = 0;
  #hasLeft = false;
  readonly #ownAuthorization: boolean;
  #authorization = '';
  #ticket: LaneTicket | null = null;
  #pause: StopTimer | null = null;
  #course: ExchangeCourse = EXCHANGE_BEGINS;
  #settled = false;
  /** The refusal that made for another try. */
  #lastAnswer: ResultParts | null = null;

  constructor(request: ExchangeRequest, ports: ExchangePorts, settle: (result: ExchangeResult) => void) {
    this.#request = request;
    this.headers = request.headers;
    this.body = request.body;
    this.timeoutMs = request.timeoutMs;
    this.#ownAuthorization = 'authorization' in request.headers;
    this.#ports = ports;
    this.#settle = settle;
    this.#startedAt = ports.clock.elapsed();
  }

  start(): void {
    const { key } = this.#request;
    if (key === null || this.#ownAuthorization) {
      this.#submit();
      return;
    }
    const ready = this.#ports.tokens.ready(key);
    if (ready !== null) {
      this.#authorization = ready;
      this.#submit();
      return;
    }
    this.#ports.tokens.authorization(key).then(
      (authorization) => {
        this.#authorization = authorization;
        this.#submit();
      },
      (error: unknown) => this.#finishFailed(signingFailure(error), NO_RIDE),
    );
  }

  /** Gives up now: a request that has left becomes `unknown`, another one `failed`. */
  cancel(failure: DeliveryFailure): void {
    if (this.#settled) return;
    this.#course = { ...this.#course, cancelled: failure };
    if (this.#pause !== null) {
      this.#pause();
      this.#pause = null;
      this.#finishFailed(failure, NO_RIDE);
    } else if (this.#ticket === null) {
      this.#finishFailed(failure, NO_RIDE);
    } else {
      this.#ticket.cancel(failure);
    }
  }

  /** True while the request is on its way to the server. */
  get hasLeft(): boolean {
    return this.#ticket?.hasLeft === true;
  }

  /** Takes the request back if nothing of it is on its way; one that has left gets its answer and is not tried again. */
  withdraw(failure: DeliveryFailure): void {
    if (this.hasLeft) this.#course = { ...this.#course, cancelled: failure };
    else this.cancel(failure);
  }

  #submit(): void {
    if (this.#settled) return;
    if (this.#course.cancelled !== null) {
      this.#finishFailed(this.#course.cancelled, NO_RIDE);
      return;
    }
    this.#attemptAtMs = this.#ports.clock.now();
    this.#hasLeft = false;
    if (this.#authorization !== '') this.headers['authorization'] = this.#authorization;
    this.#ticket = this.#request.lane.submit(this);
  }

  /** What the lane asks right before it sends. */
  onLeaving(): DeliveryFailure | null {
    const refusal = this.#request.departure?.onLeaving() ?? null;
    this.#hasLeft = refusal === null;
    return refusal;
  }

  /** What the lane reports. */
  onRideEnd(result: StreamResult, ride: Ride): void {
    if (this.#settled) return;
    if (result.kind === 'answer') this.#onAnswer(result, ride);
    else if (result.kind === 'unprocessed') this.#onUnprocessed(result, ride);
    else if (result.kind === 'failed') this.#onFailed(result.failure, ride);
    else {
      this.#note(null, null, result.failure);
      this.#finish('unknown', { failure: result.failure, ride });
    }
  }

  #onAnswer(answer: Extract<StreamResult, { kind: 'answer' }>, ride: Ride): void {
    const { status, headers, body } = answer;
    if (status >= 200 && status < 300) {
      this.#note(status, null, null);
      this.#finish('accepted', { status, headers, body, ride });
      return;
    }
    const { reason, timestampMs } = parseErrorBody(body);
    this.#note(status, reason, null);
    this.#retire(status, reason, ride);
    const providerToken = status === 403 ? this.#sentToken() : null;
    const parts = { status, reason, timestampMs, headers, body, ride, providerToken };
    const asked = retryAfterMs(single(headers['retry-after']), this.#ports.clock.now());
    const verdict = afterRefusal(this.#course, { status, reason, retryAfterMs: asked }, this.#limits());
    if (verdict.kind === 'renew') this.#renew(verdict.course, parts);
    else this.#follow(verdict, parts);
  }

  #retire(status: number, reason: string | null, ride: Ride): void {
    const verdict = connectionAfter(status, reason);
    if (verdict === 'keep') return;
    const why = verdict === 'retire-for-server' ? `${status} ${reason ?? ''}` : null;
    this.#request.lane.retireAfter(ride, why);
  }

  #renew(course: ExchangeCourse, parts: ResultParts & Pick<ExchangeResult, 'headers'>): void {
    const { key } = this.#request;
    const reject = (): void => this.#follow({ kind: 'rejected' }, parts);
    if (key === null || this.#authorization === '') {
      reject();
      return;
    }
    this.#ports.tokens.renew(key, this.#authorization, dateOf(parts.headers)).then((isRenewed) => {
      if (isRenewed) this.#follow({ kind: 'again', pauseMs: 0, course }, parts);
      else reject();
    }, reject);
  }

  #onUnprocessed(result: Extract<StreamResult, { kind: 'unprocessed' }>, ride: Ride): void {
    const { reason } = result;
    const failure = unprocessedFailure(this.#request.lane, result);
    const verdict = afterUnread(this.#course, { reason, failure }, this.#limits());
    const isRejected = verdict.kind === 'rejected';
    // Of one that was taken back before it left there is nothing to tell.
    if (this.#course.cancelled === null || this.#hasLeft) {
      this.#note(null, reason, isRejected ? null : failure, !isRejected);
    }
    const providerToken = isRejected ? this.#sentToken() : null;
    this.#follow(verdict, { reason, ride, providerToken });
  }

  #onFailed(failure: DeliveryFailure, ride: Ride): void {
    this.#note(null, null, failure);
    this.#follow(afterNoConnection(this.#course, failure, this.#limits()), { ride });
  }

  #limits(): ExchangeLimits {
    const { retries, retryConnections } = this.#request;
    return { retries, retryConnections, random: this.#ports.jitter };
  }

  #follow(verdict: ExchangeVerdict, parts: ResultParts): void {
    if (this.#settled) return;
    switch (verdict.kind) {
      case 'again':
        this.#lastAnswer = typeof parts.status === 'number' ? parts : null;
        // What the user has taken back meanwhile stays taken back.
        this.#course = { ...verdict.course, cancelled: this.#course.cancelled };
        this.#request.departure?.onReturned();
        if (verdict.pauseMs === 0) this.start();
        else this.#startIn(verdict.pauseMs);
        break;
      case 'rejected':
        this.#finish('rejected', parts);
        break;
      case 'failed':
        this.#finish('failed', { ...parts, failure: verdict.failure });
    }
  }

  #startIn(pauseMs: number): void {
    this.#ticket = null;
    this.#pause = this.#ports.clock.after(pauseMs, () => {
      this.#pause = null;
      this.start();
    });
  }

  #sentToken(): SentProviderToken | null {
    const authorization = this.headers['authorization'];
    if (typeof authorization !== 'string') return null;
    return sentProviderToken(authorization, !this.#ownAuthorization);
  }

  #note(
    status: number | null,
    reason: string | null,
    failure: DeliveryFailure | null,
    isUnread = false,
  ): void {
    this.#attempts.push({
      atMs: this.#attemptAtMs,
      status,
      reason,
      failure,
      ...(!this.#hasLeft && { left: false as const }),
      ...(isUnread && this.#hasLeft && { unread: true as const }),
    });
  }

  #finishFailed(failure: DeliveryFailure, ride: Ride): void {
    if (this.#settled) return;
    this.#finish('failed', { failure, ride }, this.#lastAnswer);
  }

  #finish(outcome: DeliveryOutcome, parts: ResultParts, lastAnswer: ResultParts | null = null): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle({
      outcome,
      status: null,
      reason: null,
      timestampMs: null,
      headers: NO_HEADERS,
      body: '',
      failure: null,
      providerToken: null,
      ride: NO_RIDE,
      ...parts,
      attempts: this.#attempts,
      totalMs: this.#ports.clock.elapsed() - this.#startedAt,
      ...(lastAnswer !== null && { lastAnswer }),
    });
  }
}

/** The result of a push whose process ends before the answer, as far as it can be foreseen when the push leaves. */
export function endedBeforeAnswer(atMs: number): ExchangeResult {
  return {
    ...failedBeforeSending(null, PROCESS_ENDED),
    outcome: 'unknown',
    attempts: [{ atMs, status: null, reason: null, failure: PROCESS_ENDED }],
  };
}

/** The result of a push that something here kept from being sent. @param why - Instead of the error's own words. */
export function failedBeforeSending(error: unknown, why: DeliveryFailure | null = null): ExchangeResult {
  return {
    outcome: 'failed',
    status: null,
    reason: null,
    timestampMs: null,
    headers: NO_HEADERS,
    body: '',
    failure: why ?? { ...toAppError(error).toMessage(), step: 'request' },
    providerToken: null,
    attempts: [],
    ride: NO_RIDE,
    totalMs: 0,
  };
}

/** Signing fails for what is wrong with the credential: it names the step at which APNs would have refused it. */
function signingFailure(error: unknown): DeliveryFailure {
  return { ...toAppError(error).toMessage(), step: 'auth' };
}

const END_OF_CAUSE = { goaway: 'goaway', refused: 'refused-stream', 'not-sent': 'not-sent' } as const;

function unprocessedFailure(
  { route: { host, port } }: ConnectionLane,
  { cause, detail }: Extract<StreamResult, { kind: 'unprocessed' }>,
): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: END_OF_CAUSE[cause], host, port, detail });
}

/** The first value of a header. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function dateOf(headers: ExchangeResult['headers']): number | null {
  const date = Date.parse(single(headers['date']) ?? '');
  return Number.isNaN(date) ? null : date;
}
