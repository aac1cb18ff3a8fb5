import { readDeviceToken } from '#shared/apns/device-token';
import type { Delivery, HeaderField, Push } from '#shared/apns/push';
import { buildHeaders, devicePath } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import {
  compileTemplate,
  renderText,
  requireVariables,
  scopeWith,
  type Template,
  type TemplateScope,
} from '#shared/payload/template';
import { toWireHeaders, type ApnsEngine, type Line } from './apns-engine.js';
import type { BatchRequest } from './batch-run.js';
import { buildDelivery } from './delivery.js';
import type { ExchangeResult } from './exchange.js';
import type { WireHeaders } from './http2-session.js';
import type { BatchTarget } from './target-source.js';

/** One target and its place in the list. */
export interface Job {
  readonly position: number;
  readonly target: BatchTarget;
}

/** Turns the targets of a batch into requests, and outcomes into records. What is the same for all is made once. */
export class BatchPlan {
  readonly #engine: ApnsEngine;
  readonly #line: Line;
  readonly #request: BatchRequest;
  readonly #template: Template;
  readonly #constantBody: Buffer | null;
  readonly #constantHeaders: WireHeaders | null;

  /** @throws AppError `bad-template`, `missing-variable`, `bad-header`: nothing was sent then. */
  constructor(engine: ApnsEngine, line: Line, request: BatchRequest) {
    this.#engine = engine;
    this.#line = line;
    this.#request = request;
    this.#template = compileTemplate(request.push.payload);
    const known = [...Object.keys(request.variables ?? {}), ...request.targets.columns];
    requireVariables(this.#template, known);
    const headers = JSON.stringify(request.push.headers);
    requireVariables(compileTemplate(headers), known);
    this.#constantBody = this.#template.isConstant ? Buffer.from(request.push.payload, 'utf8') : null;
    this.#constantHeaders = headers.includes('{{') ? null : this.#headersFor(null);
  }

  /** @throws AppError `bad-device-token`, `bad-header`, `missing-variable`, `bad-template` for this target alone. */
  requestFor({ target, position }: Job): { readonly headers: WireHeaders; readonly body: Buffer } {
    if (this.#request.sendUnreadable !== true) refuseUnreadable(target.token);
    const path = devicePath(target.token);
    const isConstant = this.#constantBody !== null && this.#constantHeaders !== null;
    const scope = isConstant ? null : this.#scopeOf(target, position);
    const headers = this.#constantHeaders ?? this.#headersFor(scope);
    const body = this.#constantBody ?? Buffer.from(this.#template.render(scope ?? NO_SCOPE), 'utf8');
    return { headers: { ...headers, ':path': path }, body };
  }

  #scopeOf(target: BatchTarget, position: number): TemplateScope {
    const { clock, random } = this.#engine.ports;
    return scopeWith(
      { ...this.#request.variables, ...target.variables },
      {
        nowMs: clock.now(),
        uuid: () => random.uuid(),
        counter: position + 1,
        token: target.token,
        device: target.name ?? '',
      },
    );
  }

  #headersFor(scope: TemplateScope | null): WireHeaders {
    const headers = scope === null ? this.#request.push.headers : renderHeaders(this.#request.push, scope);
    const fields = buildHeaders({ target: { kind: 'device', token: '' }, headers });
    return toWireHeaders({ method: 'POST', path: '', headers: fields });
  }

  deliveryOf(id: string, { target, position }: Job, result: ExchangeResult): Delivery {
    const { push, presetName } = this.#request;
    const scope = this.#scopeOf(target, position);
    const headers = this.#constantHeaders === null ? renderHeaders(push, scope) : push.headers;
    const payload = this.#template.isConstant ? push.payload : renderOr(this.#template, scope, push.payload);
    const one: Push = { ...push, headers, payload, target: targetOf(target) };
    return buildDelivery(
      {
        id,
        atMs: result.attempts[0]?.atMs ?? this.#engine.ports.clock.now(),
        push: one,
        payloadBytes: this.#constantBody?.length ?? Buffer.byteLength(payload, 'utf8'),
        material: this.#line.material,
        batchId: this.#request.id,
        presetName: presetName ?? null,
        origin: this.#line.origin,
        path: pathFor(target.token),
        headers: headersOr(one),
        proxyLabel: this.#line.lane.route.proxy?.label ?? null,
      },
      result,
    );
  }
}

const NO_SCOPE: TemplateScope = () => undefined;
/** Texts that APNs could only answer with BadDeviceToken, for which it slows a connection down. */
const UNREADABLE: ReadonlySet<string> = new Set(['empty', 'fcm-token', 'shortened-description', 'not-hex']);

function refuseUnreadable(token: string): void {
  if (/^(?:[0-9a-f]{2})+$/.test(token)) return;
  const { problem } = readDeviceToken(token);
  if (problem === null || !UNREADABLE.has(problem.kind)) return;
  throw new AppError('bad-device-token', problem.message, problem.hint);
}

/** The target as it is recorded: its token cleaned. */
export function targetOf({ token, name }: BatchTarget): Extract<Push['target'], { kind: 'device' }> {
  return { kind: 'device', token: readDeviceToken(token).token, ...(name === undefined ? {} : { name }) };
}

function pathFor(token: string): string {
  try {
    return devicePath(token);
  } catch {
    return '/3/device/';
  }
}

/** A value that kept the push from being sent cannot be shown as a header either. */
function headersOr(push: Push): readonly HeaderField[] {
  try {
    return buildHeaders(push);
  } catch {
    return [];
  }
}

function renderOr(template: Template, scope: TemplateScope, otherwise: string): string {
  try {
    return template.render(scope);
  } catch {
    return otherwise;
  }
}

function renderHeaders({ headers }: Pick<Push, 'headers'>, scope: TemplateScope): Push['headers'] {
  const { topic, collapseId, id, custom } = headers;
  return {
    ...headers,
    ...(topic === undefined ? {} : { topic: renderText(topic, scope) }),
    ...(collapseId === undefined ? {} : { collapseId: renderText(collapseId, scope) }),
    ...(id === undefined ? {} : { id: renderText(id, scope) }),
    ...(custom === undefined
      ? {}
      : { custom: custom.map(({ name, value }) => ({ name, value: renderText(value, scope) })) }),
  };
}
