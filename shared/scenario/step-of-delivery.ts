import { collectHeaders } from '../apns/header-table.js';
import type { Delivery, Environment } from '../apns/push.js';
import type { CredentialSummary } from '../credentials/inspection.js';
import { redactedHeaders } from '../history/push-losses.js';
import type { CustomServer } from '../settings.js';
import { type PresetHeaders, presetTargetOf, referenceTo } from '../workspace/preset.js';
import { type Expectation, newSend, type ScenarioCredential, type ScenarioStep } from './scenario.js';

/** What a scenario may refer to on this machine. */
export interface ScenarioSurroundings {
  readonly credentials: readonly CredentialSummary[];
  readonly servers: readonly Pick<CustomServer, 'name' | 'url'>[];
  /** Names of the saved devices, and in the simulator of its own. */
  readonly deviceNames: ReadonlySet<string>;
}

/**
 * A delivery as a step: its request again, with what became of it as the expectation. Header values that were
 * not kept are left out.
 */
export function stepOfDelivery(
  delivery: Delivery,
  { credentials, servers, deviceNames }: ScenarioSurroundings,
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
      ...(credential !== undefined && !credential.sample && { credential: asNamed(credential) }),
      targets: [
        isUnknownDevice && push.target.kind === 'device'
          ? { kind: 'token', token: push.target.token }
          : target,
      ],
      headers: headersOf(delivery),
      payload: push.payload,
    }),
    expect: expectationOf(delivery),
  };
}

/** All but what names one request: a push that is sent again gets its own. */
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

/** A moment that lay ahead is counted from sending: fixed, it would be over by the next run. */
function expirationOf(expiration: number, sentS: number): PresetHeaders {
  if (expiration === 0) return { expiresInS: 0 };
  return expiration > sentS ? { expiresInS: expiration - sentS } : { expiration };
}

/** What became of a delivery, to be expected the next time. */
export function expectationOf({ outcome, status, reason }: Delivery): Expectation {
  return {
    outcome,
    ...(status !== null && { status }),
    ...(reason !== null && { reason }),
  };
}

function asNamed(credential: CredentialSummary): ScenarioCredential {
  return referenceTo(credential) ?? credential.name;
}

/** How a scenario names an environment. */
export function nameOfEnvironment(
  environment: Environment,
  servers: ScenarioSurroundings['servers'],
): string {
  if (environment.kind !== 'custom') return environment.kind;
  return servers.find(({ url }) => url === environment.url)?.name ?? environment.url;
}
