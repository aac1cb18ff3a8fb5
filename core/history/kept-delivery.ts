import { redactHeaders, redactPush } from '#shared/apns/request-headers';
import type { KeptDelivery } from './batch-ledger.js';
import type { BlockWriter } from './block-writer.js';
import { type DeliveryWriter, redactDelivery, withoutUrlPassword } from './delivery-rows.js';
import type { Frames } from './frames.js';
import type { NumberedBatches } from './numbered-batches.js';
import { type CommonPart, joinDelivery, type OwnPart } from './packing/delivery-parts.js';
import type { TargetLists } from './target-lists.js';
import type { TokenMemory } from './token-memory.js';

/** What a run shares, without any secret: looked through once, not for each delivery. */
const redactedParts = new WeakMap<CommonPart, CommonPart>();

/** A delivery as it may be kept and shown: header values that can carry a secret are gone. */
export function redactKept(kept: KeptDelivery): KeptDelivery {
  if (!('common' in kept)) return redactDelivery(kept);
  return { ...kept, common: redactCommon(kept.common), own: redactOwn(kept.own) };
}

function redactCommon(common: CommonPart): CommonPart {
  const known = redactedParts.get(common);
  if (known !== undefined) return known;
  const { push, request } = common;
  const redacted = {
    ...common,
    push: { ...redactPush(push), environment: withoutUrlPassword(push.environment) },
    request: { ...request, headers: redactHeaders(request.headers) },
  };
  redactedParts.set(common, redacted);
  return redacted;
}

function redactOwn(own: OwnPart): OwnPart {
  const responseHeaders = redactHeaders(own.responseHeaders);
  return responseHeaders === own.responseHeaders ? own : { ...own, responseHeaders };
}

export interface KeeperPorts {
  readonly batches: NumberedBatches;
  readonly rows: DeliveryWriter;
  readonly frames: Frames;
  readonly blocks: BlockWriter;
  readonly lists: TargetLists;
  readonly memory: TokenMemory;
}

/**
 * Creates what writes the deliveries of batches: into a block where they share most with others and their target is
 * written down, else as a row.
 *
 * @returns only to be called inside a transaction of the queue, with what {@link redactKept} gave. It returns the ID of
 * a delivery with a row of its own, else `null`.
 */
export function createDeliveryKeeper(
  ports: KeeperPorts,
): (place: { readonly batchId: string; readonly position: number }, kept: KeptDelivery) => string | null {
  const { batches, rows, frames, blocks, lists, memory } = ports;
  return ({ batchId, position }, kept) => {
    if (!('common' in kept)) {
      rows.insert(kept);
      return kept.id;
    }
    const { common, own, target } = kept;
    const batch = batches.find(batchId);
    const place = batch === null ? null : lists.find(batch.number, position);
    if (batch === null || place?.list.tokenAt(place.index) !== target.token) {
      const id = batches.deliveryId(batchId, position);
      rows.insert(joinDelivery(common, own, { id, target }));
      return id;
    }
    const frame = frames.intern(batch.number, common, own);
    blocks.add(batch, { frame, seq: rows.nextSeq(), position, own });
    memory.note(target.token, {
      atMs: own.atMs,
      environment: common.push.environment.kind,
      outcome: own.outcome,
      status: own.status,
      topic: common.push.headers.topic ?? null,
      reason: own.reason,
      goneMs: own.timestampMs,
    });
    return null;
  };
}
