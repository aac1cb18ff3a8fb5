import type { ProviderTokenRenewal } from '#shared/apns/provider-token';
import type { Delivery, DeliveryFailure, Environment, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import type { Departures } from '../history/departures.js';
import type { HistoryService } from '../history/history-service.js';
import {
  ApnsEngine,
  type EnginePorts,
  type SendContext,
  type SendPolicy,
  toWireHeaders,
} from './apns-engine.js';
import { buildDelivery, type DeliveryContext } from './delivery.js';
import { type DepartureHooks, endedBeforeAnswer, type ExchangeResult } from './exchange.js';

/** Sends pushes, one at a time or many at once, over shared connections. */
export interface Sender {
  /**
   * Sends one push and settles whatever happens: a rejection, a failure and an unknown outcome are results.
   * @param options - `signal` gives up at once; `gracefulStop` takes back what has not left, and waits for the answer to
   *   what has.
   * @throws AppError only for what is wrong before anything is sent (`bad-device-token`, `bad-header`,
   * `credential-not-found`, …) and `cancelled`.
   */
  send(
    push: Push,
    options?: SendPolicy & {
      readonly signal?: AbortSignal;
      readonly gracefulStop?: AbortSignal;
      readonly presetName?: string;
    },
  ): Promise<Delivery>;
  /**
   * Lets the next push go over a new connection, with a new provider token where APNs allows one. What is in flight
   * gets its answer.
   */
  reconnect(environment: Environment, credentialId: string | null): Promise<ProviderTokenRenewal>;
  /** Closes the connections; nothing is opened afterwards. */
  close(): Promise<void>;
}

export interface SenderPorts extends EnginePorts {
  /** Where deliveries are remembered. */
  readonly history?: DeliveryStore;
}

/** Where deliveries are remembered, and what earlier ones tell about a token. */
export type DeliveryStore = Pick<HistoryService, 'add'> &
  Partial<Pick<HistoryService, 'aboutToken'>> & {
    /** Absent, a push whose process ends before the answer leaves no trace. */
    readonly departures?: Departures;
  };

/** Makes a sender with connections of its own. */
export function createSender(ports: SenderPorts): Sender {
  return createSenderOn(new ApnsEngine(ports), ports.history);
}

/** Makes a sender over an engine that others use too. */
export function createSenderOn(engine: ApnsEngine, history?: DeliveryStore): Sender {
  return {
    async send(push, options = {}) {
      const { signal, gracefulStop, presetName, ...policy } = options;
      const request = buildPushRequest(push);
      throwIfCancelled(signal, gracefulStop);
      const { clock, random } = engine.ports;
      const atMs = clock.now();
      const { environment, target } = push;
      const context = await engine.prepare(environment, push.credentialId, policy);
      if (target.kind === 'device' && (await engine.simulatedTokens(environment, policy)).has(target.token)) {
        throw simulatedDeviceRefused(target, environment);
      }
      // Taken back while the way was looked up: over a connection that is open, it would leave at once.
      throwIfCancelled(signal, gracefulStop);
      const wire = toWireHeaders(request);
      const body = Buffer.from(push.payload, 'utf8');
      const deliveryContext: DeliveryContext = {
        id: random.uuid(),
        atMs,
        push,
        payloadBytes: body.length,
        material: context.material,
        batchId: null,
        presetName: presetName ?? null,
        origin: context.origin,
        path: request.path,
        headers: request.headers,
        proxyLabel: context.pool.route.proxy?.label ?? null,
        aboutToken: history?.aboutToken,
      };
      const departure = recordDeparture(deliveryContext.id, history, () =>
        buildDelivery(deliveryContext, endedBeforeAnswer(clock.now())),
      );
      const result = await sendRequest(
        engine,
        context,
        { headers: wire, body },
        signal,
        gracefulStop,
        departure,
      );
      const delivery = buildDelivery(deliveryContext, result);
      history?.add(delivery);
      if (result.failure?.code === 'cancelled') throw cancelledError(result.outcome === 'unknown');
      return delivery;
    },
    async reconnect(environment, credentialId) {
      const { pool, material } = await engine.prepare(environment, credentialId);
      const renewal: ProviderTokenRenewal =
        material?.kind === 'apns-key'
          ? await engine.tokens.renewOnRequest(material)
          : { kind: 'no-provider-token' };
      pool.retireConnections();
      return renewal;
    },
    async close() {
      engine.close();
    },
  };
}

/**
 * One exchange as a promise.
 *
 * @param signal - Ends it at once.
 * @param gracefulStop - Takes it back if it has not left; otherwise its answer is waited for.
 */
export function sendRequest(
  engine: ApnsEngine,
  context: SendContext,
  request: Parameters<ApnsEngine['exchange']>[1],
  signal?: AbortSignal,
  gracefulStop?: AbortSignal,
  departure?: DepartureHooks,
): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const giveUp = (sent: boolean): DeliveryFailure => ({
      ...cancelledError(sent).toMessage(),
      step: 'request',
    });
    const onAbort = (): void => exchange.cancel(giveUp(exchange.hasLeft));
    const onGracefulStop = (): void => exchange.withdraw(giveUp(false));
    const settle = (result: ExchangeResult): void => {
      signal?.removeEventListener('abort', onAbort);
      gracefulStop?.removeEventListener('abort', onGracefulStop);
      resolve(result);
    };
    const exchange = engine.exchange(context, request, settle, departure);
    signal?.addEventListener('abort', onAbort, { once: true });
    gracefulStop?.addEventListener('abort', onGracefulStop, { once: true });
    if (signal?.aborted === true) onAbort();
    else if (gracefulStop?.aborted === true) onGracefulStop();
  });
}

/**
 * Keeps a single push on disk while it is under way: what left and got no answer is told by the next process.
 *
 * @param unanswered - The delivery that it is should no answer come.
 */
export function recordDeparture(
  id: string,
  memory: DeliveryStore | null | undefined,
  unanswered: () => Delivery,
): DepartureHooks {
  return {
    beforeSend() {
      try {
        memory?.departures?.leave(unanswered());
      } catch {
        // The history has said that it cannot be written; sending goes on without it.
      }
      return null;
    },
    onReturned: () => memory?.departures?.takeBack(id),
  };
}

function throwIfCancelled(...signals: readonly (AbortSignal | undefined)[]): void {
  if (signals.some((signal) => signal?.aborted === true)) throw cancelledError(false);
}

function cancelledError(sent: boolean): AppError {
  return new AppError(
    'cancelled',
    sent
      ? {
          en: 'Cancelled after the push had left: it may have been delivered.',
          zh: '推送发出后被取消，可能已经送达。',
        }
      : { en: 'Cancelled before anything was sent.', zh: '已在发送前取消。' },
    { en: 'Send again when you are ready.', zh: '准备好后可重新发送。' },
  );
}
