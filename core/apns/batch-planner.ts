import { isInShard } from '#shared/apns/batch';
import { readDeviceToken } from '#shared/apns/device-token';
import type { DeliveryAttempt, Push } from '#shared/apns/push';
import { buildHeaders, buildPushRequest, devicePath, type PushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { headerTemplate, renderHeaders } from '#shared/payload/render-headers';
import {
  compileTemplate,
  requireVariables,
  scopeWith,
  type Template,
  type TemplateScope,
} from '#shared/payload/template';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import type { Clock, Randomness } from '../ports/ports.js';
import { toWireHeaders } from './apns-engine.js';
import type { BatchRequest } from './batch-request.js';
import type { WireHeaders } from './http2-session.js';
import type { BatchTarget } from './target-source.js';

/** One target and its place in the list. */
export interface Job {
  readonly position: number;
  readonly target: BatchTarget;
  /** Of earlier exchanges that met no connection. */
  readonly attempts?: readonly DeliveryAttempt[];
  /** Of the delivery, where it is known before the push leaves. */
  deliveryId?: string;
}

/** One target's request. */
export interface PlannedRequest {
  readonly headers: WireHeaders;
  readonly body: Buffer;
  /** As the templates came out for this target. */
  readonly rendered: RenderedPush;
}

/** The parts of a push that templates can change. */
export type RenderedPush = Pick<Push, 'headers' | 'payload'>;

type PlannedPart = Pick<BatchRequest, 'push' | 'variables' | 'targets' | 'sendUnreadable' | 'simulated'>;

/** Turns the targets of a batch into requests. What is the same for all is made once. */
export class BatchPlanner {
  readonly #ports: { readonly clock: Clock; readonly random: Randomness };
  readonly #request: PlannedPart;
  readonly #template: Template;
  readonly #constantBody: Buffer | null;
  readonly #constantHeaders: WireHeaders | null;

  /** @throws AppError `bad-template`, `missing-variable`, `bad-header`: nothing was sent then. */
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
      // `push` itself serves as what came out: nothing is made for each target but its headers.
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
        // One for each push, wherever it stands.
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

/** Texts that APNs could only answer with BadDeviceToken, for which it slows a connection down. */
const UNREADABLE_PROBLEMS: ReadonlySet<string> = new Set([
  'empty',
  'fcm-token',
  'shortened-description',
  'not-hex',
]);

function throwIfUnreadable(token: string): void {
  if (/^(?:[0-9a-f]{2})+$/.test(token)) return;
  const { problem } = readDeviceToken(token);
  if (problem === null || !UNREADABLE_PROBLEMS.has(problem.kind)) return;
  throw new AppError('bad-device-token', problem.message, problem.hint);
}

/** The target as it is recorded: its token cleaned. */
export function toRecordedTarget({ token, name }: BatchTarget): Extract<Push['target'], { kind: 'device' }> {
  return { kind: 'device', token: readDeviceToken(token).token, ...omitUndefined({ name }) };
}

/** How a push is recorded; a value that kept it from being sent cannot be shown as a header either. */
export function buildRecordedRequest(push: Push): Pick<PushRequest, 'path' | 'headers'> {
  try {
    return buildPushRequest(push);
  } catch {
    return { path: '/3/device/', headers: [] };
  }
}

/**
 * What is to be sent of a piece of the list: the share of this machine, without what was answered before.
 *
 * @param start - The place in the list of the first of them, from 0.
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
