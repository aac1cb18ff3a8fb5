import type { TLSSocket } from 'node:tls';
import { describeConnectionFailure } from '#shared/apns/connection-failure';
import {
  type CredentialVerdict,
  DOCTOR_STEPS,
  type DoctorStatus,
  type DoctorStep,
  type DoctorStepName,
  type TlsFacts,
  verdictOf,
} from '#shared/apns/doctor';
import { type ClockEvidence, clockInDoubt, type ClockVerdict, judgeClock } from '#shared/apns/doctor-clock';
import type { Environment, Push } from '#shared/apns/push';
import { pushTypeOfTopic } from '#shared/apns/topic';
import { omitUndefined } from '#shared/omit-undefined';
import type { LocalizedText } from '#shared/text/localized-text';
import { sameInAll } from '#shared/text/localized-text';
import { countedInWords } from '#shared/text/words';
import type { ApnsEngine, SendContext, SendPolicy } from './apns-engine.js';
import { openClientSession } from './client-session.js';
import { explainResult, factsOf } from './delivery.js';
import { dial } from './dial.js';
import { type ExchangeResult, single } from './exchange.js';
import { sendToMadeUpToken } from './probe.js';

export interface DoctorRequest {
  readonly environment: Environment;
  /** `null`: only the connection is checked. */
  readonly credentialId: string | null;
  /** Absent, the first topic of a certificate is used; the topic of a key cannot be guessed. */
  readonly topic?: string;
  readonly policy?: SendPolicy;
}

export interface DoctorService {
  /**
   * Tests the connection to APNs step by step and yields each result as it is known. Every step of {@link
   * DOCTOR_STEPS} is reported once.
   *
   * @throws AppError for what is wrong with the request: `bad-url`, `credential-not-found`, …
   */
  diagnose(request: DoctorRequest, signal?: AbortSignal): AsyncIterable<DoctorStep>;
}

/** Steps that must have a result before a request can be sent. */
const CONNECTION_STEPS: readonly DoctorStepName[] = ['dns', 'tcp', 'proxy', 'tls', 'http2'];

/**
 * Creates the doctor on an engine. The connection is opened for the check alone; the request of `auth` uses the
 * pool.
 */
export function createDoctorService(engine: ApnsEngine): DoctorService {
  return {
    async *diagnose(request, signal) {
      const { environment, credentialId, policy } = request;
      const context = await engine.prepare(environment, credentialId, policy);
      const seen = new Set<DoctorStepName>();
      let tls: TlsFacts | null = null;
      for await (const step of connectSteps(engine, context, signal)) {
        seen.add(step.step);
        tls ??= step.tls;
        yield step;
      }
      if (CONNECTION_STEPS.every((step) => seen.has(step))) {
        for (const step of await requestSteps(engine, context, request, tls, signal)) {
          seen.add(step.step);
          yield step;
        }
      }
      for (const step of DOCTOR_STEPS) {
        if (!seen.has(step)) yield skipped(step, NOT_REACHED);
      }
    },
  };
}

async function* connectSteps(
  engine: ApnsEngine,
  context: SendContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<DoctorStep, void> {
  const { clock } = engine.ports;
  const { route, connectTimeoutMs } = context.pool;
  const startedAt = clock.elapsed();
  const done: DoctorStep[] = [];
  let wake: () => void = () => undefined;
  const dialing = dial(
    route,
    { clock, spread: () => 0 },
    {
      timeoutMs: connectTimeoutMs,
      ...omitUndefined({ signal }),
      onStep: (step, durationMs, detail) => {
        if (step === 'tls') return;
        done.push(succeeded(step as DoctorStepName, durationMs, sameInAll(detail)));
        if (step === 'tcp' && route.proxy === null) done.push(skipped('proxy', NO_PROXY));
        wake();
      },
    },
  );
  const state = { over: false };
  void dialing.then(() => {
    state.over = true;
    wake();
  });
  for (let next = done.shift(); next !== undefined || !state.over; next = done.shift()) {
    if (next !== undefined) {
      yield next;
      continue;
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  const connected = await dialing;
  if (!connected.ok) {
    const { timings, failure } = connected;
    const before = [timings.dnsMs, timings.tcpMs, timings.proxyMs].reduce<number>(
      (sum, ms) => sum + (ms ?? 0),
      0,
    );
    yield failed(
      failure.step as DoctorStepName,
      clock.elapsed() - startedAt - before,
      failure.message,
      failure.hint,
    );
    if (CERTIFICATE_DATES.test(connected.code ?? '')) yield clockStep(clockInDoubt(clock.now()));
    return;
  }
  yield {
    ...succeeded('tls', connected.timings.tlsMs ?? 0, describeTlsSession(connected.socket)),
    tls: tlsFacts(connected.socket),
  };
  yield await http2Step(engine, context, connected.socket);
}

/** Waits for the server's SETTINGS, then closes the connection. */
function http2Step(engine: ApnsEngine, context: SendContext, socket: TLSSocket): Promise<DoctorStep> {
  const { clock } = engine.ports;
  const startedAt = clock.elapsed();
  return new Promise((resolve) => {
    const { host, port } = context.pool.route;
    const timeoutMs = context.pool.connectTimeoutMs;
    const stopTimer = clock.after(timeoutMs, () =>
      session.destroy(describeConnectionFailure({ step: 'http2', host, port, timeoutMs })),
    );
    const session = openClientSession({
      id: 'doctor',
      origin: context.origin,
      socket,
      clock,
      events: {
        onCapacity: () => undefined,
        onGoaway: () => undefined,
        onReady: (http2Ms) => {
          // The session sets its limit in the same turn, after this callback.
          setImmediate(() => {
            resolve(succeeded('http2', http2Ms, describeStreamLimit(session.limit)));
            session.destroy();
          });
        },
        onEnd: (failure) => {
          stopTimer();
          resolve(failed('http2', clock.elapsed() - startedAt, failure.message, failure.hint));
        },
      },
    });
  });
}

/** The steps that are decided by one request with a made-up device token. */
async function requestSteps(
  engine: ApnsEngine,
  context: SendContext,
  request: DoctorRequest,
  tls: TlsFacts | null,
  signal: AbortSignal | undefined,
): Promise<readonly DoctorStep[]> {
  const { material } = context;
  const { clock } = engine.ports;
  const topic = request.topic ?? (material === null ? undefined : factsOf(material).topics[0]);
  const startedAt = clock.elapsed();
  const { result, push } = await sendToMadeUpToken(engine, context, request, topic, signal);
  const durationMs = clock.elapsed() - startedAt;
  const isAnswered = result.outcome === 'accepted' || result.outcome === 'rejected';
  const verdict = verdictOf(result.status, result.reason);
  const time = isAnswered
    ? clockStep(judgeClock(clockEvidence(context, request, result, tls, clock.now())))
    : skipped('clock', NOT_REACHED);
  // Without a credential the answer only tells the server's time.
  if (material === null) return [time, skipped('auth', NO_CREDENTIAL), skipped('topic', NO_CREDENTIAL)];
  const texts = textsFor(context, push, result);
  if (!isAnswered) {
    return [time, failed('auth', durationMs, texts.detail, texts.hint), skipped('topic', NOT_REACHED)];
  }
  return [time, authStep(verdict, durationMs, texts, material.name), topicStep(verdict, topic, texts)];
}

function clockEvidence(
  { material }: SendContext,
  { environment }: DoctorRequest,
  result: ExchangeResult,
  tls: TlsFacts | null,
  nowMs: number,
): ClockEvidence {
  const { auth } = verdictOf(result.status, result.reason);
  return {
    nowMs,
    date: single(result.headers['date']) ?? null,
    isSimulator: environment.kind === 'simulator',
    expiredToken: result.reason === 'ExpiredProviderToken' ? result.providerToken : null,
    isTokenAccepted: auth === 'ok' && material?.kind === 'apns-key',
    certificate: tls?.serverCertificate ?? null,
  };
}

interface StepTexts {
  readonly detail: LocalizedText;
  readonly hint: LocalizedText;
}

function textsFor(context: SendContext, push: Push, result: ExchangeResult): StepTexts {
  const proxyLabel = context.pool.route.proxy?.label ?? null;
  const { material, origin } = context;
  const explanation = explainResult({ push, payloadBytes: 0, material, origin, proxyLabel }, result);
  const nothing = { en: '', zh: '' };
  return { detail: explanation?.cause ?? nothing, hint: explanation?.fix ?? nothing };
}

function authStep(
  verdict: CredentialVerdict,
  durationMs: number,
  texts: StepTexts,
  name: string,
): DoctorStep {
  switch (verdict.auth) {
    case 'ok':
      return succeeded('auth', durationMs, {
        en: `APNs accepts “${name}”; it was tried with a made-up device token, so nothing reached a device.`,
        zh: `APNs 接受“${name}”；测试使用虚构的设备令牌，不会送达任何设备。`,
      });
    case 'failed':
      return failed('auth', durationMs, texts.detail, texts.hint);
    case 'unsure':
      return { ...failed('auth', durationMs, texts.detail, texts.hint), status: 'unsure' };
  }
}

function topicStep(verdict: CredentialVerdict, topic: string | undefined, texts: StepTexts): DoctorStep {
  if (topic === undefined) return skipped('topic', NO_TOPIC);
  switch (verdict.topic) {
    case 'ok':
      return succeeded('topic', 0, {
        en: `Pushes to “${topic}”${kindOf(topic)} are allowed.`,
        zh: `允许向“${topic}”发送推送。`,
      });
    case 'failed':
      return failed('topic', 0, texts.detail, texts.hint);
    case 'unsure':
      return { ...failed('topic', 0, texts.detail, texts.hint), status: 'unsure' };
    case 'skipped':
      return skipped('topic', NOT_REACHED);
  }
}

function kindOf(topic: string): string {
  const type = pushTypeOfTopic(topic);
  return type === null ? '' : ` (${type})`;
}

function succeeded(step: DoctorStepName, durationMs: number, detail: LocalizedText): DoctorStep {
  return { step, status: 'ok', durationMs, detail, hint: null, tls: null };
}

function clockStep({ status, detail, hint }: ClockVerdict): DoctorStep {
  return { step: 'clock', status, durationMs: status === 'skipped' ? null : 0, detail, hint, tls: null };
}

function failed(
  step: DoctorStepName,
  durationMs: number,
  detail: LocalizedText,
  hint: LocalizedText,
): DoctorStep {
  const status: DoctorStatus = 'failed';
  return { step, status, durationMs, detail, hint, tls: null };
}

function skipped(step: DoctorStepName, detail: LocalizedText): DoctorStep {
  return { step, status: 'skipped', durationMs: null, detail, hint: null, tls: null };
}

/** Codes of OpenSSL and BoringSSL for a server certificate that is not valid by this clock. */
const CERTIFICATE_DATES = /CERT_(HAS_EXPIRED|NOT_YET_VALID)/;

const NO_PROXY: LocalizedText = { en: 'no proxy in between', zh: '未使用代理' };
const NOT_REACHED: LocalizedText = {
  en: 'not tried: decided by an earlier step',
  zh: '未尝试：前面的步骤已得出结论',
};
const NO_CREDENTIAL: LocalizedText = { en: 'no credential was chosen', zh: '未选择凭证' };
const NO_TOPIC: LocalizedText = { en: 'no topic was given', zh: '未提供主题' };

function describeStreamLimit(limit: number): LocalizedText {
  return {
    en: `${countedInWords(limit, 'request', '个请求').en} at a time for now`,
    zh: `目前允许 ${limit} 个并发请求`,
  };
}

function describeTlsSession(socket: TLSSocket): LocalizedText {
  const { protocol, cipher, alpn, serverCertificate } = tlsFacts(socket);
  const { subject, issuer, notAfter } = serverCertificate;
  const agreed = `${protocol}, ${cipher}, ALPN ${alpn ?? '-'}`;
  return {
    en: `${agreed}; certificate of ${subject}, issued by ${issuer}, valid until ${notAfter.slice(0, 10)}`,
    zh: `${agreed}；证书属于 ${subject}，由 ${issuer} 签发，有效期至 ${notAfter.slice(0, 10)}`,
  };
}

function tlsFacts(socket: TLSSocket): TlsFacts {
  const certificate = socket.getPeerCertificate();
  const alpn = socket.alpnProtocol;
  return {
    protocol: socket.getProtocol() ?? 'TLS',
    cipher: socket.getCipher().name,
    alpn: alpn === false || alpn === null || alpn === '' ? null : alpn,
    serverCertificate: {
      subject: nameOf(certificate.subject),
      issuer: nameOf(certificate.issuer),
      notBefore: new Date(certificate.valid_from).toISOString(),
      notAfter: new Date(certificate.valid_to).toISOString(),
      sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    },
  };
}

/** The common name, or the organisation where there is none. */
function nameOf(name: { readonly CN?: string | string[]; readonly O?: string | string[] }): string {
  return [name.CN ?? name.O ?? '?'].flat().join(', ');
}
