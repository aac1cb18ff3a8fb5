import type { Delivery, DeliveryOutcome } from '#shared/apns/push';

export interface DeliveriesSummary {
  /** The worst outcome of all: accepted only if every delivery was. */
  readonly outcome: DeliveryOutcome;
  readonly accepted: number;
  readonly total: number;
  /** Set when there is only one delivery, which is then shown in full. */
  readonly only: {
    readonly outcome: DeliveryOutcome;
    readonly status: number | null;
    readonly reason: string | null;
    /** Unit: whole milliseconds. */
    readonly totalMs: number;
  } | null;
}

const WORST_FIRST: readonly DeliveryOutcome[] = ['failed', 'unknown', 'rejected', 'accepted'];

/** The result of one send, short enough for one line. */
export function summarizeDeliveries(deliveries: readonly Delivery[]): DeliveriesSummary {
  const first = deliveries[0];
  return {
    outcome:
      WORST_FIRST.find((outcome) => deliveries.some((delivery) => delivery.outcome === outcome)) ??
      'accepted',
    accepted: deliveries.filter(({ outcome }) => outcome === 'accepted').length,
    total: deliveries.length,
    only:
      first === undefined || deliveries.length > 1
        ? null
        : {
            outcome: first.outcome,
            status: first.status,
            reason: first.reason,
            totalMs: Math.round(first.timings.totalMs),
          },
  };
}
