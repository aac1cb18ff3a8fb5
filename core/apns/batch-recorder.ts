import type { BatchState } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import type { BatchMoment, KeptDelivery } from '../history/batch-ledger.js';
import type { Clock, StopTimer } from '../ports/ports.js';
import { type Job, toRecordedTarget } from './batch-planner.js';
import { isFinalState } from './decisions/batch-transitions.js';
import type { GuardedLedger } from './guarded-ledger.js';
import { SentMarks } from './sent-marks.js';

/** Targets written per transaction. */
const ENLIST_SIZE = 2000;
/** How often the ledger hears that the batch is still being sent. Unit: milliseconds. */
const KEEP_ALIVE_INTERVAL_MS = 3000;

export interface BatchRecorderOptions {
  readonly batchId: string;
  readonly clock: Pick<Clock, 'every'>;
  /** `null`: nothing is recorded. */
  readonly ledger: GuardedLedger | null;
  /** Targets marked as sent per write. */
  readonly marksPerWrite: number;
  /** True for a resumed batch: its list must be the one that it was started with. */
  readonly isResumed: boolean;
  readonly moment: () => BatchMoment;
}

/** Writes the progress of a running batch to the ledger, in the order that makes it safe to resume. */
export class BatchRecorder {
  readonly #options: BatchRecorderOptions;
  readonly #marks: SentMarks | null;
  #keepAlive: StopTimer | null = null;
  #isOurs = true;

  constructor(options: BatchRecorderOptions) {
    this.#options = options;
    const { ledger, marksPerWrite, batchId } = options;
    this.#marks =
      ledger &&
      new SentMarks(marksPerWrite, {
        mark: (positions) => this.#mark(ledger, positions),
        takeBack: (positions) => ledger.takeBack(batchId, positions),
      });
  }

  /** False once another process has claimed the batch or it was removed; nothing may be sent then. */
  get isOurs(): boolean {
    return this.#isOurs;
  }

  open(): void {
    const { ledger, batchId, moment, clock } = this.#options;
    if (ledger === null) return;
    const tell = (): void => ledger.keepAlive(batchId, moment());
    this.#keepAlive = clock.every(KEEP_ALIVE_INTERVAL_MS, tell, { keepsProcessAlive: false });
  }

  /** @throws AppError `bad-argument` when a resumed batch is given a different list. */
  enlist(jobs: readonly Job[]): void {
    const { ledger, batchId } = this.#options;
    if (ledger === null) return;
    for (let from = 0; from < jobs.length; from += ENLIST_SIZE) {
      const step = jobs.slice(from, from + ENLIST_SIZE);
      if (this.#options.isResumed) this.#checkSameList(ledger, step);
      ledger.enlist(
        batchId,
        step.map(({ position, target }) => ({
          position,
          target: toRecordedTarget(target),
          ...(target.variables !== undefined && { variables: target.variables }),
        })),
      );
    }
  }

  #checkSameList(ledger: GuardedLedger, jobs: readonly Job[]): void {
    const first = jobs[0]?.position ?? 0;
    const last = jobs.at(-1)?.position ?? first;
    const page = { after: first - 1, limit: last - first + 1 };
    const known = new Map(
      ledger
        .targets(this.#options.batchId, ['waiting', 'failed'], page)
        .map((entry) => [entry.position, entry]),
    );
    for (const { position, target } of jobs) {
      const before = known.get(position)?.target;
      if (before !== undefined && before.token !== toRecordedTarget(target).token)
        throw differentList(this.#options.batchId, position);
    }
  }

  /**
   * Records that the list was read to its end.
   *
   * @param read - Number of targets, including those that already had an outcome.
   * @throws AppError `bad-argument` when a resumed batch had more.
   */
  setTotal(read: number): void {
    const { ledger, batchId, isResumed } = this.#options;
    if (ledger === null) return;
    if (isResumed && ledger.read(batchId) > read) throw differentList(batchId, read);
    ledger.knowTotal(batchId);
  }

  queued(position: number): void {
    this.#marks?.queued(position);
  }

  /**
   * Marks a target on disk before it is sent: after a crash it is `unknown`, and never sent twice. @returns false
   * when it must not be sent.
   */
  beforeSend(position: number, upcoming: () => Iterable<number>): boolean {
    return this.#isOurs && this.#marks?.beforeSend(position, upcoming) !== false;
  }

  returned(position: number): void {
    this.#marks?.returned(position);
  }

  /** The ID of a target's delivery in this run; `null` without a ledger. */
  deliveryId(position: number): string | null {
    return this.#options.ledger?.deliveryId(this.#options.batchId, position) ?? null;
  }

  /**
   * @param delivery - Written together with the outcome. @returns false when there is no ledger, so that the caller
   *   stores it.
   */
  settle(position: number, outcome: DeliveryOutcome, delivery?: KeptDelivery): boolean {
    const { ledger, batchId } = this.#options;
    this.#marks?.settled(position);
    ledger?.settle(batchId, position, outcome, delivery);
    return ledger !== null;
  }

  pause(): void {
    this.#options.ledger?.pause(this.#options.batchId, this.#options.moment());
  }

  /** @returns false when another process has claimed the batch meanwhile. */
  resume(): boolean {
    const { ledger, batchId, moment } = this.#options;
    this.#isOurs = ledger === null || ledger.carryOn(batchId, moment());
    return this.#isOurs;
  }

  close(state: BatchState): void {
    this.#keepAlive?.();
    this.#keepAlive = null;
    const { ledger, batchId, moment } = this.#options;
    if (ledger === null || !(this.#isOurs || ledger.health() === 'stuck')) return;
    this.#marks?.close();
    if (isFinalState(state)) ledger.end(batchId, state, moment());
    else ledger.release(batchId, moment());
  }

  #mark(ledger: GuardedLedger, positions: readonly number[]): boolean {
    this.#isOurs = ledger.markSent(this.#options.batchId, positions, this.#options.moment());
    return this.#isOurs;
  }
}

function differentList(id: string, position: number): AppError {
  const place = position + 1;
  return new AppError(
    'bad-argument',
    {
      en: `This is not the list of batch ${id}: target ${place} is different.`,
      zh: `这不是批次 ${id} 的列表：第 ${place} 个目标不同。`,
    },
    {
      en: 'Use the list that the batch was started with, unchanged.',
      zh: '请提供该批次开始时使用的列表，且不要改动。',
    },
  );
}
