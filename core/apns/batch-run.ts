import { isBatchOver, type BatchProgress, type BatchState } from '#shared/apns/batch';
import type { Delivery, DeliveryFailure } from '#shared/apns/push';
import { backOffMs } from '#shared/apns/retry';
import { toAppError, type AppError } from '#shared/errors';
import type { ApnsEngine, Line } from './apns-engine.js';
import {
  BatchPlan,
  jobsFrom,
  targetOf,
  type Job,
  type PlannedRequest,
  type RenderedPush,
} from './batch-plan.js';
import { recordTarget } from './batch-record.js';
import type { BatchMemory, BatchRequest } from './batch-request.js';
import { BatchTally } from './batch-tally.js';
import {
  FINAL_STEPS,
  isNoPushsFault,
  notSentError,
  REFUSALS_TO_STOP,
  refusalTrouble,
} from './batch-troubles.js';
import { failedBeforeSending, type Exchange, type ExchangeResult } from './exchange.js';
import { SendingRate } from './sending-rate.js';
import type { BatchTarget } from './target-source.js';

/** Enough to keep a thousand streams of one connection busy. */
const WINDOW_PER_CONNECTION = 1200;
/** How many targets are written down in one transaction. */
const ENLIST_STEP = 2000;
/** How many are marked as leaving in one: so many may wrongly be `unknown` after a crash. */
const MARK_STEP = 100;
/** A sign of life in the ledger. Unit: milliseconds. */
const KEEP_ALIVE_MS = 3000;

/** One batch on its way. Holds a window of targets, never the whole list. */
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
  /** Up to here the ledger knows that they leave. */
  #marked = 0;
  #position = 0;
  #reading = false;
  #readAll = false;
  #state: BatchState = 'running';
  #trouble: DeliveryFailure | null = null;
  #failedConnects = 0;
  #refusals = 0;
  readonly #rate: SendingRate | null;
  #timer: NodeJS.Timeout | null = null;
  #keepAlive: NodeJS.Timeout | null = null;
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
    this.#tally = new BatchTally(engine.ports.clock);
    const { clock } = engine.ports;
    this.#rate = request.rate === undefined ? null : new SendingRate(clock, request.rate);
    this.#source = request.targets.chunks[Symbol.asyncIterator]();
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#abandon = reject;
    });
  }

  get state(): BatchState {
    return this.#state;
  }

  /** What every target gets, as a template. */
  get push(): BatchRequest['push'] {
    return this.#request.push;
  }

  start(): void {
    const { clock } = this.#engine.ports;
    this.#keepAlive = setInterval(() => this.#memory.ledger?.keepAlive(this.id, clock.now()), KEEP_ALIVE_MS);
    this.#keepAlive.unref();
    this.#engine.closing.addEventListener('abort', this.#onClosing, { once: true });
    if (this.#engine.closing.aborted) this.#onClosing();
    this.#pump();
  }

  /** The program ends: what has not left stays for the next time. */
  readonly #onClosing = (): void => {
    if (isBatchOver(this.#state)) return;
    this.#setState('stopped');
    this.#withdraw();
    this.#endIfOver();
  };

  /** Opens no new requests until {@link resume}; those in flight get their answers. */
  pause(): void {
    if (this.#state !== 'running' && this.#state !== 'waiting') return;
    this.#setState('paused');
    this.#memory.ledger?.pause(this.id, this.#engine.ports.clock.now());
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#setState('running');
    this.#memory.ledger?.claim(this.id, this.#engine.ports.clock.now());
    this.#pump();
  }

  /** Opens no new requests and ends once those in flight have their answers. */
  cancel(): void {
    if (isBatchOver(this.#state)) return;
    this.#setState('cancelled');
    this.#withdraw();
    this.#endIfOver();
  }

  /** Takes back what waits for a connection or a stream. */
  #withdraw(): void {
    const failure = { ...notSentError().toMessage(), step: 'request' as const };
    for (const exchange of [...this.#flying]) exchange.withdraw(failure);
  }

  /** What has not left by now never will; what has becomes `unknown`. After {@link cancel}. */
  giveUp(failure: DeliveryFailure): void {
    this.cancel();
    for (const exchange of [...this.#flying]) exchange.cancel(failure);
  }

  progress(): BatchProgress {
    const { targets } = this.#request;
    return {
      id: this.id,
      state: this.#state,
      total: this.#readAll ? this.#tally.done + this.#flying.size + this.#toGo() : targets.total,
      share: this.#readAll ? 1 : targets.share(),
      inFlight: this.#flying.size,
      trouble: this.#trouble,
      ...this.#tally.snapshot(),
    };
  }

  /** Known and not launched yet. */
  #toGo(): number {
    return this.#again.length + this.#chunk.length - this.#chunkAt;
  }

  /** Launches what window, rate and state allow. */
  #pump(): void {
    while (this.#state === 'running' && this.#flying.size < this.#window) {
      const job = this.#again.length > 0 ? this.#again[this.#again.length - 1] : this.#chunk[this.#chunkAt];
      if (job === undefined) break;
      if (!this.#mayGo()) return;
      if (this.#again.length > 0) {
        this.#again.pop();
      } else {
        this.#markNext();
        this.#chunkAt += 1;
      }
      this.#launch(job);
    }
    if (
      this.#state === 'running' &&
      this.#chunkAt >= this.#chunk.length &&
      !this.#readAll &&
      !this.#reading
    ) {
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
    } else {
      this.#chunk = jobsFrom(next.value, this.#position, this.#request);
      this.#position += next.value.length;
      this.#chunkAt = 0;
      this.#marked = 0;
      this.#enlist(this.#chunk);
    }
    this.#pump();
  }

  #enlist(jobs: readonly Job[]): void {
    const { ledger } = this.#memory;
    if (ledger === null) return;
    for (let from = 0; from < jobs.length; from += ENLIST_STEP) {
      const step = jobs.slice(from, from + ENLIST_STEP);
      ledger.enlist(
        this.id,
        step.map(({ position, target }) => ({
          position,
          target: targetOf(target),
          ...(target.variables === undefined ? {} : { variables: target.variables }),
        })),
      );
    }
  }

  /** What is about to leave is on disk first: after a crash it is `unknown`, never sent a second time. */
  #markNext(): void {
    if (this.#chunkAt < this.#marked || this.#memory.ledger === null) return;
    this.#marked = Math.min(this.#chunk.length, this.#chunkAt + Math.min(MARK_STEP, this.#window));
    const next = this.#chunk.slice(this.#chunkAt, this.#marked);
    this.#memory.ledger.markSent(
      this.id,
      next.map(({ position }) => position),
    );
  }

  #mayGo(): boolean {
    const waitMs = this.#rate?.take() ?? 0;
    if (waitMs === 0) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#pump();
    }, waitMs);
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
    const exchange = this.#engine.exchange(this.#line, request, (result) => {
      flight.settled = true;
      if (flight.exchange !== null) this.#flying.delete(flight.exchange);
      this.#onResult(job, result, rendered);
    });
    flight.exchange = exchange;
    if (!flight.settled) this.#flying.add(exchange);
  }

  #onResult(job: Job, result: ExchangeResult, rendered: RenderedPush): void {
    const { failure } = result;
    if (result.outcome === 'failed' && failure !== null && isNoPushsFault(failure)) {
      this.#onNoConnection(job, failure, result);
      return;
    }
    this.#failedConnects = 0;
    if (this.#state === 'running') this.#trouble = null;
    this.#settle(job, result, rendered);
    this.#watchRefusals(result);
    this.#pump();
  }

  #watchRefusals(result: ExchangeResult): void {
    if (result.outcome === 'accepted') this.#refusals = -Infinity;
    // A GOAWAY with a reason refuses the connection itself: every further push would open one in vain.
    const byGoaway = result.outcome === 'rejected' && result.status === null;
    if (result.status === 403 || byGoaway) this.#refusals += 1;
    if (!byGoaway && this.#refusals < REFUSALS_TO_STOP) return;
    if (isBatchOver(this.#state)) return;
    this.#trouble = refusalTrouble(result.reason, Math.max(1, this.#refusals));
    this.#setState('stopped');
  }

  /** Nobody's push is to blame: it waits with the rest until there is a connection again. */
  #onNoConnection(job: Job, failure: DeliveryFailure, result: ExchangeResult): void {
    if (isBatchOver(this.#state)) {
      this.#settle(job, result);
      this.#endIfOver();
      return;
    }
    this.#again.push(job);
    this.#trouble = failure;
    if (this.#state !== 'running') return;
    this.#failedConnects += 1;
    // A refused handshake will be refused again.
    if (FINAL_STEPS.has(failure.step) || this.#failedConnects > this.#line.retries) {
      this.#stop(result);
      return;
    }
    this.#setState('waiting');
    setTimeout(
      () => {
        if (this.#state !== 'waiting') return;
        this.#setState('running');
        this.#pump();
      },
      backOffMs(this.#failedConnects, this.#engine.jitter()),
    );
  }

  #stop(result: ExchangeResult): void {
    this.#setState('stopped');
    // The lane fails all that wait in one go; the rest of them arrives while the state is `stopped`.
    for (const job of this.#again.splice(0)) this.#settle(job, result);
    this.#endIfOver();
  }

  #settle(job: Job, result: ExchangeResult, rendered: RenderedPush = this.#request.push): void {
    const { ledger, history } = this.#memory;
    const { onResult } = this.#request;
    this.#tally.add(result);
    if (history === null && ledger === null && onResult === undefined) return;
    const id = this.#engine.ports.random.uuid();
    let made: Delivery | null = null;
    const { target } = job;
    const delivery = (): Delivery =>
      (made ??= recordTarget(this.#engine, this.#line, this.#request, {
        id,
        target,
        result,
        rendered,
        aboutToken: history?.aboutToken,
      }));
    history?.add(delivery());
    ledger?.settle(this.id, job.position, result.outcome, id);
    onResult?.({ position: job.position, target, result, delivery });
  }

  #setState(state: BatchState): void {
    this.#state = state;
    this.#tally.run(state === 'running' || state === 'waiting');
  }

  #endIfOver(): void {
    if (this.#flying.size > 0 || this.#reading) return;
    if (this.#state === 'running') {
      const all = this.#readAll && this.#chunkAt >= this.#chunk.length && this.#again.length === 0;
      if (!all) return;
      this.#setState('finished');
    }
    if (!isBatchOver(this.#state)) return;
    for (const job of this.#again.splice(0)) {
      this.#settle(job, failedBeforeSending(notSentError(), this.#trouble));
    }
    if (this.#keepAlive === null) return;
    clearInterval(this.#keepAlive);
    this.#keepAlive = null;
    this.#engine.closing.removeEventListener('abort', this.#onClosing);
    if (this.#timer !== null) clearTimeout(this.#timer);
    void this.#source.return?.();
    this.#closeLedger();
    if (this.#broken === null) this.#finish(this.progress());
    else this.#abandon(this.#broken);
  }

  #closeLedger(): void {
    const { ledger } = this.#memory;
    const now = this.#engine.ports.clock.now();
    // Marked as leaving, and now known not to have left: sent when the batch is taken up again.
    for (const { position } of this.#chunk.slice(this.#chunkAt, this.#marked)) {
      ledger?.settle(this.id, position, 'failed', '');
    }
    // One that stopped by itself can be taken up again, like one that was paused.
    if (this.#state === 'stopped') ledger?.pause(this.id, now);
    else ledger?.end(this.id, this.#state === 'cancelled' ? 'cancelled' : 'finished', now);
  }

  #breakOff(error: unknown): void {
    this.#broken = toAppError(error);
    this.#reading = false;
    this.#readAll = true;
    if (!isBatchOver(this.#state)) this.#setState('stopped');
    this.#endIfOver();
  }
}
