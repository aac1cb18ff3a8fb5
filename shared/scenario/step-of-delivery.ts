import { collectHeaders } from '../apns/header-table.js';
import type { Delivery, Environment } from '../apns/push.js';
import type { CredentialSummary } from '../credentials/inspection.js';
import { redactedHeaders } from '../history/push-losses.js';
import type { CustomServer } from '../settings.js';
import { type PresetHeaders, presetTargetOf, referenceTo } from '../workspace/preset.js';
import { type Expectation, newSend, type ScenarioCredential, type ScenarioStep } from './scenario.js';

/** What a scenario can refer to on this machine. */
export interface ScenarioContext {
  readonly credentials: readonly CredentialSummary[];
  readonly servers: readonly Pick<CustomServer, 'name' | 'url'>[];
  /** Names of saved devices, and of simulated ones for the simulator. */
  readonly deviceNames: ReadonlySet<string>;
}

/**
 * Converts a delivery to a step that repeats its request and expects the same outcome. Headers whose values were not
 * stored are left out.
 */
export function stepFromDelivery(
  delivery: Delivery,
  { credentials, servers, deviceNames }: ScenarioContext,
): ScenarioStep {
  const { push } = delivery;
  const credential = credentials.find(({ id }) => id === push.credentialId);
  const target = presetTargetOf(push.target);
  const isUnknownDevice = target.kind === 'device' && !deviceNames.has(target.name);
  return {
    kind: 'send',
    name: null,
    send: newSend({
      environment: nameOfEnvironment(push.environment, servers),
      ...(credential !== undefined && !credential.sample && { credential: scenarioCredentialOf(credential) }),
      targets: [
        isUnknownDevice && push.target.kind === 'device'
          ? { kind: 'token', token: push.target.token }
          : target,
      ],
      headers: headersOf(delivery),
      payload: push.payload,
    }),
    expect: expectationFromDelivery(delivery),
  };
}

/** All headers except those that identify a single request. */
function headersOf({ push, atMs }: Delivery): PresetHeaders {
  const { expiration, custom = [] } = push.headers;
  const lost = new Set(redactedHeaders(push));
  const kept = custom.filter(({ name }) => !lost.has(name));
  return {
    topic: '',
    pushType: '',
    ...collectHeaders({
      text: ({ key, isPerRequest }) => (isPerRequest ? undefined : push.headers[key]),
      number: ({ key, kind }) => (kind === 'moment' ? undefined : push.headers[key]),
    }),
    ...(expiration !== undefined && expirationOf(expiration, Math.floor(atMs / 1000))),
    ...(kept.length > 0 && { custom: kept }),
  };
}

/** A future expiration becomes relative to sending: a fixed one would have passed by the next run. */
function expirationOf(expiration: number, sentS: number): PresetHeaders {
  if (expiration === 0) return { expiresInS: 0 };
  return expiration > sentS ? { expiresInS: expiration - sentS } : { expiration };
}

/** Expects the outcome of a delivery. */
export function expectationFromDelivery({ outcome, status, reason }: Delivery): Expectation {
  return {
    outcome,
    ...(status !== null && { status }),
    ...(reason !== null && { reason }),
  };
}

function scenarioCredentialOf(credential: CredentialSummary): ScenarioCredential {
  return referenceTo(credential) ?? credential.name;
}

/** Returns the name of an environment in a scenario. */
function nameOfEnvironment(environment: Environment, servers: ScenarioContext['servers']): string {
  if (environment.kind !== 'custom') return environment.kind;
  return servers.find(({ url }) => url === environment.url)?.name ?? environment.url;
}
