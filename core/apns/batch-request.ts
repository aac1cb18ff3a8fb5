import type { Shard } from '#shared/apns/batch';
import type { Delivery, Push } from '#shared/apns/push';
import type { TemplateValue } from '#shared/payload/template';
import type { SendPolicy } from './apns-engine.js';
import type { EarlierFigures } from './batch-tally.js';
import type { ExchangeResult } from './exchange.js';
import type { GuardedLedger } from './guarded-ledger.js';
import type { DeliveryStore } from './sender.js';
import type { BatchTarget, TargetSource } from './target-source.js';

export interface BatchRequest {
  readonly id: string;
  /** What every target gets; the payload, collapse ID and custom headers may hold `{{variables}}`. */
  readonly push: Omit<Push, 'target'>;
  readonly targets: TargetSource;
  /** The same for all targets. */
  readonly variables?: Readonly<Record<string, TemplateValue>>;
  /** Requests in flight at once; fitted to the connections when absent. */
  readonly concurrency?: number;
  /** Per second; as fast as APNs allows when absent. */
  readonly rate?: number;
  readonly connections?: number;
  readonly policy?: SendPolicy;
  readonly shard?: Shard;
  readonly presetName?: string;
  /** A list of one is a push unless this is set: then it has a page like any batch. */
  readonly isAlwaysBatch?: boolean;
  /** Targets that had an outcome in an earlier run, by their place. */
  readonly isAnswered?: (position: number) => boolean;
  /** True for a batch that goes on. */
  readonly isResumed?: boolean;
  /** What earlier runs of it came to. */
  readonly earlier?: EarlierFigures;
  /** Of the whole batch that goes on, where its list was read to the end before. */
  readonly knownTotal?: number;
  /** The command that goes on with it. */
  readonly resumeCommand?: string;
  /** Sends texts that cannot be device tokens too, to see what APNs says. */
  readonly sendUnreadable?: boolean;
  /** Tokens of simulated devices, which are not sent to. */
  readonly simulated?: ReadonlySet<string>;
  /** Called for each outcome, in the order they come. */
  readonly onResult?: (result: TargetResult) => void;
}

/** One target's outcome. */
export interface TargetResult {
  /** Its place in the list, from 0. */
  readonly position: number;
  readonly target: BatchTarget;
  readonly result: ExchangeResult;
  /** The full record, made when it is asked for. */
  readonly delivery: () => Delivery;
}

/** Where outcomes are kept. */
export interface BatchStorage {
  readonly history: DeliveryStore | null;
  readonly ledger: GuardedLedger | null;
}

/** A list of one is a push: its delivery says all. */
export function isBatch({
  targets,
  isAlwaysBatch,
}: Pick<BatchRequest, 'targets' | 'isAlwaysBatch'>): boolean {
  return targets.total !== 1 || isAlwaysBatch === true;
}
