import type { ProviderTokenRenewal } from '#shared/apns/provider-token';
import type { Delivery, DeliveryFailure, Environment, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { simulatedDeviceRefused } from '#shared/simulator/sample-guard';
import type { Departures } from '../history/departures.js';
import type { HistoryService } from '../history/history-service.js';
import type { ApnsEngine } from './apns-engine.js';
import { type SendContext, type SendPolicy, toWireHeaders } from './apns-engine.js';
import { buildDelivery, type DeliveryContext } from './delivery.js';
import { type DepartureHooks, endedBeforeAnswer, type ExchangeResult } from './exchange.js';

/** Sends single pushes over shared connections. */
export interface Sender {
  /**
   * Sends one push. A rejection, a failure and an unknown outcome are results, not errors.
   * @param options - `signal` gives up at once; `gracefulStop` cancels a push that was not sent yet, and otherwise
   *   waits for its answer.
   * @throws AppError only for what is wrong before anything is sent (`bad-device-token`, `bad-header`,
   *   `credential-not-found`, …) and `cancelled`.
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
   * Retires the connections, so that the next push opens a new one, and renews the provider token if APNs allows
   * that. Pushes in flight still get their answers.
   */
  reconnect(environment: Environment, credentialId: string | null): Promise<ProviderTokenRenewal>;
  /** Closes the connections for good. */
  close(): Promise<void>;
}

/** Stores deliveries, and looks up what earlier ones tell about a token. */
export type DeliveryStore = Pick<HistoryService, 'add'> &
  Partial<Pick<HistoryService, 'aboutToken'>> & {
    /** Absent, a push is not recorded if the process ends before the answer. */
    readonly departures?: Departures;
  };

/** Creates a sender on a shared engine. */
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
      // It may have been cancelled during the lookups above; on an open connection it would be sent at once.
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
 * Runs one exchange as a promise.
 *
 * @param signal - Cancels it at once.
 * @param gracefulStop - Cancels it if it was not sent yet; otherwise waits for its answer.
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
 * Records a single push on disk while it is in flight. Should the process end before the answer, the next process
 * reports it as `unknown`.
 *
 * @param unanswered - Builds the delivery to report if no answer arrives.
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
        // The history reports its own write errors; the push is sent anyway.
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
          en: 'Cancelled after the push was sent: it may have been delivered.',
          zh: '推送发出后被取消，可能已经送达。',
        }
      : { en: 'Cancelled before anything was sent.', zh: '已在发送前取消。' },
    { en: 'Send again when you are ready.', zh: '准备好后可重新发送。' },
  );
}
