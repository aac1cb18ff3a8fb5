import { PROCESS_ENDED } from '#shared/apns/process-ended';
import type { Delivery, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { REDACTED } from '#shared/apns/secret-headers';
import { explainFailure } from '#shared/explain/explain-failure';
import { renderHeaders } from '#shared/payload/render-headers';
import { compileTemplate, scopeWith } from '#shared/payload/template';
import type { BatchEntry } from './batch-ledger.js';
import { NO_DEVICE_PATH } from './packing/delivery-parts.js';
import type { LedgerTarget } from './packing/target-list.js';

/** What is known of one target of a batch whose process ended before the answer. */
export type LostTarget = Pick<
  BatchEntry,
  'id' | 'push' | 'variables' | 'presetName' | 'origin' | 'credentialName' | 'isSigned' | 'aliveAtMs'
>;

/**
 * The record of a target that was under way when its process ended.
 *
 * @param id - Of the delivery.
 */
export function lostDelivery(id: string, batch: LostTarget, lost: LedgerTarget): Delivery {
  const push = asItLeft(batch, lost);
  const request = requestOf(push);
  const atMs = batch.aliveAtMs;
  return {
    id,
    atMs,
    push,
    credentialName: batch.credentialName ?? null,
    batchId: batch.id,
    presetName: batch.presetName,
    request: {
      origin: batch.origin ?? '',
      method: 'POST',
      path: request.path,
      headers: batch.isSigned
        ? [{ name: 'authorization', value: REDACTED }, ...request.headers]
        : request.headers,
    },
    outcome: 'unknown',
    status: null,
    reason: null,
    timestampMs: null,
    apnsId: null,
    apnsUniqueId: null,
    responseHeaders: [],
    responseBody: '',
    failure: PROCESS_ENDED,
    explanation: explainFailure({
      failure: PROCESS_ENDED,
      outcome: 'unknown',
      environment: push.environment,
      origin: batch.origin ?? '',
      credential: null,
      hasCollapseId: push.headers.collapseId !== undefined,
    }),
    attempts: [{ atMs, status: null, reason: null, failure: PROCESS_ENDED }],
    timings: {
      queueMs: 0,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: null,
      totalMs: 0,
    },
    connectionId: null,
  };
}

/** With its variables filled in as far as they can be known: a `{{uuid}}` was made for the moment and is gone. */
function asItLeft(batch: LostTarget, { position, target, variables }: LedgerTarget): Push {
  const scope = scopeWith(
    { ...batch.variables, ...variables },
    {
      nowMs: batch.aliveAtMs,
      uuid: () => '{{uuid}}',
      counter: position + 1,
      token: target.token,
      device: target.name ?? target.token,
    },
  );
  const push = { ...batch.push, target };
  try {
    const payload = compileTemplate(push.payload).render(scope);
    return { ...push, headers: renderHeaders(push.headers, scope), payload };
  } catch {
    return push;
  }
}

function requestOf(push: Push): Pick<Delivery['request'], 'path' | 'headers'> {
  try {
    return buildPushRequest(push);
  } catch {
    return { path: NO_DEVICE_PATH, headers: [] };
  }
}
