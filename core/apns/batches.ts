import { type BatchProgress, type BatchSummary, continuationOf, isBatchOver } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { BatchEntry, BatchLedger } from '../history/batch-ledger.js';
import type { HistoryService } from '../history/history-service.js';
import type { History } from '../history/open-history.js';
import type { Clock } from '../ports/ports.js';
import { createPublisher } from '../ports/publisher.js';
import type { ApnsEngine } from './apns-engine.js';
import {
  batchHasGaps,
  batchNotClaimable,
  batchNotFound,
  batchNotStored,
  batchStillSending,
  credentialNotStored,
  listNeeded,
} from './batch-errors.js';
import { BatchPlanner } from './batch-planner.js';
import { type BatchRequest, isBatch } from './batch-request.js';
import { BatchRun } from './batch-run.js';
import { guardLedger } from './guarded-ledger.js';
import type { DeliveryStore } from './sender.js';
import {
  answeredPositions,
  completePushOf,
  earlierFigures,
  shardSize,
  targetCounts,
  targetsInLedger,
} from './stored-batch.js';
import { targetsFromList } from './target-source.js';
import { tokensToResend } from './tokens-to-resend.js';

/** Default retries of a batch: enough for a short network outage. */
const DEFAULT_RETRIES = 3;
/** Minimum time between two progress reports. Unit: milliseconds. */
const PROGRESS_INTERVAL_MS = 100;
/** More ends than this wait for no watcher. */
const MAX_WAITING_ENDS = 1000;
/** Maximum number of runs kept in memory once they are over. */
const MAX_FINISHED_RUNS = 50;
/** Deliveries read from the history per page. */
const HISTORY_PAGE = 500;

/** A request to start a batch. */
export interface BatchStart extends Omit<
  BatchRequest,
  'id' | 'isAnswered' | 'isResumed' | 'earlier' | 'knownTotal' | 'resumeCommand'
> {
  /** ID of the batch to resume: nothing that has an outcome is sent a second time. */
  readonly resume?: string;
  /** False stores neither deliveries nor a ledger, for load tests. */
  readonly isStored?: boolean;
  /** Returns the command that resumes the batch with this ID from the list it was read from. */
  readonly resumeCommand?: (id: string) => string;
}

/** Replaces parts of a stored batch when it is resumed. */
interface BatchOverrides extends Partial<Omit<BatchStart, 'push' | 'targets' | 'resume'>> {
  /** Replaces a credential that was read from a file. */
  readonly credentialId?: string | null;
}

/** Which targets of a batch to send again, and what to change. */
interface ResendOptions {
  readonly outcomes: readonly DeliveryOutcome[];
  /** Replaces a credential that was read from a file. */
  readonly credentialId?: string | null;
  /** Called for each outcome, in order of arrival. */
  readonly onResult?: BatchRequest['onResult'];
}

export interface BatchService {
  /**
   * Starts sending to many targets.
   *
   * @returns once everything that can be checked beforehand was checked.
   * @throws AppError `missing-variable`, `bad-template`, `bad-header`, `credential-not-found`, … before anything is
   *   sent.
   */
  start(request: BatchStart): Promise<BatchRun>;
  /**
   * Resumes a batch whose targets are all in the ledger.
   *
   * @param overrides - Replaces parts of what was stored.
   * @throws AppError `not-found`; `bad-argument` when its list was not read to the end.
   */
  resume(id: string, overrides?: BatchOverrides): Promise<BatchRun>;
  /**
   * Sends the targets with the given outcomes again, as a new batch; of the rejected ones only those that APNs may
   * accept now. `unknown` ones may already have arrived, and would then arrive twice.
   *
   * @returns `null` when there is no such target. @throws AppError `not-found`.
   */
  resend(id: string, options: ResendOptions): Promise<BatchRun | null>;
  /** Yields each batch of this process that ends from now on, until the signal aborts. */
  watchEnds(signal: AbortSignal): AsyncIterable<BatchProgress>;
  /** The batches of all processes on this data folder, newest first. @param limit - Maximum number. */
  list(limit?: number): readonly BatchSummary[];
  /** @throws AppError `not-found`. */
  show(id: string): BatchSummary;
  /**
   * Removes a batch; its deliveries stay in the history. @throws AppError `not-found`, `bad-argument` while it is
   * sent.
   */
  remove(id: string): void;
  control(id: string, action: 'pause' | 'resume' | 'cancel'): BatchProgress;
  /** Tokens that APNs reported as unregistered (410), without duplicates. */
  deadTokens(id: string): readonly string[];
  /** @throws AppError `not-found`. */
  get(id: string): BatchRun;
  /**
   * Yields the progress at once, then at most ten times a second, until the batch ends or the signal aborts.
   * @throws AppError `not-found`.
   */
  watch(id: string, signal: AbortSignal): AsyncIterable<BatchProgress>;
}

export interface BatchPorts {
  readonly history:
    | (DeliveryStore &
        Pick<HistoryService, 'page'> & {
          readonly batches?: BatchLedger | null;
          readonly batchFigures?: History['batchFigures'];
        })
    | null;
}

/** Creates the service that sends batches on an engine. */
export function createBatchService(engine: ApnsEngine, ports: BatchPorts): BatchService {
  const runs = new Map<string, BatchRun>();
  const ends = createPublisher<BatchProgress>();
  const ledger = ports.history?.batches ?? null;
  const reportLedgerLoss = (problem: AppError): void => engine.ports.onProblem?.(problem);

  function remember(run: BatchRun): void {
    runs.set(run.id, run);
    for (const [id, old] of runs) {
      if (runs.size <= MAX_FINISHED_RUNS) return;
      if (isBatchOver(old.state)) runs.delete(id);
    }
  }

  /** @throws AppError `not-found`. */
  function entryOf(id: string): BatchEntry {
    ledger?.settleLost();
    const entry = ledger?.get(id) ?? null;
    if (entry === null) throw batchNotFound(id);
    return entry;
  }

  function storedPushOf(entry: BatchEntry): Pick<BatchStart, 'push' | 'variables'> {
    return {
      push: runs.get(entry.id)?.push ?? completePushOf(entry),
      ...omitUndefined({ variables: entry.variables }),
    };
  }

  function summaryOf(entry: BatchEntry): BatchSummary {
    const { id, atMs, presetName } = entry;
    const run = runs.get(id);
    // About its own batches this process knows more than the ledger, such as that one waits for a connection.
    const state = run?.state ?? entry.state;
    const total = run?.progress().total ?? entry.total;
    return {
      id,
      atMs,
      state,
      total,
      presetName,
      counts: targetCounts(entry),
      continuation: continuationOf({ ...entry, state, total }),
      ...(entry.hasGaps === true && { hasGaps: true }),
    };
  }

  /** Claims a batch for this process and reads how far it got. @throws AppError `not-found`. */
  async function claimBatch(stored: BatchLedger, id: string): Promise<Partial<BatchRequest>> {
    if (!stored.claim(id, engine.ports.clock.now())) {
      throw stored.get(id)?.hasGaps === true ? batchHasGaps(id) : batchNotClaimable(id);
    }
    const answered = answeredPositions(stored, id);
    const entry = stored.get(id);
    const figures = (await ports.history?.batchFigures?.(id)) ?? null;
    const isRead =
      entry !== null && continuationOf({ ...entry, state: 'paused', isHeld: false })?.kind !== 'command';
    return {
      isResumed: true,
      isAnswered: (position: number) => answered.has(position),
      ...(isRead && entry.total !== null && { knownTotal: entry.total }),
      ...(figures !== null && { earlier: earlierFigures(figures, entry?.activeMs ?? null) }),
    };
  }

  /** A credential that was read from a file for one command is not stored for the next. */
  async function startStored(start: BatchStart): Promise<BatchRun> {
    try {
      return await service.start(start);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'credential-not-found') throw error;
      throw credentialNotStored(error);
    }
  }

  const service: BatchService = {
    async start(start) {
      const { resume, isStored = true, resumeCommand, ...rest } = start;
      const { random } = engine.ports;
      const policy = { retries: DEFAULT_RETRIES, ...rest.policy };
      if (resume !== undefined && (!isStored || ledger === null)) throw batchNotStored();
      const { environment, credentialId } = rest.push;
      const context = await engine.prepare(environment, credentialId, policy);
      const simulated = await engine.simulatedTokens(environment, policy);
      const id = resume ?? random.uuid();
      const command = resumeCommand?.(id);
      const stored =
        isStored && ledger !== null && (resume !== undefined || isBatch(rest))
          ? guardLedger(ledger, id, reportLedgerLoss)
          : null;
      const isAlwaysBatch = resume !== undefined || rest.isAlwaysBatch === true;
      // Fail on an invalid push before claiming the batch, so that another process could still resume it.
      new BatchPlanner(engine.ports, rest);
      const request: BatchRequest = {
        ...rest,
        id,
        isAlwaysBatch,
        simulated,
        ...omitUndefined({ resumeCommand: command }),
        ...(resume !== undefined && stored !== null && (await claimBatch(stored, resume))),
      };
      const storage = { history: isStored ? ports.history : null, ledger: stored };
      const run = new BatchRun(engine, { ...context, retryConnections: false }, request, storage);
      if (stored !== null && resume === undefined) {
        stored.start({
          id,
          // The run's own time, so that both report the same start.
          atMs: run.progress().startedAtMs,
          total: shardSize(rest.targets.total, rest.shard),
          push: rest.push,
          ...omitUndefined({ variables: rest.variables }),
          presetName: rest.presetName ?? null,
          origin: context.origin,
          credentialName: context.material?.name ?? null,
          isSigned: context.material?.kind === 'apns-key',
          ...omitUndefined({ resumeCommand: command }),
        });
      }
      remember(run);
      // A rejection is reported to the caller that awaits `done`; here the batch has simply ended.
      run.done.then(ends.publish, () => ends.publish(run.progress()));
      run.start();
      return run;
    },

    async resume(id, { credentialId, ...rest } = {}) {
      const entry = entryOf(id);
      if (entry.hasGaps === true) throw batchHasGaps(id);
      const continuation = continuationOf(entry);
      if (continuation?.kind === 'command') throw listNeeded(id, continuation.command);
      const stored = storedPushOf(entry);
      return startStored({
        ...stored,
        isAlwaysBatch: true,
        ...(entry.presetName === null ? {} : { presetName: entry.presetName }),
        ...rest,
        ...(credentialId !== undefined && { push: { ...stored.push, credentialId } }),
        targets: targetsFromList(
          targetsInLedger(requireLedger(ledger), id, ['waiting', 'failed'], { placed: true }),
        ),
        resume: id,
      });
    },

    async resend(id, { outcomes, credentialId, onResult }) {
      const entry = entryOf(id);
      const targets = targetsInLedger(requireLedger(ledger), id, outcomes);
      const resendable = outcomes.includes('rejected') ? await tokensToResend(id, ports.history) : null;
      const chosen =
        resendable === null
          ? targets
          : targets.filter(({ token, isRejected }) => !isRejected || resendable.has(token));
      if (chosen.length === 0) return null;
      const { push, ...stored } = storedPushOf(entry);
      return startStored({
        ...stored,
        push: credentialId === undefined ? push : { ...push, credentialId },
        targets: targetsFromList(chosen),
        isAlwaysBatch: true,
        ...(entry.presetName === null ? {} : { presetName: entry.presetName }),
        ...omitUndefined({ onResult }),
      });
    },

    watchEnds: (signal) => ends.stream(signal, MAX_WAITING_ENDS),

    list(limit = MAX_FINISHED_RUNS) {
      ledger?.settleLost();
      return (ledger?.list(limit) ?? []).map(summaryOf);
    },

    show: (id) => summaryOf(entryOf(id)),

    remove(id) {
      entryOf(id);
      if (!requireLedger(ledger).remove(id)) throw batchStillSending(id);
      runs.delete(id);
    },

    control(id, action) {
      const run = service.get(id);
      run[action]();
      return run.progress();
    },

    deadTokens(id) {
      const tokens = new Set<string>();
      for (let before: string | undefined; ports.history !== null;) {
        const filter = { batchId: id, status: 410 };
        const page = ports.history.page(filter, {
          limit: HISTORY_PAGE,
          ...omitUndefined({ before }),
        });
        for (const { push } of page.deliveries)
          if (push.target.kind === 'device') tokens.add(push.target.token);
        if (page.next === null) break;
        before = page.next;
      }
      return [...tokens];
    },

    get(id) {
      const run = runs.get(id);
      if (run === undefined) throw batchNotFound(id);
      return run;
    },

    watch(id, signal) {
      return watchRun(service.get(id), engine.ports.clock, signal);
    },
  };
  return service;
}

async function* watchRun(
  run: BatchRun,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<BatchProgress, void> {
  const moments = createPublisher<null>();
  const looks = moments.stream(signal, 1);
  const look = (): void => moments.publish(null);
  const stopTimer = clock.every(PROGRESS_INTERVAL_MS, look);
  void run.done.then(look, look);
  try {
    while (!signal.aborted) {
      const progress = run.progress();
      yield progress;
      if (isBatchOver(progress.state) && progress.inFlight === 0) return;
      await looks.next();
    }
  } finally {
    stopTimer();
    await looks.return();
  }
}

function requireLedger(ledger: BatchLedger | null): BatchLedger {
  if (ledger === null) throw batchNotStored();
  return ledger;
}
