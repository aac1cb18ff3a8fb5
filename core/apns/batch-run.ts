import { type BatchProgress, type BatchState, continuationOf, isBatchOver } from '#shared/apns/batch';
import type { DeliveryFailure } from '#shared/apns/push';
import { type AppError, toAppError } from '#shared/errors';
import type { KeptDelivery } from '../history/batch-ledger.js';
import type { StopTimer } from '../ports/ports.js';
import type { ApnsEngine, SendContext } from './apns-engine.js';
import { BatchPlanner, type Job, jobsFrom, type PlannedRequest, type RenderedPush } from './batch-planner.js';
import { BatchRecorder } from './batch-recorder.js';
import { type BatchRequest, type BatchStorage, isBatch } from './batch-request.js';
import { BatchTally, type RunSummary } from './batch-tally.js';
import {
  afterBackOff,
  afterCommand,
  afterNoConnection,
  afterOwnershipLost,
  afterReadError,
  afterResult,
  type BatchEffect,
  type BatchRunState,
  type BatchTransition,
  changesNothing,
  finalStateOf,
  handlingOf,
  INITIAL_BATCH_RUN_STATE,
} from './decisions/batch-transitions.js';
import { LEDGER_UNWRITABLE, notSentError, TAKEN_OVER } from './decisions/batch-troubles.js';
import {
  type DepartureHooks,
  endedBeforeAnswer,
  type Exchange,
  type ExchangeResult,
  failedBeforeSending,
  withLastAnswer,
} from './exchange.js';
import { RateLimiter } from './rate-limiter.js';
import { recordDeparture } from './sender.js';
import { marksPerWrite } from './sent-marks.js';
import { TargetDeliveries, type TargetResultFacts, wholeDelivery } from './target-delivery.js';
import type { BatchTarget } from './target-source.js';

/** Requests in flight per connection: enough to keep a thousand streams busy. */
const WINDOW_PER_CONNECTION = 1200;

/**
 * Runs one batch. Holds a window of targets, never the whole list. What happens next is decided in
 * `decisions/batch-transitions.ts`; this class performs the effects.
 */
export class BatchRun {
  readonly id: string;
  /** Resolves once the batch is over. The failure of a target never rejects it; a list that cannot be read does. */
  readonly done: Promise<BatchProgress>;
  readonly #engine: ApnsEngine;
  readonly #request: BatchRequest;
  readonly #storage: BatchStorage;
  readonly #context: SendContext;
  readonly #plan: BatchPlanner;
  readonly #deliveries: TargetDeliveries;
  readonly #window: number;
  readonly #tally: BatchTally;
  readonly #inFlight = new Set<Exchange>();
  readonly #requeued: Job[] = [];
  #chunk: readonly Job[] = [];
  #chunkIndex = 0;
  #position = 0;
  #isReading = false;
  #isFullyRead = false;
  #runState: BatchRunState = INITIAL_BATCH_RUN_STATE;
  readonly #rate: RateLimiter | null;
  readonly #recorder: BatchRecorder;
  /** Jobs read from the list, without targets that already had an outcome. */
  #jobsRead = 0;
  /** Runs until the rate allows the next push. */
  #rateTimer: StopTimer | null = null;
  /** Runs until a connection is tried again. */
  #waitTimer: StopTimer | null = null;
  #isOpen = false;
  #resolveDone: (progress: BatchProgress) => void = () => undefined;
  #rejectDone: (error: unknown) => void = () => undefined;
  /** Why the list of targets could not be read to its end. */
  #readError: AppError | null = null;
  readonly #source: AsyncIterator<readonly BatchTarget[]>;

  /**
   * Checks everything that can be checked before the first push leaves.
   *
   * @throws {@link AppError} `bad-template`, `missing-variable`, `bad-header`.
   */
  constructor(engine: ApnsEngine, context: SendContext, request: BatchRequest, storage: BatchStorage) {
    this.id = request.id;
    this.#engine = engine;
    this.#context = context;
    this.#request = request;
    this.#storage = storage;
    this.#plan = new BatchPlanner(engine.ports, request);
    this.#deliveries = new TargetDeliveries(engine, context, request);
    const connections = request.connections ?? 1;
    context.pool.setTargetConnections(connections);
    this.#window = request.concurrency ?? WINDOW_PER_CONNECTION * connections;
    const { clock } = engine.ports;
    this.#tally = new BatchTally(clock, request.earlier);
    this.#recorder = new BatchRecorder({
      batchId: request.id,
      clock,
      ledger: storage.ledger,
      marksPerWrite: marksPerWrite(this.#window, request.rate),
      isResumed: request.isResumed === true,
      moment: () => ({ nowMs: clock.now(), activeMs: this.#tally.activeMs }),
    });
    this.#rate = request.rate === undefined ? null : new RateLimiter(clock, request.rate);
    this.#source = request.targets.chunks[Symbol.asyncIterator]();
    this.done = new Promise((resolve, reject) => {
      this.#resolveDone = resolve;
      this.#rejectDone = reject;
    });
  }

  get state(): BatchState {
    return this.#runState.state;
  }

  /** What every target gets, as a template. */
  get push(): BatchRequest['push'] {
    return this.#request.push;
  }

  start(): void {
    this.#isOpen = true;
    this.#recorder.open();
    this.#engine.closing.addEventListener('abort', this.#onClosing, { once: true });
    if (this.#engine.closing.aborted) this.#onClosing();
    this.#launchMore();
  }

  /** The program is closing: what has not been sent is left for a later run. */
  readonly #onClosing = (): void => this.#apply(afterCommand(this.#runState, 'close'));

  /** Sends nothing new until {@link resume}; requests in flight get their answers. */
  pause(): void {
    this.#apply(afterCommand(this.#runState, 'pause'));
  }

  resume(): void {
    if (this.state !== 'paused') return;
    if (this.#recorder.resume()) this.#apply(afterCommand(this.#runState, 'resume'));
    else this.#apply(afterOwnershipLost(this.#runState, this.#stopReason()));
  }

  /** Sends nothing new and ends once the requests in flight have their answers. */
  cancel(): void {
    this.#apply(afterCommand(this.#runState, 'cancel'));
  }

  #apply({ next, effects }: BatchTransition): void {
    if (next.state !== this.state)
      this.#tally.setRunning(next.state === 'running' || next.state === 'waiting');
    this.#runState = next;
    for (const effect of effects) this.#perform(effect);
    this.#endIfOver();
  }

  #perform(effect: BatchEffect): void {
    switch (effect.kind) {
      case 'launch':
        this.#launchMore();
        break;
      case 'wait':
        this.#waitTimer = this.#engine.ports.clock.after(effect.ms, () =>
          this.#apply(afterBackOff(this.#runState)),
        );
        break;
      case 'withdraw':
        this.#withdraw({ ...notSentError().toMessage(), step: 'request' });
        break;
      case 'fail-rest':
        this.#failRest(effect.failure);
        break;
      case 'note-pause':
        this.#recorder.pause();
    }
  }

  /** Withdraws the requests that still wait for a connection or a stream. */
  #withdraw(failure: DeliveryFailure): void {
    for (const exchange of [...this.#inFlight]) exchange.withdraw(failure);
  }

  #failRest(failure: DeliveryFailure): void {
    const failed = failedBeforeSending(null, failure);
    for (const job of this.#requeued.splice(0))
      this.#settle(job, { ...failed, attempts: job.attempts ?? [] });
    this.#withdraw(failure);
  }

  /** Ends at once, after {@link cancel}: what was not sent never will be, and what was sent becomes `unknown`. */
  giveUp(failure: DeliveryFailure): void {
    this.cancel();
    for (const exchange of [...this.#inFlight]) exchange.cancel(failure);
  }

  progress(): BatchProgress {
    const { targets, knownTotal, resumeCommand } = this.#request;
    const { state, trouble } = this.#runState;
    const figures = this.#tally.snapshot();
    const read = this.#tally.answeredBefore + this.#jobsRead;
    const total = this.#isFullyRead ? read : (knownTotal ?? targets.total);
    const waiting = read - figures.done;
    const counts = { ...figures.counts, waiting, sent: 0 };
    return {
      id: this.id,
      state,
      total,
      share: this.#isFullyRead ? 1 : targets.share(),
      inFlight: this.#inFlight.size,
      trouble,
      continuation: this.#isResumable
        ? continuationOf({ state, total, counts, isHeld: !isBatchOver(state), resumeCommand })
        : null,
      ...figures,
      ...(isBatchOver(state) && { currentPerSecond: 0 }),
    };
  }

  /** False without a ledger, and where the ledger is incomplete. */
  get #isResumable(): boolean {
    const { ledger } = this.#storage;
    return ledger !== null && ledger.health() !== 'lost';
  }

  /** What this process did of the batch, for the report of the command that ran it. */
  runSummary(): RunSummary {
    return this.#tally.runSummary();
  }

  /** Starts as many requests as window, rate and state allow. */
  #launchMore(): void {
    while (this.state === 'running' && this.#inFlight.size < this.#window) {
      const job =
        this.#requeued.length > 0 ? this.#requeued[this.#requeued.length - 1] : this.#chunk[this.#chunkIndex];
      if (job === undefined) break;
      if (!this.#isWithinRate()) return;
      if (this.#requeued.length > 0) this.#requeued.pop();
      else this.#chunkIndex += 1;
      this.#launch(job);
    }
    if (
      this.state === 'running' &&
      this.#chunkIndex >= this.#chunk.length &&
      !this.#isFullyRead &&
      !this.#isReading
    ) {
      this.#readChunk().catch((error: unknown) => this.#onReadError(error));
    }
    this.#endIfOver();
  }

  async #readChunk(): Promise<void> {
    this.#isReading = true;
    const next = await this.#source.next();
    this.#isReading = false;
    if (next.done === true) {
      this.#isFullyRead = true;
      this.#recorder.setTotal(this.#tally.answeredBefore + this.#jobsRead);
    } else {
      const jobs = jobsFrom(next.value, this.#position, this.#request);
      this.#recorder.enlist(jobs);
      this.#chunk = jobs;
      this.#position += next.value.length;
      this.#jobsRead += jobs.length;
      this.#chunkIndex = 0;
    }
    this.#launchMore();
  }

  /** The positions of the jobs that are started next. */
  *#upcoming(): Generator<number, void> {
    for (let index = this.#chunkIndex; index < this.#chunk.length; index += 1) {
      const job = this.#chunk[index];
      if (job !== undefined) yield job.position;
    }
  }

  #isWithinRate(): boolean {
    const waitMs = this.#rate?.take() ?? 0;
    if (waitMs === 0) return true;
    this.#rateTimer ??= this.#engine.ports.clock.after(waitMs, () => {
      this.#rateTimer = null;
      this.#launchMore();
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
    const launched: { exchange: Exchange | null; settled: boolean } = { exchange: null, settled: false };
    this.#recorder.queued(job.position);
    const exchange = this.#engine.exchange(
      this.#context,
      request,
      (result) => {
        launched.settled = true;
        if (launched.exchange !== null) this.#inFlight.delete(launched.exchange);
        this.#onResult(job, withEarlierAttempts(job, result), rendered);
      },
      this.#hooksFor(job, rendered),
    );
    launched.exchange = exchange;
    if (!launched.settled) this.#inFlight.add(exchange);
  }

  #hooksFor(job: Job, rendered: RenderedPush): DepartureHooks {
    if (this.#storage.ledger === null) return this.#singlePushHooks(job, rendered);
    return {
      beforeSend: () => {
        if (this.#recorder.beforeSend(job.position, () => this.#upcoming())) return null;
        queueMicrotask(() => this.#apply(afterOwnershipLost(this.#runState, this.#stopReason())));
        return this.#stopReason();
      },
      onReturned: () => this.#recorder.returned(job.position),
    };
  }

  #singlePushHooks(job: Job, rendered: RenderedPush): DepartureHooks {
    const id = (job.deliveryId ??= this.#engine.ports.random.uuid());
    const atMs = this.#engine.ports.clock.now();
    return recordDeparture(id, isBatch(this.#request) ? null : this.#storage.history, () =>
      this.#deliveries.whole(this.#factsOf(job, endedBeforeAnswer(atMs), rendered), id),
    );
  }

  /** Why this process may not send any more of the batch. */
  #stopReason(): DeliveryFailure {
    return this.#storage.ledger?.health() === 'stuck' ? LEDGER_UNWRITABLE : TAKEN_OVER;
  }

  #onResult(job: Job, result: ExchangeResult, rendered: RenderedPush): void {
    const { failure } = result;
    switch (handlingOf(this.#runState, this.#recorder.isOurs, result)) {
      case 'settle':
        this.#settle(job, result, rendered);
        if (changesNothing(this.#runState, result)) this.#launchMore();
        else this.#apply(afterResult(this.#runState, result));
        return;
      case 'put-back':
        this.#putBack(job, result);
        this.#endIfOver();
        return;
      case 'requeue':
        // The failure is not specific to this push, so it waits with the others for a connection.
        this.#recorder.returned(job.position);
        this.#requeued.push({ ...job, attempts: result.attempts });
        if (failure !== null) this.#apply(afterNoConnection(this.#runState, failure, this.#limits()));
    }
  }

  #limits(): { readonly retries: number; readonly random: number } {
    return { retries: this.#context.retries, random: this.#engine.jitter() };
  }

  #settle(job: Job, result: ExchangeResult, rendered: RenderedPush = this.#request.push): void {
    const { ledger, history } = this.#storage;
    const { onResult } = this.#request;
    this.#tally.add(result);
    if (history === null && ledger === null && onResult === undefined) return;
    let kept: KeptDelivery | null = null;
    const { target, position } = job;
    const id = (): string => (job.deliveryId ??= this.#newDeliveryId(position));
    const keep = (): KeptDelivery =>
      (kept ??= this.#deliveries.kept(this.#factsOf(job, result, rendered), id));
    const made = history === null ? undefined : keep();
    const isWritten = this.#recorder.settle(position, result.outcome, made);
    if (!isWritten && made !== undefined) history?.add(wholeDelivery(made, id));
    onResult?.({ position, target, result, delivery: () => wholeDelivery(keep(), id) });
  }

  #newDeliveryId(position: number): string {
    return this.#recorder.deliveryId(position) ?? this.#engine.ports.random.uuid();
  }

  #factsOf({ target }: Job, result: ExchangeResult, rendered: RenderedPush): TargetResultFacts {
    return { target, result, rendered, aboutToken: this.#storage.history?.aboutToken };
  }

  #endIfOver(): void {
    if (this.#inFlight.size > 0 || this.#isReading) return;
    const isDrained =
      this.#isFullyRead && this.#chunkIndex >= this.#chunk.length && this.#requeued.length === 0;
    const end = finalStateOf(this.#runState, isDrained);
    if (end === null) return;
    this.#runState = { ...this.#runState, state: end };
    this.#tally.setRunning(false);
    for (const job of this.#requeued.splice(0)) {
      this.#putBack(job, failedBeforeSending(notSentError(), this.#runState.trouble));
    }
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#engine.closing.removeEventListener('abort', this.#onClosing);
    this.#rateTimer?.();
    this.#waitTimer?.();
    void this.#source.return?.();
    this.#recorder.close(end);
    if (this.#readError === null) this.#resolveDone(this.progress());
    else this.#rejectDone(this.#readError);
  }

  /** The run ended before this job was sent. A batch can be resumed; a single push cannot, so it gets its outcome. */
  #putBack(job: Job, result: ExchangeResult): void {
    if (isBatch(this.#request)) this.#recorder.returned(job.position);
    else this.#settle(job, withLastAnswer(result));
  }

  #onReadError(error: unknown): void {
    this.#readError = toAppError(error);
    this.#isReading = false;
    this.#isFullyRead = true;
    this.#apply(afterReadError(this.#runState));
  }
}

/** A requeued push starts a new exchange; the attempts of the earlier one still count. */
function withEarlierAttempts({ attempts }: Job, result: ExchangeResult): ExchangeResult {
  return attempts === undefined ? result : { ...result, attempts: [...attempts, ...result.attempts] };
}
