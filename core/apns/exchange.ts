import { describeConnectionFailure } from '#shared/apns/connection-failure';
import { PROCESS_ENDED } from '#shared/apns/process-ended';
import { type SentProviderToken, sentProviderToken } from '#shared/apns/provider-token';
import type { DeliveryAttempt, DeliveryFailure, DeliveryOutcome } from '#shared/apns/push';
import { retryAfterMs } from '#shared/apns/retry';
import { toAppError } from '#shared/errors';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { Clock, StopTimer } from '../ports/ports.js';
import type { ConnectionPool } from './connection-pool.js';
import {
  afterNoConnection,
  afterRefusal,
  afterUnprocessed,
  connectionDecision,
  INITIAL_RETRY_STATE,
  type RetryDecision,
  type RetryLimits,
  type RetryState,
} from './decisions/retry-decision.js';
import { parseErrorBody } from './error-body.js';
import type { StreamResult, WireHeaders } from './http2-session.js';
import type { PooledRequest, RequestHandle, RequestTiming } from './pending-request.js';
import type { ProviderTokenCache } from './provider-token-cache.js';

type ApnsKey = Extract<CredentialMaterial, { kind: 'apns-key' }>;

export interface ExchangePorts {
  readonly clock: Clock;
  readonly tokens: ProviderTokenCache;
  /** 0…1. */
  readonly jitter: () => number;
}

/** One request, and how often to try it. */
export interface ExchangeRequest {
  readonly pool: ConnectionPool;
  /**
   * Without `authorization`, unless the user set one. Must not be used elsewhere: the exchange adds `authorization`
   * to it.
   */
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** Signs the provider token; `null` for a certificate or no credential. */
  readonly key: ApnsKey | null;
  /** Retries in addition to those that are always made. */
  readonly retries: number;
  /** False where the caller handles lost connections itself. */
  readonly retryConnections: boolean;
  /** Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly departure?: DepartureHooks;
}

/** Called before a request is sent, and when it is known not to be in flight any more without having a result yet. */
export interface DepartureHooks {
  /** Called before each attempt is sent. @returns why it must not be sent; `null` to send it. */
  beforeSend(): DeliveryFailure | null;
  /** The attempt was refused or never read; the next one may come much later. */
  onReturned(): void;
}

/** The result of a request after all attempts. */
export interface ExchangeResult {
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  /** Timestamp of a 410. Unix time in milliseconds. */
  readonly timestampMs: number | null;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly failure: DeliveryFailure | null;
  /** The provider token that was refused; set for 403 and for a GOAWAY with a reason. */
  readonly providerToken: SentProviderToken | null;
  readonly attempts: readonly DeliveryAttempt[];
  /** Timing of the last attempt. */
  readonly timing: RequestTiming;
  /** Over all attempts and pauses. Unit: milliseconds. */
  readonly totalMs: number;
  /** APNs' last answer, where the push was cancelled before the retry that it called for. */
  readonly lastAnswer?: ResultParts;
}

type ResultParts = Partial<Omit<ExchangeResult, 'outcome' | 'attempts' | 'totalMs' | 'lastAnswer'>>;

/** Makes APNs' last answer the outcome of a push that is not retried after all. */
export function withLastAnswer(result: ExchangeResult): ExchangeResult {
  const { lastAnswer } = result;
  return lastAnswer === undefined ? result : { ...result, failure: null, ...lastAnswer, outcome: 'rejected' };
}

const NO_TIMING: RequestTiming = {
  connectionId: null,
  queueMs: 0,
  dial: null,
  http2Ms: null,
  responseMs: null,
};
const NO_HEADERS: ExchangeResult['headers'] = {};

/**
 * Carries one request through all its attempts and settles exactly once. Resends only what is known not to have
 * been processed, or what the retry table and the user allow; a request whose answer was lost is never sent again.
 */
export class Exchange implements PooledRequest {
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
  #handle: RequestHandle | null = null;
  #stopPause: StopTimer | null = null;
  #retryState: RetryState = INITIAL_RETRY_STATE;
  #settled = false;
  /** The refusal that the current retry follows. */
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
    const ready = this.#ports.tokens.cachedAuthorization(key);
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
      (error: unknown) => this.#finishFailed(signingFailure(error), NO_TIMING),
    );
  }

  /** Gives up now: a request that was sent becomes `unknown`, any other `failed`. */
  cancel(failure: DeliveryFailure): void {
    if (this.#settled) return;
    this.#retryState = { ...this.#retryState, cancelled: failure };
    if (this.#stopPause !== null) {
      this.#stopPause();
      this.#stopPause = null;
      this.#finishFailed(failure, NO_TIMING);
    } else if (this.#handle === null) {
      this.#finishFailed(failure, NO_TIMING);
    } else {
      this.#handle.cancel(failure);
    }
  }

  /** True while an attempt is in flight. */
  get hasLeft(): boolean {
    return this.#handle?.hasLeft === true;
  }

  /** Cancels a request that is not in flight. One that is gets its answer and is not retried. */
  withdraw(failure: DeliveryFailure): void {
    if (this.hasLeft) this.#retryState = { ...this.#retryState, cancelled: failure };
    else this.cancel(failure);
  }

  #submit(): void {
    if (this.#settled) return;
    if (this.#retryState.cancelled !== null) {
      this.#finishFailed(this.#retryState.cancelled, NO_TIMING);
      return;
    }
    this.#attemptAtMs = this.#ports.clock.now();
    this.#hasLeft = false;
    if (this.#authorization !== '') this.headers['authorization'] = this.#authorization;
    this.#handle = this.#request.pool.submit(this);
  }

  /** Called by the pool right before it sends. */
  beforeSend(): DeliveryFailure | null {
    const refusal = this.#request.departure?.beforeSend() ?? null;
    this.#hasLeft = refusal === null;
    return refusal;
  }

  /** Called by the pool with the result of an attempt. */
  onSettled(result: StreamResult, timing: RequestTiming): void {
    if (this.#settled) return;
    if (result.kind === 'answer') this.#onAnswer(result, timing);
    else if (result.kind === 'unprocessed') this.#onUnprocessed(result, timing);
    else if (result.kind === 'failed') this.#onFailed(result.failure, timing);
    else {
      this.#recordAttempt(null, null, result.failure);
      this.#finish('unknown', { failure: result.failure, timing });
    }
  }

  #onAnswer(answer: Extract<StreamResult, { kind: 'answer' }>, timing: RequestTiming): void {
    const { status, headers, body } = answer;
    if (status >= 200 && status < 300) {
      this.#recordAttempt(status, null, null);
      this.#finish('accepted', { status, headers, body, timing });
      return;
    }
    const { reason, timestampMs } = parseErrorBody(body);
    this.#recordAttempt(status, reason, null);
    this.#retireConnection(status, reason, timing);
    const providerToken = status === 403 ? this.#sentToken() : null;
    const parts = { status, reason, timestampMs, headers, body, timing, providerToken };
    const asked = retryAfterMs(single(headers['retry-after']), this.#ports.clock.now());
    const decision = afterRefusal(this.#retryState, { status, reason, retryAfterMs: asked }, this.#limits());
    if (decision.kind === 'renew') this.#renew(decision.state, parts);
    else this.#follow(decision, parts);
  }

  #retireConnection(status: number, reason: string | null, timing: RequestTiming): void {
    const decision = connectionDecision(status, reason);
    if (decision === 'keep') return;
    const why = decision === 'retire-for-server' ? `${status} ${reason ?? ''}` : null;
    this.#request.pool.retireAfter(timing, why);
  }

  #renew(state: RetryState, parts: ResultParts & Pick<ExchangeResult, 'headers'>): void {
    const { key } = this.#request;
    const reject = (): void => this.#follow({ kind: 'rejected' }, parts);
    if (key === null || this.#authorization === '') {
      reject();
      return;
    }
    this.#ports.tokens.renew(key, this.#authorization, dateOf(parts.headers)).then((isRenewed) => {
      if (isRenewed) this.#follow({ kind: 'retry', pauseMs: 0, state }, parts);
      else reject();
    }, reject);
  }

  #onUnprocessed(result: Extract<StreamResult, { kind: 'unprocessed' }>, timing: RequestTiming): void {
    const { reason } = result;
    const failure = unprocessedFailure(this.#request.pool, result);
    const decision = afterUnprocessed(this.#retryState, { reason, failure }, this.#limits());
    const isRejected = decision.kind === 'rejected';
    // A request that was cancelled before it was sent made no attempt.
    if (this.#retryState.cancelled === null || this.#hasLeft) {
      this.#recordAttempt(null, reason, isRejected ? null : failure, !isRejected);
    }
    const providerToken = isRejected ? this.#sentToken() : null;
    this.#follow(decision, { reason, timing, providerToken });
  }

  #onFailed(failure: DeliveryFailure, timing: RequestTiming): void {
    this.#recordAttempt(null, null, failure);
    this.#follow(afterNoConnection(this.#retryState, failure, this.#limits()), { timing });
  }

  #limits(): RetryLimits {
    const { retries, retryConnections } = this.#request;
    return { retries, retryConnections, random: this.#ports.jitter };
  }

  #follow(decision: RetryDecision, parts: ResultParts): void {
    if (this.#settled) return;
    switch (decision.kind) {
      case 'retry':
        this.#lastAnswer = typeof parts.status === 'number' ? parts : null;
        // A cancellation that came meanwhile still holds.
        this.#retryState = { ...decision.state, cancelled: this.#retryState.cancelled };
        this.#request.departure?.onReturned();
        if (decision.pauseMs === 0) this.start();
        else this.#startIn(decision.pauseMs);
        break;
      case 'rejected':
        this.#finish('rejected', parts);
        break;
      case 'failed':
        this.#finish('failed', { ...parts, failure: decision.failure });
    }
  }

  #startIn(pauseMs: number): void {
    this.#handle = null;
    this.#stopPause = this.#ports.clock.after(pauseMs, () => {
      this.#stopPause = null;
      this.start();
    });
  }

  #sentToken(): SentProviderToken | null {
    const authorization = this.headers['authorization'];
    if (typeof authorization !== 'string') return null;
    return sentProviderToken(authorization, !this.#ownAuthorization);
  }

  #recordAttempt(
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

  #finishFailed(failure: DeliveryFailure, timing: RequestTiming): void {
    if (this.#settled) return;
    this.#finish('failed', { failure, timing }, this.#lastAnswer);
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
      timing: NO_TIMING,
      ...parts,
      attempts: this.#attempts,
      totalMs: this.#ports.clock.elapsed() - this.#startedAt,
      ...(lastAnswer !== null && { lastAnswer }),
    });
  }
}

/** The result to record for a push in case the process ends before the answer. */
export function endedBeforeAnswer(atMs: number): ExchangeResult {
  return {
    ...failedBeforeSending(null, PROCESS_ENDED),
    outcome: 'unknown',
    attempts: [{ atMs, status: null, reason: null, failure: PROCESS_ENDED }],
  };
}

/**
 * The result of a push that was never sent because of a local error. @param why - Replaces the failure derived from
 * the error.
 */
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
    timing: NO_TIMING,
    totalMs: 0,
  };
}

/**
 * Signing only fails for an unusable credential, so the failure is reported at the step at which APNs would refuse
 * it.
 */
function signingFailure(error: unknown): DeliveryFailure {
  return { ...toAppError(error).toMessage(), step: 'auth' };
}

const END_BY_CAUSE = { goaway: 'goaway', refused: 'refused-stream', 'not-sent': 'not-sent' } as const;

function unprocessedFailure(
  { route: { host, port } }: ConnectionPool,
  { cause, detail }: Extract<StreamResult, { kind: 'unprocessed' }>,
): DeliveryFailure {
  return describeConnectionFailure({ step: 'http2', end: END_BY_CAUSE[cause], host, port, detail });
}

/** The first value of a header. */
export function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function dateOf(headers: ExchangeResult['headers']): number | null {
  const date = Date.parse(single(headers['date']) ?? '');
  return Number.isNaN(date) ? null : date;
}
