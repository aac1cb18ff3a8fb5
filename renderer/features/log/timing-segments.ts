import type { DeliveryTimings } from '#shared/apns/push';

/** The steps of a delivery in chronological order. */
const TIMING_STEPS = ['queue', 'dns', 'tcp', 'proxy', 'tls', 'http2', 'response'] as const;
type TimingStep = (typeof TIMING_STEPS)[number];

export interface TimingSegment {
  readonly step: TimingStep;
  /** Unit: milliseconds. */
  readonly ms: number;
  /** The share of the bar, 0…100. Every step that took place is wide enough to be visible. */
  readonly percent: number;
}

/** A smaller segment looks like a border. Unit: percent of the bar. */
const MIN_PERCENT = 1;

const FIELDS: Readonly<Record<TimingStep, keyof DeliveryTimings>> = {
  queue: 'queueMs',
  dns: 'dnsMs',
  tcp: 'tcpMs',
  proxy: 'proxyMs',
  tls: 'tlsMs',
  http2: 'http2Ms',
  response: 'responseMs',
};

/** The steps that took place, as segments of one bar of 100 percent. */
export function timingSegments(timings: DeliveryTimings): readonly TimingSegment[] {
  const steps = TIMING_STEPS.flatMap((step) => {
    const ms = timings[FIELDS[step]];
    return ms === null || ms < 0 ? [] : [{ step, ms }];
  });
  const sum = steps.reduce((total, { ms }) => total + ms, 0);
  const shares = steps.map(({ ms }) => Math.max(MIN_PERCENT, sum === 0 ? 0 : (ms / sum) * 100));
  const whole = shares.reduce((total, share) => total + share, 0);
  return steps.map((step, index) => ({ ...step, percent: ((shares[index] ?? 0) / whole) * 100 }));
}
