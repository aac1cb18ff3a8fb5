import { isInShard } from '#shared/apns/batch';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { DeliveryAttempt, Push } from '#shared/apns/push';
import { buildHeaders, buildPushRequest, devicePath, type PushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { headerTemplate, renderHeaders } from '#shared/payload/render-headers';
import {
  compileTemplate,
  requireVariables,
  scopeWith,
  type Template,
  type TemplateScope,
} from '#shared/payload/template';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import { NO_DEVICE_PATH } from '../history/packing/delivery-parts.js';
import type { Clock, Randomness } from '../ports/ports.js';
import { toWireHeaders } from './apns-engine.js';
import type { BatchRequest } from './batch-request.js';
import type { WireHeaders } from './http2-session.js';
import type { BatchTarget } from './target-source.js';

/** One target and its position in the list. */
export interface Job {
  readonly position: number;
  readonly target: BatchTarget;
  /** Attempts that were made before it was requeued for want of a connection. */
  readonly attempts?: readonly DeliveryAttempt[];
  /** ID of the delivery, where it has to be known before the push is sent. */
  deliveryId?: string;
}

/** One target's request. */
export interface PlannedRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** Headers and payload with the variables of this target filled in. */
  readonly rendered: RenderedPush;
}

/** The parts of a push that templates can change. */
export type RenderedPush = Pick<Push, 'headers' | 'payload'>;

type PlannedPart = Pick<BatchRequest, 'push' | 'variables' | 'targets' | 'sendUnreadable' | 'simulated'>;

/** Turns the targets of a batch into requests. Whatever is the same for all targets is built once. */
export class BatchPlanner {
  readonly #ports: { readonly clock: Clock; readonly random: Randomness };
  readonly #request: PlannedPart;
  readonly #template: Template;
  readonly #constantBody: Buffer | null;
  readonly #constantHeaders: WireHeaders | null;

  /** @throws AppError `bad-template`, `missing-variable`, `bad-header`, before anything is sent. */
  constructor(ports: { readonly clock: Clock; readonly random: Randomness }, request: PlannedPart) {
    this.#ports = ports;
    this.#request = request;
    this.#template = compileTemplate(request.push.payload);
    const known = [...Object.keys(request.variables ?? {}), ...request.targets.columns];
    requireVariables(this.#template, known);
    const headers = headerTemplate(request.push.headers);
    requireVariables(headers, known);
    this.#constantBody = this.#template.isConstant ? Buffer.from(request.push.payload, 'utf8') : null;
    this.#constantHeaders = headers.isConstant ? wireOf(request.push.headers) : null;
  }

  /**
   * @throws AppError `bad-device-token`, `simulator-only`, `bad-header`, `missing-variable`, `bad-template` for this
   * target alone.
   */
  requestFor({ target, position }: Job): PlannedRequest {
    const { push, sendUnreadable, simulated } = this.#request;
    if (sendUnreadable !== true) throwIfUnreadable(target.token);
    if (simulated !== undefined && simulated.size > 0 && simulated.has(toRecordedTarget(target).token)) {
      throw simulatedDeviceRefused(target, push.environment);
    }
    const path = devicePath(target.token);
    if (this.#constantBody !== null && this.#constantHeaders !== null) {
      // Nothing varies, so `push` itself is the rendered push and only the headers are built per target.
      return {
        headers: { ...this.#constantHeaders, ':path': path },
        body: this.#constantBody,
        rendered: push,
      };
    }
    const scope = this.#scopeOf(target, position);
    const headers = renderHeaders(push.headers, scope);
    const payload = this.#template.render(scope);
    return {
      headers: { ...(this.#constantHeaders ?? wireOf(headers)), ':path': path },
      body: this.#constantBody ?? Buffer.from(payload, 'utf8'),
      rendered: { headers, payload },
    };
  }

  #scopeOf(target: BatchTarget, position: number): TemplateScope {
    const { clock, random } = this.#ports;
    const uuid = random.uuid();
    return scopeWith(
      { ...this.#request.variables, ...target.variables },
      {
        nowMs: clock.now(),
        // The same UUID wherever it occurs in one push.
        uuid: () => uuid,
        counter: position + 1,
        token: target.token,
        device: target.name ?? target.token,
      },
    );
  }
}

function wireOf(headers: Push['headers']): WireHeaders {
  const fields = buildHeaders({ target: { kind: 'device', token: '' }, headers });
  return toWireHeaders({ method: 'POST', path: '', headers: fields });
}

/** Most tokens need no cleaning, and that is asked several times for each push. */
const CLEAN_TOKEN = /^[0-9a-f]{64}$/;

/** @throws AppError `bad-device-token`: APNs could only answer it with BadDeviceToken, for which it slows a connection down. */
function throwIfUnreadable(token: string): void {
  if (CLEAN_TOKEN.test(token)) return;
  const { problem } = readDeviceToken(token);
  if (problem !== null) throw new AppError('bad-device-token', problem.message, problem.hint);
}

/** The target as it is recorded, with its token normalised. */
export function toRecordedTarget({ token, name }: BatchTarget): Extract<Push['target'], { kind: 'device' }> {
  const cleaned = CLEAN_TOKEN.test(token) ? token : readDeviceToken(token).token;
  return name === undefined ? { kind: 'device', token: cleaned } : { kind: 'device', token: cleaned, name };
}

/** Path and headers as they are recorded; both are empty for a push with a value that no header can hold. */
export function buildRecordedRequest(push: Push): Pick<PushRequest, 'path' | 'headers'> {
  try {
    return buildPushRequest(push);
  } catch {
    return { path: NO_DEVICE_PATH, headers: [] };
  }
}

/**
 * The jobs in a chunk of the list: this machine's shard, without the targets that already have an answer.
 *
 * @param start - Position of the first target of the chunk, from 0.
 */
export function jobsFrom(
  targets: readonly BatchTarget[],
  start: number,
  { shard, isAnswered }: Pick<BatchRequest, 'shard' | 'isAnswered'>,
): readonly Job[] {
  return targets
    .map((target, index) => ({ position: target.position ?? start + index, target }))
    .filter(({ position }) => shard === undefined || isInShard(position, shard))
    .filter(({ position }) => isAnswered?.(position) !== true);
}
