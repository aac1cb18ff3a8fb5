import type { Delivery, DeliveryOutcome, Push } from '#shared/apns/push';
import type { TemplateValue } from '#shared/payload/template';
import type { CommonPart, DeviceTarget, OwnPart } from './packing/delivery-parts.js';
import type { LedgerTarget } from './packing/target-list.js';

/**
 * Where a batch stands. One that is `running`, or `paused` by a person, belongs to the process that sends it; a batch
 * that stopped by itself is `paused` and has no owner; `interrupted` has lost its process.
 */
export type BatchState = 'running' | 'paused' | 'interrupted' | 'cancelled' | 'finished';

/** Where one target of a batch stands: `waiting` to be sent, `sent` and not yet answered, or its outcome. */
export type LedgerState = 'waiting' | 'sent' | DeliveryOutcome;

export interface BatchStart {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** The number of targets where it is known beforehand. */
  readonly total: number | null;
  /** What every target gets, as a template; header values that can carry a secret are not kept. */
  readonly push: Omit<Push, 'target'>;
  /** What the `{{names}}` of the template stand for, the same for all targets. */
  readonly variables?: Readonly<Record<string, TemplateValue>>;
  readonly presetName: string | null;
  /** `https://host:port` of the server. */
  readonly origin?: string;
  readonly credentialName?: string | null;
  /** True where each request carries a provider token. */
  readonly isSigned?: boolean;
  /** The command that resumes this batch from the file that its list came from. */
  readonly resumeCommand?: string;
}

export interface BatchEntry extends BatchStart {
  readonly state: BatchState;
  /** True while it belongs to a process. */
  readonly isHeld: boolean;
  /** The last sign of life of its process. Unix time in milliseconds. */
  readonly aliveAtMs: number;
  readonly endedAtMs: number | null;
  /** How long it was sent, over all its processes, without pauses. Unit: milliseconds; `null` where it was not measured. */
  readonly activeMs: number | null;
  /** Of the targets that were read so far. */
  readonly counts: Readonly<Record<LedgerState, number>>;
  /** Some of its pushes were sent and could not be recorded: resuming it would send those twice. */
  readonly hasGaps?: true;
}

/** When something happened to a batch, and how long it had been sent by then. Unit of both: milliseconds. */
export interface BatchMoment {
  /** Unix time. */
  readonly nowMs: number;
  readonly activeMs: number;
}

/**
 * A delivery of a batch, whole or in parts: those of a batch that sends everybody the same share most of it. In parts it
 * gets the ID that {@link BatchLedger.deliveryId} gives.
 */
export type KeptDelivery =
  | Delivery
  | {
      readonly target: DeviceTarget;
      /** The same object for all that share it. */
      readonly common: CommonPart;
      readonly own: OwnPart;
    };

/** By the place in the batch; of an older Pushdeck's batch by the delivery's ID. */
export type StandingFailures =
  | { readonly kind: 'by-position'; readonly positions: ReadonlySet<number> }
  | { readonly kind: 'by-delivery'; readonly ids: ReadonlySet<string> };

/**
 * The outcome of each target of a batch, on disk, so that a batch whose process was killed resumes without sending
 * again what was answered. The order of calls: {@link start}, then for each piece of the list {@link enlist}, before
 * requests leave {@link markSent}, for each answer {@link settle}, at the end {@link end} or {@link release}.
 */
export interface BatchLedger {
  /** From now on the batch belongs to this process. */
  start(batch: BatchStart): void;
  /** Writes targets down at once, in one transaction: hand over some thousand at a time. Known ones stay as they are. */
  enlist(batchId: string, targets: readonly LedgerTarget[]): void;
  /** How many targets are enlisted. */
  read(batchId: string): number;
  /** All targets are enlisted. */
  knowTotal(batchId: string): void;
  /**
   * Says that these leave now. On disk when it returns, so that a crash turns them into `unknown`, never into a second
   * push.
   *
   * @returns false when the batch does not belong to this process any more: nothing may leave then.
   */
  markSent(batchId: string, positions: readonly number[], moment: BatchMoment): boolean;
  /** These have not been read by APNs and wait again. Gathered like {@link settle}. */
  takeBack(batchId: string, positions: readonly number[]): void;
  /**
   * Gathered, and written in one transaction with its delivery: between two, a crash would leave a target that has an
   * answer and is in doubt as well.
   *
   * @param delivery - Absent where deliveries are not stored.
   */
  settle(batchId: string, position: number, outcome: DeliveryOutcome, delivery?: KeptDelivery): void;
  /** The ID that the delivery of a target has in the present run. */
  deliveryId(batchId: string, position: number): string;
  /** A sign of life, due every few seconds while it runs. */
  keepAlive(batchId: string, moment: BatchMoment): void;
  /** By a person: the process keeps it. */
  pause(batchId: string, moment: BatchMoment): void;
  /** After {@link pause}. @returns false when it does not belong to this process any more. */
  carryOn(batchId: string, moment: BatchMoment): boolean;
  /** It stopped before its end; any process may resume it. */
  release(batchId: string, moment: BatchMoment): void;
  end(batchId: string, state: 'cancelled' | 'finished', moment: BatchMoment): void;
  /**
   * From now on pushes are sent that cannot be recorded, so the batch can no longer be resumed.
   *
   * @throws the file system's error when even that cannot be noted: nothing more may leave then.
   */
  loseTrack(batchId: string): void;
  /** Its process lets go of a batch after {@link loseTrack}. */
  leaveIncomplete(batchId: string, moment: BatchMoment): void;
  /**
   * Takes over a batch without an owner, to resume it.
   *
   * @returns false when it belongs to a process that lives, {@link BatchEntry.hasGaps}, or is not there.
   */
  claim(batchId: string, nowMs: number): boolean;
  get(batchId: string): BatchEntry | null;
  /** Newest first. */
  list(limit: number): readonly BatchEntry[];
  /** The targets in one of these states, in order, a page at a time. */
  targets(
    batchId: string,
    states: readonly LedgerState[],
    page: { readonly after?: number; readonly limit: number },
  ): readonly LedgerTarget[];
  /** The places of all targets in one of these states, also of damaged ones. */
  positionsIn(batchId: string, states: readonly LedgerState[]): ReadonlySet<number>;
  /**
   * Which deliveries of targets that were not sent still tell where these stand: a target that was sent later has two.
   *
   * @returns `null` for a batch of which nothing is known but its deliveries: all of them do.
   */
  standingFailures(batchId: string): StandingFailures | null;
  /** Forgets a batch and where its targets stand. @returns false when it belongs to a process that lives. */
  remove(batchId: string): boolean;
  /**
   * Settles what processes left behind that have ended: each of their batches is `interrupted`, and each target that
   * was under way is `unknown`, with a delivery in the history. Exactly once, however many processes do it at a time.
   */
  settleLost(): void;
}
