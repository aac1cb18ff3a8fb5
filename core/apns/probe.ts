import { readDeviceToken } from '#shared/apns/device-token/device-token';
import {
  concludeEnvironments,
  type EnvironmentAnswer,
  type EnvironmentCheck,
  verdictOf,
} from '#shared/apns/doctor';
import type { Environment, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { completeTopic, defaultPriority, pushTypeOfTopic } from '#shared/apns/topic';
import { AppError } from '#shared/errors';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import type { LocalizedText } from '#shared/text/localized-text';
import { type ApnsEngine, type SendContext, type SendPolicy, toWireHeaders } from './apns-engine.js';
import { explainResult } from './delivery.js';
import type { ExchangeResult } from './exchange.js';
import { sendRequest } from './sender.js';

/** A well-formed token that belongs to no device. */
const UNASSIGNED_TOKEN = '00'.repeat(32);
const BOTH: readonly Environment[] = [{ kind: 'sandbox' }, { kind: 'production' }];

interface ProbeRequest {
  readonly credentialId: string;
  readonly topic?: string;
  readonly policy?: SendPolicy;
  readonly signal?: AbortSignal;
}

export interface ProbeService {
  /**
   * Finds out which of Apple's environments accept a credential, by asking both with a made-up token. Nothing
   * reaches a device.
   */
  checkCredential(request: ProbeRequest): Promise<EnvironmentCheck>;
  /**
   * Finds out which environment a device token belongs to, by sending a silent background push to both. Its device
   * may receive the push, but shows nothing.
   *
   * @throws AppError `bad-device-token`, `simulator-only`, `bad-argument` for a topic whose tokens cannot be probed
   *   silently.
   */
  whichEnvironment(
    request: ProbeRequest & { readonly token: string; readonly topic: string },
  ): Promise<EnvironmentCheck>;
}

/** Creates the service on an engine. @param environments - Replaces Apple's, for tests. */
export function createProbeService(
  engine: ApnsEngine,
  environments: readonly Environment[] = BOTH,
): ProbeService {
  return {
    async checkCredential({ credentialId, topic, policy, signal }) {
      const answers = await Promise.all(
        environments.map(async (environment, index) => {
          const context = await engine.prepare(environment, credentialId, policy);
          const scope = { environment, credentialId };
          const { result, push } = await sendToMadeUpToken(engine, context, scope, topic, signal);
          const { auth } = verdictOf(result.status, result.reason);
          const answered = result.outcome === 'accepted' || result.outcome === 'rejected';
          const verdict = !answered || auth === 'unsure' ? 'unsure' : auth === 'ok' ? 'yes' : 'no';
          return answerFrom(context, push, result, verdict, BOTH[index] ?? environment);
        }),
      );
      // A credential may work in both, so “only” needs both answers; a token belongs to one environment.
      const settled = answers.every(({ verdict }) => verdict !== 'unsure');
      const conclusion = settled ? concludeEnvironments(answers) : 'unsure';
      return { answers, conclusion, sentence: CREDENTIAL_SENTENCES[conclusion] };
    },

    async whichEnvironment({ credentialId, topic, token, policy, signal }) {
      const reading = readDeviceToken(token);
      if (reading.problem !== null) {
        throw new AppError('bad-device-token', reading.problem.message, reading.problem.hint);
      }
      if (pushTypeOfTopic(topic) !== null) throw noSilentProbe(topic);
      for (const environment of environments) {
        const simulated = await engine.simulatedTokens(environment, policy);
        if (simulated.has(reading.token)) throw simulatedDeviceRefused(reading, environment);
      }
      const answers = await Promise.all(
        environments.map(async (environment, index) => {
          const context = await engine.prepare(environment, credentialId, policy);
          const push: Push = {
            environment,
            credentialId,
            target: { kind: 'device', token: reading.token },
            headers: { topic, pushType: 'background', priority: 5, expiration: 0 },
            payload: '{"aps":{"content-available":1}}',
          };
          const result = await send(engine, context, push, signal);
          return answerFrom(context, push, result, tokenVerdict(result), BOTH[index] ?? environment);
        }),
      );
      const conclusion = concludeEnvironments(answers);
      return { answers, conclusion, sentence: TOKEN_SENTENCES[conclusion] };
    },
  };
}

/** Sends to a token that no device has, so that the answer depends on credential and topic alone. */
export async function sendToMadeUpToken(
  engine: ApnsEngine,
  context: SendContext,
  scope: { readonly environment: Environment; readonly credentialId: string | null },
  topic: string | undefined,
  signal?: AbortSignal,
): Promise<{ readonly result: ExchangeResult; readonly push: Push }> {
  const pushType = (topic === undefined ? null : pushTypeOfTopic(topic)) ?? 'alert';
  const push: Push = {
    environment: scope.environment,
    credentialId: scope.credentialId,
    target: { kind: 'device', token: UNASSIGNED_TOKEN },
    headers: {
      pushType,
      priority: defaultPriority(pushType),
      expiration: 0,
      ...(topic === undefined ? {} : { topic: completeTopic(topic, pushType).topic }),
    },
    payload: '{"aps":{}}',
  };
  return { result: await send(engine, context, push, signal), push };
}

function send(
  engine: ApnsEngine,
  context: SendContext,
  push: Push,
  signal: AbortSignal | undefined,
): Promise<ExchangeResult> {
  const headers = toWireHeaders(buildPushRequest(push));
  return sendRequest(engine, context, { headers, body: Buffer.from(push.payload, 'utf8') }, signal);
}

/** `BadDeviceToken` is the answer of the wrong environment; a token that expired (410) was valid in this one. */
function tokenVerdict({ outcome, status, reason }: ExchangeResult): EnvironmentAnswer['verdict'] {
  if (outcome === 'accepted' || status === 410) return 'yes';
  if (reason === 'DeviceTokenNotForTopic') return 'yes';
  return reason === 'BadDeviceToken' ? 'no' : 'unsure';
}

function answerFrom(
  context: SendContext,
  push: Push,
  result: ExchangeResult,
  verdict: EnvironmentAnswer['verdict'],
  environment: Environment,
): EnvironmentAnswer {
  const proxyLabel = context.pool.route.proxy?.label ?? null;
  const { material, origin } = context;
  const payloadBytes = Buffer.byteLength(push.payload, 'utf8');
  const explanation = explainResult({ push, payloadBytes, material, origin, proxyLabel }, result);
  return {
    environment,
    status: result.status,
    reason: result.reason,
    verdict,
    detail:
      verdict === 'yes' || explanation === null ? { en: 'Accepted.', zh: '已接受。' } : explanation.cause,
  };
}

type Sentences = Readonly<Record<EnvironmentCheck['conclusion'], LocalizedText>>;

const CREDENTIAL_SENTENCES: Sentences = {
  both: { en: 'The credential works in sandbox and production.', zh: '该凭证可用于沙盒环境和生产环境。' },
  sandbox: { en: 'The credential works in the sandbox only.', zh: '该凭证只能用于沙盒环境。' },
  production: { en: 'The credential works in production only.', zh: '该凭证只能用于生产环境。' },
  neither: { en: 'Neither environment accepts the credential.', zh: '两个环境都不接受该凭证。' },
  unsure: { en: 'The answers are not conclusive.', zh: '根据应答无法判断。' },
};

const TOKEN_SENTENCES: Sentences = {
  sandbox: {
    en: 'The token is for the sandbox: the app was built for development.',
    zh: '该令牌属于沙盒环境：App 是开发版本。',
  },
  production: {
    en: 'The token is for production: the app came from TestFlight, the App Store or a distribution build.',
    zh: '该令牌属于生产环境：App 来自 TestFlight、App Store 或发布版本。',
  },
  both: { en: 'Both environments accepted the token.', zh: '两个环境都接受了该令牌。' },
  neither: {
    en: 'Neither environment knows the token: it is damaged, or belongs to another app.',
    zh: '两个环境都不认识该令牌：它可能已损坏，或属于其他 App。',
  },
  unsure: {
    en: 'The answers are not conclusive: see what each environment said.',
    zh: '根据应答无法判断，请查看各环境的说明。',
  },
};

function noSilentProbe(topic: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `A token for “${topic}” cannot be checked silently.`,
      zh: `无法静默查询“${topic}”的令牌。`,
    },
    {
      en: 'Check the ordinary device token of the same app: all its tokens belong to one environment.',
      zh: '请用同一 App 的普通令牌查询：同一 App 的所有令牌属于同一环境。',
    },
  );
}
