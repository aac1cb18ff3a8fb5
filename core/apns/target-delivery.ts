import type { Delivery, Push } from '#shared/apns/push';
import type { ApnsEngine, SendContext } from './apns-engine.js';
import { buildRecordedRequest, type RenderedPush, toRecordedTarget } from './batch-planner.js';
import { type BatchRequest, isBatch } from './batch-request.js';
import { buildDelivery, type DeliveryContext } from './delivery.js';
import type { ExchangeResult } from './exchange.js';
import type { BatchTarget } from './target-source.js';

/** The result for one target of a batch. */
export interface TargetResultFacts {
  /** ID of the delivery. */
  readonly id: string;
  readonly target: BatchTarget;
  readonly result: ExchangeResult;
  /** What was sent, with its variables filled in. */
  readonly rendered: RenderedPush;
  readonly aboutToken: DeliveryContext['aboutToken'];
}

/** Builds the delivery of one target. It costs time, so it is only called where the delivery is stored or shown. */
export function buildTargetDelivery(
  engine: ApnsEngine,
  context: SendContext,
  request: BatchRequest,
  { id, target, result, rendered, aboutToken }: TargetResultFacts,
): Delivery {
  const { headers, payload } = rendered;
  const push: Push = { ...request.push, headers, payload, target: toRecordedTarget(target) };
  return buildDelivery(
    {
      id,
      atMs: result.attempts[0]?.atMs ?? engine.ports.clock.now(),
      push,
      payloadBytes: Buffer.byteLength(payload, 'utf8'),
      material: context.material,
      batchId: isBatch(request) ? request.id : null,
      presetName: request.presetName ?? null,
      origin: context.origin,
      ...buildRecordedRequest(push),
      proxyLabel: context.pool.route.proxy?.label ?? null,
      aboutToken,
    },
    result,
  );
}
