import { type BatchProgress, type BatchState, goOnOf, isBatchOver } from '#shared/apns/batch';
import type { Delivery, DeliveryFailure } from '#shared/apns/push';
import { type AppError, toAppError } from '#shared/errors';
import type { StopTimer } from '../ports/ports.js';
import type { ApnsEngine, Line } from './apns-engine.js';
import { BatchBook } from './batch-book.js';
import { BatchPlan, type Job, jobsFrom, type PlannedRequest, type RenderedPush } from './batch-plan.js';
import { recordTarget } from './batch-record.js';
import { type BatchMemory, type BatchRequest, isBatch } from './batch-request.js';
import { BatchTally, type RunSummary } from './batch-tally.js';
import {
  afterBrokenList,
  afterLoss,
  afterNoConnection,
  afterOrder,
  afterResult,
  afterWaiting,
  BATCH_BEGINS,
  type BatchCourse,
  type BatchEffect,
  type BatchStep,
  endOf,
  fateOf,
  isUneventful,
} from './decisions/batch-course.js';
import { LOST_BATCH, notSentError, STUCK_BATCH } from './decisions/batch-troubles.js';
import {
  type Departure,
  endedBeforeAnswer,
  type Exchange,
  type ExchangeResult,
  failedBeforeSending,
  withLastAnswer,
} from './exchange.js';
import { markStep } from './leaving-marks.js';
import { writtenDown } from './sender.js';
import { SendingRate } from './sending-rate.js';
import type { BatchTarget } from './target-source.js';

/** Enough to keep a thousand streams of one connection busy. */
const WINDOW_PER_CONNECTION = 1200;

/**
 * One batch on its way. Holds a window of targets, never the whole list. How it goes on is decided in
 * `decisions/batch-course.ts`; here that is carried out.
 */
export class BatchRun {
  readonly id: string;
  /** Settles once the batch is over. Never rejects for what a target met. */
  readonly done: Promise<BatchProgress>;
  readonly #engine: ApnsEngine;
  readonly #request: BatchRequest;
  readonly #memory: BatchMemory;
  readonly #line: Line;
  readonly #plan: BatchPlan;
  readonly #window: number;
  readonly #tally: BatchTally;
  readonly #flying = new Set<Exchange>();
  readonly #again: Job[] = [];
  #chunk: readonly Job[] = [];
  #chunkAt = 0;
  #position = 0;
  #reading = false;
  #readAll = false;
  #course: BatchCourse = BATCH_BEGINS;
  readonly #rate: SendingRate | null;
  readonly #book: BatchBook;
  /** Read from the list, without what had an outcome before. */
  #jobs = 0;
  /** Until the rate lets the next one go. */
  #rateTimer: StopTimer | null = null;
  /** Until a connection is tried again. */
  #waitTimer: StopTimer | null = null;
  #isOpen = false;
  #finish: (progress: BatchProgress) => void = () => undefined;
  #abandon: (error: unknown) => void = () => undefined;
  /** What ended the reading of the targets. */
  #broken: AppError | null = null;
  readonly #source: AsyncIterator<readonly BatchTarget[]>;

  /**
   * Checks everything that can be checked before the first push leaves.
   *
   * @throws {@link AppError} `bad-template`, `missing-variable`, `bad-header`.
   */
  constructor(engine: ApnsEngine, line: Line, request: BatchRequest, memory: BatchMemory) {
    this.id = request.id;
    this.#engine = engine;
    this.#line = line;
    this.#request = request;
    this.#memory = memory;
    this.#plan = new BatchPlan(engine.ports, request);
    const connections = request.connections ?? 1;
    line.lane.want(connections);
    this.#window = request.concurrency ?? WINDOW_PER_CONNECTION * connections;
    const { clock } = engine.ports;
    this.#tally = new BatchTally(clock, request.earlier);
    this.#book = new BatchBook({
      batchId: request.id,
      clock,
      ledger: memory.ledger,
      step: markStep(this.#window, request.rate),
      isResumed: request.isResumed === true,
      moment: () => ({ nowMs: clock.now(), activeMs: this.#tally.activeMs }),
    });
    this.#rate = request.rate === undefined ? null : new SendingRate(clock, request.rate);
    this.#source = request.targets.chunks[Symbol.asyncIterator]();
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#abandon = reject;
    });
  }

  get state(): BatchState {
    return this.#course.state;
  }

  /** What every target gets, as a template. */
  get push(): BatchRequest['push'] {
    return this.#request.push;
  }

  start(): void {
    this.#isOpen = true;
    this.#book.open();
    this.#engine.closing.addEventListener('abort', this.#onClosing, { once: true });
    if (this.#engine.closing.aborted) this.#onClosing();
    this.#pump();
  }

  /** The program ends: what has not left stays for the next time. */
  readonly #onClosing = (): void => this.#follow(afterOrder(this.#course, 'close'));

  /** Opens no new requests until {@link resume}; those in flight get their answers. */
  pause(): void {
    this.#follow(afterOrder(this.#course, 'pause'));
  }

  resume(): void {
    if (this.state !== 'paused') return;
    if (this.#book.carryOn()) this.#follow(afterOrder(this.#course, 'resume'));
    else this.#follow(afterLoss(this.#course, this.#refusal()));
  }

  /** Opens no new requests and ends once those in flight have their answers. */
  cancel(): void {
    this.#follow(afterOrder(this.#course, 'cancel'));
  }

  #follow({ course, effects }: BatchStep): void {
    if (course.state !== this.state)
      this.#tally.run(course.state === 'running' || course.state === 'waiting');
    this.#course = course;
    for (const effect of effects) this.#carryOut(effect);
    this.#endIfOver();
  }

  #carryOut(effect: BatchEffect): void {
    switch (effect.kind) {
      case 'launch':
        this.#pump();
        break;
      case 'wait':
        this.#waitTimer = this.#engine.ports.clock.after(effect.ms, () =>
          this.#follow(afterWaiting(this.#course)),
        );
        break;
      case 'withdraw':
        this.#withdraw({ ...notSentError().toMessage(), step: 'request' });
        break;
      case 'fail-rest':
        this.#failRest(effect.failure);
        break;
      case 'note-pause':
        this.#book.pause();
    }
  }

  /** Takes back what waits for a connection or a stream. */
  #withdraw(failure: DeliveryFailure): void {
    for (const exchange of [...this.#flying]) exchange.withdraw(failure);
  }

  #failRest(failure: DeliveryFailure): void {
    const failed = failedBeforeSending(null, failure);
    for (const job of this.#again.splice(0)) this.#settle(job, { ...failed, attempts: job.tries ?? [] });
    this.#withdraw(failure);
  }

  /** What has not left by now never will; what has becomes `unknown`. After {@link cancel}. */
  giveUp(failure: DeliveryFailure): void {
    this.cancel();
    for (const exchange of [...this.#flying]) exchange.cancel(failure);
  }

  progress(): BatchProgress {
    const { targets, knownTotal, resumeCommand } = this.#request;
    const { state, trouble } = this.#course;
    const figures = this.#tally.snapshot();
    const read = this.#tally.answeredBefore + this.#jobs;
    const total = this.#readAll ? read : (knownTotal ?? targets.total);
    const waiting = read - figures.done;
    const counts = { ...figures.counts, waiting, sent: 0 };
    return {
      id: this.id,
      state,
      total,
      share: this.#readAll ? 1 : targets.share(),
      inFlight: this.#flying.size,
      trouble,
      goOn: this.#canGoOn
        ? goOnOf({ state, total, counts, isHeld: !isBatchOver(state), resumeCommand })
        : null,
      ...figures,
      ...(isBatchOver(state) && { currentPerSecond: 0 }),
    };
  }

  /** False where the ledger does not know all that left. */
  get #canGoOn(): boolean {
    const { ledger } = this.#memory;
    return ledger !== null && ledger.standing() !== 'lost';
  }

  /** What this process did of it, for whoever asked this process to. */
  summary(): RunSummary {
    return this.#tally.ofThisRun();
  }

  /** Launches what window, rate and state allow. */
  #pump(): void {
    while (this.state === 'running' && this.#flying.size < this.#window) {
      const job = this.#again.length > 0 ? this.#again[this.#again.length - 1] : this.#chunk[this.#chunkAt];
      if (job === undefined) break;
      if (!this.#mayGo()) return;
      if (this.#again.length > 0) this.#again.pop();
      else this.#chunkAt += 1;
      this.#launch(job);
    }
    if (this.state === 'running' && this.#chunkAt >= this.#chunk.length && !this.#readAll && !this.#reading) {
      this.#read().catch((error: unknown) => this.#breakOff(error));
    }
    this.#endIfOver();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    const next = await this.#source.next();
    this.#reading = false;
    if (next.done === true) {
      this.#readAll = true;
      this.#book.knowTotal(this.#tally.answeredBefore + this.#jobs);
    } else {
      const jobs = jobsFrom(next.value, this.#position, this.#request);
      this.#book.enlist(jobs);
      this.#chunk = jobs;
      this.#position += next.value.length;
      this.#jobs += jobs.length;
      this.#chunkAt = 0;
    }
    this.#pump();
  }

  /** The places of those that are launched next. */
  *#upcoming(): Generator<number, void> {
    for (let index = this.#chunkAt; index < this.#chunk.length; index += 1) {
      const job = this.#chunk[index];
      if (job !== undefined) yield job.position;
    }
  }

  #mayGo(): boolean {
    const waitMs = this.#rate?.take() ?? 0;
    if (waitMs === 0) return true;
    this.#rateTimer ??= this.#engine.ports.clock.after(waitMs, () => {
      this.#rateTimer = null;
      this.#pump();
    });
    return false;
  }

  #launch(job: Job): void {
    let request: PlannedRequest;
    try {
      request = this.#plan.requestFor(job);
    } catch (error) {
      this.#settle(job, failedBeforeSending(error), this.#request.push);
      return;
    }
    const { rendered } = request;
    const flight: { exchange: Exchange | null; settled: boolean } = { exchange: null, settled: false };
    this.#book.queued(job.position);
    const exchange = this.#engine.exchange(
      this.#line,
      request,
      (result) => {
        flight.settled = true;
        if (flight.exchange !== null) this.#flying.delete(flight.exchange);
        this.#onResult(job, withEarlierTries(job, result), rendered);
      },
      this.#departureOf(job, rendered),
    );
    flight.exchange = exchange;
    if (!flight.settled) this.#flying.add(exchange);
  }

  #departureOf(job: Job, rendered: RenderedPush): Departure {
    if (this.#memory.ledger === null) return this.#singleDeparture(job, rendered);
    return {
      onLeaving: () => {
        if (this.#book.leaving(job.position, () => this.#upcoming())) return null;
        queueMicrotask(() => this.#follow(afterLoss(this.#course, this.#refusal())));
        return this.#refusal();
      },
      onReturned: () => this.#book.returned(job.position),
    };
  }

  #singleDeparture(job: Job, rendered: RenderedPush): Departure {
    const id = (job.deliveryId ??= this.#engine.ports.random.uuid());
    const atMs = this.#engine.ports.clock.now();
    return writtenDown(id, isBatch(this.#request) ? null : this.#memory.history, () =>
      this.#record(job, endedBeforeAnswer(atMs), rendered, id),
    );
  }

  /** Why nothing of it leaves here any more. */
  #refusal(): DeliveryFailure {
    return this.#memory.ledger?.standing() === 'stuck' ? STUCK_BATCH : LOST_BATCH;
  }

  #onResult(job: Job, result: ExchangeResult, rendered: RenderedPush): void {
    const { failure } = result;
    switch (fateOf(this.#course, this.#book.isOurs, result)) {
      case 'settle':
        this.#settle(job, result, rendered);
        if (isUneventful(this.#course, result)) this.#pump();
        else this.#follow(afterResult(this.#course, result));
        return;
      case 'put-back':
        this.#putBack(job, result);
        this.#endIfOver();
        return;
      case 'again':
        // Nobody's push is to blame: it waits with the rest until there is a connection again.
        this.#book.returned(job.position);
        this.#again.push({ ...job, tries: result.attempts });
        if (failure !== null) this.#follow(afterNoConnection(this.#course, failure, this.#limits()));
    }
  }

  #limits(): { readonly retries: number; readonly random: number } {
    return { retries: this.#line.retries, random: this.#engine.jitter() };
  }

  #settle(job: Job, result: ExchangeResult, rendered: RenderedPush = this.#request.push): void {
    const { ledger, history } = this.#memory;
    const { onResult } = this.#request;
    this.#tally.add(result);
    if (history === null && ledger === null && onResult === undefined) return;
    const id = job.deliveryId ?? this.#engine.ports.random.uuid();
    let made: Delivery | null = null;
    const { target, position } = job;
    const delivery = (): Delivery => (made ??= this.#record(job, result, rendered, id));
    const kept = history === null ? undefined : delivery();
    const isWritten = this.#book.settle(position, { id, outcome: result.outcome }, kept);
    if (!isWritten && kept !== undefined) history?.add(kept);
    onResult?.({ position, target, result, delivery });
  }

  #record({ target }: Job, result: ExchangeResult, rendered: RenderedPush, id: string): Delivery {
    return recordTarget(this.#engine, this.#line, this.#request, {
      id,
      target,
      result,
      rendered,
      aboutToken: this.#memory.history?.aboutToken,
    });
  }

  #endIfOver(): void {
    if (this.#flying.size > 0 || this.#reading) return;
    const isDrained = this.#readAll && this.#chunkAt >= this.#chunk.length && this.#again.length === 0;
    const end = endOf(this.#course, isDrained);
    if (end === null) return;
    this.#course = { ...this.#course, state: end };
    this.#tally.run(false);
    for (const job of this.#again.splice(0)) {
      this.#putBack(job, failedBeforeSending(notSentError(), this.#course.trouble));
    }
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#engine.closing.removeEventListener('abort', this.#onClosing);
    this.#rateTimer?.();
    this.#waitTimer?.();
    void this.#source.return?.();
    this.#book.close(end);
    if (this.#broken === null) this.#finish(this.progress());
    else this.#abandon(this.#broken);
  }

  /** The end came before its turn. In a batch it waits for the next time; a single push has no next time. */
  #putBack(job: Job, result: ExchangeResult): void {
    if (isBatch(this.#request)) this.#book.returned(job.position);
    else this.#settle(job, withLastAnswer(result));
  }

  #breakOff(error: unknown): void {
    this.#broken = toAppError(error);
    this.#reading = false;
    this.#readAll = true;
    this.#follow(afterBrokenList(this.#course));
  }
}

/** A push that comes back for want of a connection begins a fresh exchange; what left for it before still counts. */
function withEarlierTries({ tries }: Job, result: ExchangeResult): ExchangeResult {
  return tries === undefined ? result : { ...result, attempts: [...tries, ...result.attempts] };
}
