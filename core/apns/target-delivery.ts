import type { Delivery, Push } from '#shared/apns/push';
import { buildHeaders } from '#shared/apns/request-headers';
import type { KeptDelivery } from '../history/batch-ledger.js';
import { type CommonPart, joinDelivery, NO_DEVICE_PATH } from '../history/packing/delivery-parts.js';
import type { ApnsEngine, SendContext } from './apns-engine.js';
import { buildRecordedRequest, type RenderedPush, toRecordedTarget } from './batch-planner.js';
import { type BatchRequest, isBatch } from './batch-request.js';
import {
  buildDelivery,
  commonPart,
  type DeliveryContext,
  explainResult,
  ownPart,
  type ResultContext,
} from './delivery.js';
import type { ExchangeResult } from './exchange.js';
import type { BatchTarget } from './target-source.js';

/** The result for one target of a batch. */
export interface TargetResultFacts {
  readonly target: BatchTarget;
  readonly result: ExchangeResult;
  /** What was sent, with its variables filled in. */
  readonly rendered: RenderedPush;
  readonly aboutToken: DeliveryContext['aboutToken'];
}

/** Builds the deliveries of one run of a batch. What they share is built once. */
export class TargetDeliveries {
  readonly #engine: ApnsEngine;
  readonly #context: SendContext;
  readonly #request: BatchRequest;
  readonly #batchId: string | null;
  #common: CommonPart | null = null;
  #payloadBytes: number | null = null;

  constructor(engine: ApnsEngine, context: SendContext, request: BatchRequest) {
    this.#engine = engine;
    this.#context = context;
    this.#request = request;
    this.#batchId = isBatch(request) ? request.id : null;
  }

  /** The delivery in the form that costs the history least. @param id - Called where that form needs the ID. */
  kept(facts: TargetResultFacts, id: () => string): KeptDelivery {
    // A push that was rendered for this target shares nothing with the others.
    if (this.#batchId === null || facts.rendered !== this.#request.push) return this.whole(facts, id());
    const { target, result } = facts;
    const isAccepted = result.outcome === 'accepted';
    this.#common ??= this.#buildCommon(this.#batchId);
    return {
      target: toRecordedTarget(target),
      common: this.#common,
      own: ownPart(
        this.#timeOf(result),
        result,
        isAccepted ? null : explainResult(this.#resultContext(facts), result),
      ),
    };
  }

  whole(facts: TargetResultFacts, id: string): Delivery {
    const context = this.#resultContext(facts);
    return buildDelivery(
      {
        ...context,
        ...buildRecordedRequest(context.push),
        id,
        atMs: this.#timeOf(facts.result),
        batchId: this.#batchId,
        presetName: this.#request.presetName ?? null,
      },
      facts.result,
    );
  }

  #resultContext({ target, rendered, aboutToken }: TargetResultFacts): ResultContext {
    const { headers, payload } = rendered;
    const push: Push = { ...this.#request.push, headers, payload, target: toRecordedTarget(target) };
    return {
      push,
      payloadBytes: this.#bytesOf(payload),
      material: this.#context.material,
      origin: this.#context.origin,
      proxyLabel: this.#context.pool.route.proxy?.label ?? null,
      aboutToken,
    };
  }

  #timeOf({ attempts }: ExchangeResult): number {
    return attempts[0]?.atMs ?? this.#engine.ports.clock.now();
  }

  #bytesOf(payload: string): number {
    if (payload !== this.#request.push.payload) return Buffer.byteLength(payload, 'utf8');
    return (this.#payloadBytes ??= Buffer.byteLength(payload, 'utf8'));
  }

  #buildCommon(batchId: string): CommonPart {
    const { push, presetName } = this.#request;
    const { material, origin } = this.#context;
    const { path, headers } = recordedRequestOfAll(push);
    const payloadBytes = this.#bytesOf(push.payload);
    const common = commonPart({
      push,
      material,
      origin,
      headers,
      payloadBytes,
      presetName: presetName ?? null,
    });
    return { ...common, batchId, request: { ...common.request, path } };
  }
}

/** The whole delivery. @param id - Called where it is not part of what is kept. */
export function wholeDelivery(kept: KeptDelivery, id: () => string): Delivery {
  return 'common' in kept ? joinDelivery(kept.common, kept.own, { id: id(), target: kept.target }) : kept;
}

/** As `buildRecordedRequest`, for all targets at once. */
function recordedRequestOfAll(push: Omit<Push, 'target'>): Pick<CommonPart['request'], 'path' | 'headers'> {
  try {
    return { path: null, headers: buildHeaders({ ...push, target: { kind: 'device', token: '' } }) };
  } catch {
    return { path: NO_DEVICE_PATH, headers: [] };
  }
}
