import type { KeptDelivery } from '#core/history/batch-ledger';
import type { OwnPart } from '#core/history/packing/delivery-parts';
import type { Delivery, DeliveryOutcome, EnvironmentKind, HeaderField } from '#shared/apns/push';
import { devicePath } from '#shared/apns/request-headers';
import { omitUndefined } from '#shared/omit-undefined';

export const TOKEN = '00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0';
export const START_MS = Date.UTC(2026, 0, 5, 8, 0, 0);

export interface DeliveryTraits {
  readonly id?: string;
  readonly atMs?: number;
  readonly environment?: Exclude<EnvironmentKind, 'custom'>;
  readonly token?: string;
  readonly device?: string;
  readonly topic?: string;
  readonly payload?: string;
  readonly outcome?: DeliveryOutcome;
  readonly status?: number | null;
  readonly reason?: string | null;
  readonly preset?: string | null;
  readonly batchId?: string | null;
  readonly customHeaders?: readonly HeaderField[];
  readonly requestHeaders?: readonly HeaderField[];
  readonly responseHeaders?: readonly HeaderField[];
}

let made = 0;

type InParts = Exclude<KeptDelivery, Delivery>;
type Common = InParts['common'];

const shared = new Map<string, Common>();

/** The same delivery as a batch hands it over that sends everybody the same push. */
export function inParts(delivery: Delivery): InParts {
  const { push, credentialName, batchId, presetName, request, ...rest } = delivery;
  const own: OwnPart = rest;
  const { target, ...everybodys } = push;
  if (target.kind !== 'device') throw new Error('a batch sends to devices');
  const common: Common = {
    push: everybodys,
    credentialName,
    batchId: batchId ?? '',
    presetName,
    request: { ...request, path: request.path === devicePath(target.token) ? null : request.path },
  };
  // What is shared is one object for all, as from a batch.
  const key = JSON.stringify(common);
  if (!shared.has(key)) shared.set(key, common);
  return { target, common: shared.get(key) ?? common, own };
}

/** A complete delivery: accepted by the simulator unless the traits say otherwise, each with an id of its own. */
export function aDelivery(traits: DeliveryTraits = {}): Delivery {
  made += 1;
  const outcome = traits.outcome ?? 'accepted';
  const token = traits.token ?? TOKEN;
  const topic = traits.topic ?? 'com.example.app';
  return {
    id: traits.id ?? `delivery-${made}`,
    atMs: traits.atMs ?? START_MS,
    push: {
      environment: { kind: traits.environment ?? 'simulator' },
      credentialId: 'credential-1',
      target: {
        kind: 'device',
        token,
        ...omitUndefined({ name: traits.device }),
      },
      headers: {
        topic,
        pushType: 'alert',
        priority: 10,
        ...omitUndefined({ custom: traits.customHeaders }),
      },
      payload: traits.payload ?? '{"aps":{"alert":"Hello"}}',
    },
    credentialName: 'Sample key',
    batchId: traits.batchId ?? null,
    presetName: traits.preset ?? null,
    request: {
      origin: 'https://127.0.0.1:2197',
      method: 'POST',
      path: devicePath(token),
      headers: traits.requestHeaders ?? [
        { name: 'apns-topic', value: topic },
        { name: 'authorization', value: '[redacted]' },
      ],
    },
    outcome,
    status: traits.status === undefined ? (outcome === 'accepted' ? 200 : null) : traits.status,
    reason: traits.reason ?? null,
    timestampMs: null,
    apnsId:
      (traits.responseHeaders ?? []).find(({ name }) => name === 'apns-id')?.value ??
      'E3B0C442-98FC-1C14-9AFB-F4C8996FB924',
    apnsUniqueId: null,
    responseHeaders: traits.responseHeaders ?? [],
    responseBody: '',
    failure: null,
    explanation: null,
    attempts: [{ atMs: traits.atMs ?? START_MS, status: 200, reason: null, failure: null }],
    timings: {
      queueMs: 0.4,
      dnsMs: null,
      tcpMs: null,
      proxyMs: null,
      tlsMs: null,
      http2Ms: null,
      responseMs: 3.25,
      totalMs: 3.65,
    },
    connectionId: 'connection-1',
  };
}
