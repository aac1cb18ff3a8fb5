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
  /** What every target gets. Payload, collapse ID and custom headers may contain `{{variables}}`. */
  readonly push: Omit<Push, 'target'>;
  readonly targets: TargetSource;
  /** Values that are the same for all targets. */
  readonly variables?: Readonly<Record<string, TemplateValue>>;
  /** Requests in flight at once; derived from the number of connections when absent. */
  readonly concurrency?: number;
  /** Pushes per second; as fast as APNs allows when absent. */
  readonly rate?: number;
  readonly connections?: number;
  readonly policy?: SendPolicy;
  readonly shard?: Shard;
  readonly presetName?: string;
  /** A list of one target counts as a single push unless this is set. */
  readonly isAlwaysBatch?: boolean;
  /** True for the position of a target that got its outcome in an earlier run. */
  readonly isAnswered?: (position: number) => boolean;
  /** True for a resumed batch. */
  readonly isResumed?: boolean;
  /** The figures of its earlier runs. */
  readonly earlier?: EarlierFigures;
  /** Targets of a resumed batch whose list was already read to the end. */
  readonly knownTotal?: number;
  /** The command that resumes it. */
  readonly resumeCommand?: string;
  /** Also sends texts that cannot be device tokens, to see how APNs answers. */
  readonly sendUnreadable?: boolean;
  /** Tokens of simulated devices, which are refused. */
  readonly simulated?: ReadonlySet<string>;
  /** Called for each outcome, in order of arrival. */
  readonly onResult?: (result: TargetResult) => void;
}

/** One target's outcome. */
export interface TargetResult {
  /** Position in the list, from 0. */
  readonly position: number;
  readonly target: BatchTarget;
  readonly result: ExchangeResult;
  /** Builds the full delivery on demand. */
  readonly delivery: () => Delivery;
}

/** Where the outcomes of a batch are stored. */
export interface BatchStorage {
  readonly history: DeliveryStore | null;
  readonly ledger: GuardedLedger | null;
}

/** True unless the list has exactly one target, whose delivery says everything. */
export function isBatch({
  targets,
  isAlwaysBatch,
}: Pick<BatchRequest, 'targets' | 'isAlwaysBatch'>): boolean {
  return targets.total !== 1 || isAlwaysBatch === true;
}
