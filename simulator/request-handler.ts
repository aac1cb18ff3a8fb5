import { errorCodeOf } from '#core/http2/http2-error';
import type { Verdict } from '#shared/simulator/check';
import { describeRule } from '#shared/simulator/describe-rule';
import { deviceTokenOf, topicOf } from '#shared/simulator/device-checks';
import { chooseFault, type ChosenFault } from '#shared/simulator/faults';
import { UUID_FORM } from '#shared/simulator/header-checks';
import type { FaultRule, GoawayFault, RuleEffect } from '#shared/simulator/model';
import type { RequestFacts } from '#shared/simulator/request-facts';
import { readRequestHeaders } from '#shared/simulator/request-headers';
import type { LocalizedText } from '#shared/text/localized-text';
import type { Answer, Api, ApiContext } from './api.js';
import { type ClientConnection, FULL_STREAM_LIMIT } from './client-connection.js';
import type { AnswerFields, ServerStream } from './http2/server-stream.js';

/** Time for clients to read GOAWAY before the socket is closed. Unit: milliseconds. */
const GOAWAY_GRACE_MS = 200;

/** A request that has arrived completely, or timed out. */
export interface ReceivedRequest {
  readonly connection: ClientConnection;
  readonly stream: ServerStream;
  readonly body: string;
  readonly timedOut: boolean;
}

/** Handles one request: applies the fault rules first, then the checks. */
export class RequestHandler {
  readonly #received: ReceivedRequest;
  readonly #api: Api;
  readonly #context: ApiContext;
  #request: RequestFacts;
  #rule: FaultRule | null = null;

  constructor(received: ReceivedRequest, apiOf: (path: string) => Api, context: ApiContext) {
    this.#received = received;
    this.#context = context;
    const { connection } = received;
    const headers = readRequestHeaders(received.stream.rawHeaders);
    this.#api = apiOf(headers.path);
    const deviceToken = deviceTokenOf(headers.path);
    this.#request = {
      headers,
      deviceToken,
      device: deviceToken === '' ? undefined : context.world.inbox.find(deviceToken),
      topic: topicOf(headers, connection.certificate),
      bodyBytes: received.stream.bodyBytes,
      body: received.body,
      timedOut: received.timedOut,
      nowMs: context.clock.now(),
      providerToken: connection.certificate === null ? context.tokens.read(headers.authorization) : null,
      connection,
    };
  }

  /** Answers, now or later. */
  run(): void {
    const fault = this.#chooseFault();
    if (fault === null) {
      this.#check();
    } else {
      this.#rule = fault.rule;
      this.#applyFault(fault);
    }
  }

  #chooseFault(): ChosenFault | null {
    const { world } = this.#context;
    if (world.rules.length === 0) return null;
    const { headers, body, deviceToken, topic } = this.#request;
    return chooseFault(world.rules, world.faultCounts, {
      token: deviceToken,
      topic: topic ?? '',
      pushType: headers.pushType ?? '',
      payload: body,
    });
  }

  #applyFault({ rule, draw }: ChosenFault): void {
    const effect = rule.then;
    const { connection, stream } = this.#received;
    if ('answer' in effect) {
      this.#answerByRule(rule, effect.answer);
    } else if ('delayMs' in effect) {
      const { delayMs } = effect;
      const wait =
        typeof delayMs === 'number' ? delayMs : delayMs.min + draw * Math.max(0, delayMs.max - delayMs.min);
      setTimeout(() => this.#checkAfterDelay(), wait).unref();
    } else if ('goaway' in effect) {
      this.#goAway(rule, effect.goaway);
    } else if ('reset' in effect) {
      this.#recordWithoutAnswer(rule);
      stream.reset(errorCodeOf(effect.reset));
    } else if ('drop' in effect) {
      this.#recordWithoutAnswer(rule);
      connection.session.destroy();
    } else if ('hang' in effect) {
      this.#recordWithoutAnswer(rule);
    } else if ('throttle' in effect) {
      connection.session.limitStreams(effect.throttle);
      this.#check();
    } else {
      this.#expireToken();
      this.#check();
    }
  }

  #answerByRule(
    rule: FaultRule,
    { status, reason, timestampMs }: Extract<RuleEffect, { answer: unknown }>['answer'],
  ): void {
    const { nowMs } = this.#request;
    this.#respond(
      {
        status,
        reason: status < 300 ? null : reason,
        timestampMs: timestampMs ?? (status === 410 ? nowMs : null),
        because: describeRule(rule),
        checkId: null,
        authenticated: false,
      },
      this.#answerId(),
      null,
    );
  }

  #goAway(rule: FaultRule, { debug = 'json', reason, lastStreamId = 'last', times = 1 }: GoawayFault): void {
    const { connection, stream } = this.#received;
    const data = {
      json: () => JSON.stringify({ reason: reason ?? 'Shutdown' }),
      text: () => reason ?? 'Maximum active streams violated for this endpoint.',
      empty: () => '',
    }[debug]();
    connection.goAway(data, lastStreamId, GOAWAY_GRACE_MS, times);
    if (connection.willAnswer(stream.id)) this.#check();
    else this.#recordWithoutAnswer(rule);
  }

  #expireToken(): void {
    const { providerToken } = this.#request;
    if (providerToken === null) return;
    const { tokens, world } = this.#context;
    tokens.declareExpired(providerToken.token);
    if (providerToken.key !== null) world.forgetToken(this.#received.connection, providerToken.key);
    this.#request = { ...this.#request, providerToken: { ...providerToken, declaredExpired: true } };
  }

  #checkAfterDelay(): void {
    const { connection, stream } = this.#received;
    if (stream.isClosed) return;
    if (!connection.willAnswer(stream.id)) {
      // The client may already have sent it again, so an answer would deliver it twice.
      this.#record({ because: TAKEN_BACK, reason: null }, null, null);
      return;
    }
    this.#request = { ...this.#request, nowMs: this.#context.clock.now() };
    this.#check();
  }

  #check(): void {
    const { world } = this.#context;
    const verdict = this.#api.judge(this.#request, world);
    if (verdict.authenticated) this.#bindConnection();
    const id = this.#answerId();
    const isAccepted = verdict.reason === null;
    this.#respond(verdict, id, isAccepted ? this.#api.accept(this.#request, id, this.#context) : null);
  }

  /** An accepted provider token binds the connection and raises its stream limit. */
  #bindConnection(): void {
    const { connection } = this.#received;
    const { providerToken, nowMs } = this.#request;
    if (!providerToken?.key) return;
    connection.firstKey ??= providerToken.key;
    this.#context.world.recordTokenUse(connection, providerToken.key, providerToken.token, nowMs);
    if (!connection.isAuthenticated) {
      connection.isAuthenticated = true;
      this.#raiseStreamLimit();
    }
  }

  /** Raises the stream limit, unless a rule throttles the connection for this request. */
  #raiseStreamLimit(): void {
    if (this.#rule !== null && 'throttle' in this.#rule.then) return;
    this.#received.connection.session.limitStreams(FULL_STREAM_LIMIT);
  }

  #respond(verdict: Verdict, id: string, answer: Answer | null): void {
    this.#noteOutcome(verdict);
    this.#record(verdict, answer?.status ?? verdict.status, id);
    const { stream } = this.#received;
    if (answer === null) {
      const fields: AnswerFields = [
        [this.#api.idHeader, id],
        ...(verdict.reason === null ? [] : JSON_CONTENT),
      ];
      stream.respond(verdict.status, fields, errorBody(verdict));
    } else {
      const fields = answer.body === '' ? answer.fields : [...answer.fields, ...JSON_CONTENT];
      stream.respond(answer.status, fields, answer.body);
    }
  }

  /** Applies the switches that depend on the outcome of a request. */
  #noteOutcome({ status, reason }: Verdict): void {
    const { connection } = this.#received;
    const { switches } = this.#context.world;
    if (status < 400) {
      if (connection.isAuthenticated) this.#raiseStreamLimit();
      return;
    }
    if (status >= 500 || status === 410) return;
    connection.errors++;
    if (switches.throttleAfterErrors) connection.session.limitStreams(1);
    if (switches.wedgeAfterExpiredToken && reason === 'ExpiredProviderToken') connection.wedged = true;
    if (switches.errorBudget !== null && connection.errors === switches.errorBudget) {
      connection.goAway('', 'last', GOAWAY_GRACE_MS);
    }
  }

  /** The request ID if it is valid, else a generated one. */
  #answerId(): string {
    const { headers } = this.#request;
    const given = this.#api.idHeader === 'apns-id' ? headers.id : (headers.requestId ?? headers.id);
    return given !== undefined && UUID_FORM.test(given) ? given : this.#context.ids.apnsId();
  }

  #recordWithoutAnswer(rule: FaultRule): void {
    this.#record({ because: describeRule(rule), reason: null }, null, null);
  }

  #record(
    { because, reason }: Pick<Verdict, 'because' | 'reason'>,
    status: number | null,
    apnsId: string | null,
  ): void {
    const { log, changed } = this.#context;
    log.add({
      atMs: this.#request.nowMs,
      rawHeaders: this.#received.stream.rawHeaders,
      body: this.#received.body,
      status,
      reason,
      apnsId,
      ruleId: this.#rule?.id ?? null,
      because,
    });
    changed();
  }
}

const TAKEN_BACK: LocalizedText = {
  en: 'Meanwhile a GOAWAY declared this request unprocessed.',
  zh: '其间的 GOAWAY 已声明未处理该请求。',
};

const JSON_CONTENT: AnswerFields = [['content-type', 'application/json']];

function errorBody({ reason, timestampMs }: Verdict): string {
  if (reason === null) return '';
  return JSON.stringify(timestampMs === null ? { reason } : { reason, timestamp: Math.floor(timestampMs) });
}
