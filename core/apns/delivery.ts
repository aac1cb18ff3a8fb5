import type { Explanation } from '#shared/apns/explanation';
import type { Delivery, DeliveryTimings, HeaderField, Push } from '#shared/apns/push';
import { redactHeaders, redactPush } from '#shared/apns/request-headers';
import { REDACTED } from '#shared/apns/secret-headers';
import type { CredentialFacts } from '#shared/credentials/credential-facts';
import { explain, type KnownFacts } from '#shared/explain/explain';
import { explainFailure } from '#shared/explain/explain-failure';
import { environmentOf, type TokenKnowledge, topicOf } from '#shared/history/token-knowledge';
import type { CredentialMaterial } from '../credentials/material/material.js';
import type { CommonPart, OwnPart } from '../history/packing/delivery-parts.js';
import type { ExchangeResult } from './exchange.js';
import { single } from './exchange.js';
import type { RequestTiming } from './pending-request.js';

/** What is known about a push apart from its answer. */
export interface DeliveryContext {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  readonly push: Push;
  /** Length of the body as sent, in UTF-8 bytes. */
  readonly payloadBytes: number;
  readonly material: CredentialMaterial | null;
  readonly batchId: string | null;
  readonly presetName: string | null;
  readonly origin: string;
  readonly path: string;
  readonly headers: readonly HeaderField[];
  /** `host:port` of the proxy in use. */
  readonly proxyLabel: string | null;
  /** Looks up what earlier deliveries tell about the token; called only for a rejection. */
  readonly aboutToken?: ((token: string) => TokenKnowledge) | undefined;
}

/** What a result is explained by. */
export type ResultContext = Pick<
  DeliveryContext,
  'push' | 'payloadBytes' | 'material' | 'origin' | 'proxyLabel' | 'aboutToken'
>;

/** Longer payloads are cut in the record; APNs refuses them anyway. Unit: characters. */
const KEPT_PAYLOAD_LIMIT = 64 * 1024;

/** Builds the record of a push: complete, explained, and without secrets. */
export function buildDelivery(context: DeliveryContext, result: ExchangeResult): Delivery {
  const { id, batchId, path, push } = context;
  const common = commonPart(context);
  return {
    id,
    ...common,
    ...ownPart(context.atMs, result, explainResult(context, result)),
    batchId,
    push: { ...common.push, target: push.target },
    request: { ...common.request, path },
  };
}

/** The part of a record that is the same for every target of the same push. */
export function commonPart(
  context: Pick<DeliveryContext, 'payloadBytes' | 'material' | 'presetName' | 'origin' | 'headers'> & {
    readonly push: Omit<Push, 'target'>;
  },
): Omit<CommonPart, 'batchId' | 'request'> & { readonly request: Omit<CommonPart['request'], 'path'> } {
  const { material } = context;
  const sent = redactHeaders(context.headers);
  const { environment, credentialId, headers, payload } = context.push;
  const isCut = payload.length > KEPT_PAYLOAD_LIMIT;
  const kept = isCut ? payload.slice(0, KEPT_PAYLOAD_LIMIT) : payload;
  const signed = material?.kind === 'apns-key' && !sent.some(({ name }) => name === 'authorization');
  return {
    push: redactPush({ environment, credentialId, headers, payload: kept }),
    ...(isCut && { cutFromBytes: context.payloadBytes }),
    credentialName: material?.name ?? null,
    presetName: context.presetName,
    request: {
      origin: context.origin,
      method: 'POST',
      headers: signed ? [{ name: 'authorization', value: REDACTED }, ...sent] : sent,
    },
  };
}

/** The part of a record that each target has of its own. @param atMs - Unix time in milliseconds. */
export function ownPart(atMs: number, result: ExchangeResult, explanation: Explanation | null): OwnPart {
  return {
    atMs,
    outcome: result.outcome,
    status: result.status,
    reason: result.reason,
    timestampMs: result.timestampMs,
    apnsId: single(result.headers['apns-id']) ?? single(result.headers['apns-request-id']) ?? null,
    apnsUniqueId: single(result.headers['apns-unique-id']) ?? null,
    responseHeaders: responseFields(result.headers),
    responseBody: result.body,
    failure: result.failure,
    explanation,
    attempts: result.attempts,
    timings: timingsOf(result),
    connectionId: result.timing.connectionId,
  };
}

/** Explains the result of this request; `null` for an accepted one. */
export function explainResult(context: ResultContext, result: ExchangeResult): Explanation | null {
  const { push, material } = context;
  const credential = material === null ? null : factsOf(material);
  if (result.outcome === 'accepted') return null;
  if (result.outcome === 'rejected') {
    const date = single(result.headers['date']);
    return explain({
      status: result.status,
      reason: result.reason,
      timestampMs: result.timestampMs,
      push,
      payloadBytes: context.payloadBytes,
      environment: push.environment,
      credential,
      known: {
        ...earlierAnswers(context),
        ...(date === undefined ? {} : { dateHeader: date }),
        ...(result.providerToken !== null && { providerToken: result.providerToken }),
        ...(result.attempts.length === 0 ? {} : { nowMs: result.attempts.at(-1)?.atMs ?? 0 }),
      },
    });
  }
  if (result.failure === null) return null;
  return explainFailure({
    failure: result.failure,
    outcome: result.outcome,
    environment: push.environment,
    origin: context.origin,
    proxyUrl: context.proxyLabel,
    credential,
    hasCollapseId: push.headers.collapseId !== undefined,
  });
}

/** What earlier deliveries to the same token tell about this one. */
function earlierAnswers({ push, aboutToken }: Pick<DeliveryContext, 'push' | 'aboutToken'>): KnownFacts {
  if (push.target.kind !== 'device' || aboutToken === undefined) return {};
  const knowledge = aboutToken(push.target.token);
  const environment = environmentOf(knowledge);
  const topic = topicOf(knowledge);
  return {
    ...(environment !== null && { tokenAcceptedIn: environment }),
    ...(topic !== null && { tokenTopic: topic }),
    pushesToTokenLastMinute: knowledge.pushesInLastMinute + 1,
  };
}

/** The public facts of a loaded credential. */
export function factsOf(material: CredentialMaterial): CredentialFacts {
  if (material.kind === 'apns-key') {
    const { id, name, keyId, teamId } = material;
    const unknown = { topics: [], environments: [], pushKind: null, notAfter: null };
    return { id, name, kind: 'apns-key', keyId, teamId, ...unknown };
  }
  const { facts } = material;
  return {
    id: material.id,
    name: material.name,
    kind: 'identity',
    topics: facts.topics.map(({ topic }) => topic),
    environments: facts.environments,
    keyId: null,
    teamId: facts.teamId,
    pushKind: facts.pushKind,
    notAfter: facts.notAfter,
  };
}

/** The timings of a delivery: those of its last attempt, and the total. */
export function timingsOf(result: {
  readonly timing: RequestTiming;
  readonly totalMs: number;
}): DeliveryTimings {
  const { timing, totalMs } = result;
  return {
    queueMs: rounded(timing.queueMs),
    dnsMs: roundedOrNull(timing.dial?.dnsMs),
    tcpMs: roundedOrNull(timing.dial?.tcpMs),
    proxyMs: roundedOrNull(timing.dial?.proxyMs),
    tlsMs: roundedOrNull(timing.dial?.tlsMs),
    http2Ms: roundedOrNull(timing.http2Ms),
    responseMs: roundedOrNull(timing.responseMs),
    totalMs: rounded(totalMs),
  };
}

/** To the microsecond: what is below it is noise. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

function roundedOrNull(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : rounded(ms);
}

function responseFields(headers: ExchangeResult['headers']): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || name.startsWith(':')) continue;
    if (typeof value === 'string') fields.push({ name, value });
    else for (const one of value) fields.push({ name, value: one });
  }
  return fields;
}
