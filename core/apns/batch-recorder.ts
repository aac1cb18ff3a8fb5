import type { BatchState } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { BatchMoment } from '../history/batch-ledger.js';
import type { Clock, StopTimer } from '../ports/ports.js';
import { type Job, toRecordedTarget } from './batch-planner.js';
import { isFinalState } from './decisions/batch-transitions.js';
import type { GuardedLedger } from './guarded-ledger.js';
import { SentMarks } from './sent-marks.js';

/** How many targets are written down in one transaction. */
const ENLIST_SIZE = 2000;
/** A sign of life in the ledger. Unit: milliseconds. */
const KEEP_ALIVE_INTERVAL_MS = 3000;

export interface BatchRecorderOptions {
  readonly batchId: string;
  readonly clock: Pick<Clock, 'every'>;
  /** `null`: nothing is written down. */
  readonly ledger: GuardedLedger | null;
  /** Targets marked as leaving in one write. */
  readonly marksPerWrite: number;
  /** True for a batch that goes on: what is enlisted must be the list that it had. */
  readonly isResumed: boolean;
  readonly moment: () => BatchMoment;
}

/** What a running batch writes into the ledger, in the right order. */
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

  /** False once another process has taken the batch, or somebody removed it: nothing may leave then. */
  get isOurs(): boolean {
    return this.#isOurs;
  }

  open(): void {
    const { ledger, batchId, moment, clock } = this.#options;
    if (ledger === null) return;
    const tell = (): void => ledger.keepAlive(batchId, moment());
    this.#keepAlive = clock.every(KEEP_ALIVE_INTERVAL_MS, tell, { keepsProcess: false });
  }

  /** @throws AppError `bad-argument` when a batch that goes on is given another list. */
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
          ...omitUndefined({ variables: target.variables }),
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
      if (before?.kind !== 'device') continue;
      if (before.token !== toRecordedTarget(target).token)
        throw differentList(this.#options.batchId, position);
    }
  }

  /**
   * The list was read to its end.
   *
   * @param read - How many targets it has, with those that had their outcome before.
   * @throws AppError `bad-argument` when a batch that goes on had more.
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

  /** What is about to leave is on disk first: after a crash it is `unknown`, never sent a second time. */
  beforeSend(position: number, upcoming: () => Iterable<number>): boolean {
    return this.#isOurs && this.#marks?.beforeSend(position, upcoming) !== false;
  }

  returned(position: number): void {
    this.#marks?.returned(position);
  }

  /** @param delivery - Written together with the outcome. @returns false when nobody here keeps it. */
  settle(position: number, { id, outcome }: Pick<Delivery, 'id' | 'outcome'>, delivery?: Delivery): boolean {
    const { ledger, batchId } = this.#options;
    this.#marks?.settled(position);
    ledger?.settle(batchId, position, outcome, id, delivery);
    return ledger !== null;
  }

  pause(): void {
    this.#options.ledger?.pause(this.#options.batchId, this.#options.moment());
  }

  /** @returns false when another process has taken the batch meanwhile. */
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
      en: `This is not the list of the batch ${id}: target ${place} is another one.`,
      zh: `这不是批次 ${id} 的列表：第 ${place} 个目标不同。`,
    },
    {
      en: 'Give the very list that the batch began with, unchanged.',
      zh: '请提供该批次开始时使用的列表，且不要改动。',
    },
  );
}
