import type { Delivery, DeliveryOutcome } from '#shared/apns/push';

export interface DeliveriesSummary {
  /** The worst of all: one that was not accepted makes the whole not accepted. */
  readonly outcome: DeliveryOutcome;
  readonly accepted: number;
  readonly total: number;
  /** Set when there is only one, so that it can be told in full. */
  readonly only: {
    readonly outcome: DeliveryOutcome;
    readonly status: number | null;
    readonly reason: string | null;
    /** Unit: whole milliseconds. */
    readonly totalMs: number;
  } | null;
}

const WORST_FIRST: readonly DeliveryOutcome[] = ['failed', 'unknown', 'rejected', 'accepted'];

/** What became of one Send, in as few facts as one line holds. */
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
