import { isBatchOver, type BatchProgress, type UnfinishedBatch } from '#shared/apns/batch';
import type { Push } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import {
  LEDGER_STATES,
  type BatchEntry,
  type BatchLedger,
  type LedgerState,
} from '../history/batch-ledger.js';
import type { HistoryService } from '../services.js';
import { redactedHeaders } from '#shared/history/push-losses';
import type { ApnsEngine } from './apns-engine.js';
import { isBatch, type BatchRequest } from './batch-request.js';
import { BatchRun } from './batch-run.js';
import { createBroadcast } from './broadcast.js';
import { tokensToResend } from './failures-to-resend.js';
import type { DeliveryMemory } from './sender.js';
import { targetsFromList, type BatchTarget } from './target-source.js';

/** Retries of a batch that says nothing about them: enough for a network that stumbles. */
const DEFAULT_RETRIES = 3;
/** Progress at most this often. Unit: milliseconds. */
const PROGRESS_MS = 100;
/** Batches of this process that are over stay visible up to this number. */
const REMEMBERED = 50;
/** Targets read from the ledger at a time. */
const LEDGER_PAGE = 2000;
/** Deliveries read from the history at a time. */
const HISTORY_PAGE = 500;

/** A batch as it is asked for; what it does not name is chosen. */
export interface BatchStart extends Omit<BatchRequest, 'id'> {
  /** Taken up again under this ID: nothing that has an outcome is sent a second time. */
  readonly resume?: string;
  /** False keeps neither deliveries nor a ledger: for load tests. */
  readonly remember?: boolean;
}

export interface BatchService {
  /**
   * Begins to send to many targets.
   *
   * @returns once everything was checked that can be checked beforehand.
   * @throws AppError `missing-variable`, `bad-template`, `bad-header`, `credential-not-found`, … : nothing was
   * sent then.
   */
  start(request: BatchStart): Promise<BatchRun>;
  /** Takes up a batch whose targets are all in the ledger. @throws AppError `not-found`. */
  resume(id: string): Promise<BatchRun>;
  /**
   * Sends again, as a new batch, what did not arrive and may arrive now: neither what APNs will refuse again for good
   * nor what may have arrived.
   *
   * @returns `null` when there is nothing of that kind. @throws AppError `not-found`.
   */
  resendFailures(id: string): Promise<BatchRun | null>;
  /** The batches of this process that end from now on, each once; ends with the signal. */
  watchEnds(signal: AbortSignal): AsyncIterable<BatchProgress>;
  /** Of this process, newest first. */
  list(): readonly BatchProgress[];
  /** Batches on this data folder that did not end: paused, stopped or interrupted by a crash. */
  unfinished(): readonly UnfinishedBatch[];
  control(id: string, action: 'pause' | 'resume' | 'cancel'): BatchProgress;
  /** Tokens that APNs said are gone (410), each once. */
  deadTokens(id: string): readonly string[];
  /** @throws AppError `not-found`. */
  get(id: string): BatchRun;
  /** At once, then at most ten times a second; ends with the batch or the signal. @throws AppError `not-found`. */
  watch(id: string, signal: AbortSignal): AsyncIterable<BatchProgress>;
}

export interface BatchPorts {
  readonly history:
    (DeliveryMemory & Pick<HistoryService, 'page'> & { readonly batches?: BatchLedger }) | null;
}

/** Makes the service that sends to many targets over an engine. */
export function createBatches(engine: ApnsEngine, ports: BatchPorts): BatchService {
  const runs = new Map<string, BatchRun>();
  const ends = createBroadcast<BatchProgress>();
  const ledger = ports.history?.batches ?? null;

  function remember(run: BatchRun): void {
    runs.set(run.id, run);
    for (const [id, old] of runs) {
      if (runs.size <= REMEMBERED) return;
      if (isBatchOver(old.state)) runs.delete(id);
    }
  }

  const service: BatchService = {
    async start(start) {
      const { resume, remember: keep = true, ...rest } = start;
      const { clock, random } = engine.ports;
      const policy = { retries: DEFAULT_RETRIES, ...rest.policy };
      const { environment, credentialId } = rest.push;
      const line = await engine.line(environment, credentialId, policy);
      const simulated = await engine.simulatedTokens(environment, policy);
      const kept = keep && isBatch(rest) ? ledger : null;
      const answered = resume === undefined || kept === null ? null : answeredPositions(kept, resume);
      const run = new BatchRun(
        engine,
        { ...line, retryConnections: false },
        {
          ...rest,
          id: resume ?? random.uuid(),
          simulated,
          ...(answered === null ? {} : { skip: (position: number) => answered.has(position) }),
        },
        { history: keep ? ports.history : null, ledger: kept },
      );
      if (kept !== null) {
        if (resume === undefined) {
          kept.start({
            id: run.id,
            atMs: clock.now(),
            total: rest.targets.total,
            push: rest.push,
            ...(rest.variables === undefined ? {} : { variables: rest.variables }),
            presetName: rest.presetName ?? null,
          });
        } else if (!kept.claim(resume, clock.now())) {
          throw notResumable(resume);
        }
      }
      remember(run);
      // Whoever waits for it hears of it; nobody has to.
      run.done.then(ends.tell, () => ends.tell(run.progress()));
      run.start();
      return run;
    },

    async resume(id) {
      const entry = ledger?.get(id) ?? null;
      if (ledger === null || entry === null) throw notFound(id);
      return service.start({
        push: runs.get(id)?.push ?? wholePushOf(entry),
        ...(entry.variables === undefined ? {} : { variables: entry.variables }),
        targets: targetsFromList(targetsInLedger(ledger, id)),
        resume: id,
        isAlwaysBatch: true,
        ...(entry.presetName === null ? {} : { presetName: entry.presetName }),
      });
    },

    async resendFailures(id) {
      const entry = ledger?.get(id) ?? null;
      if (ledger === null || entry === null) throw notFound(id);
      const worthIt = await tokensToResend(id, ports.history);
      const states = ['rejected', 'failed'] as const;
      const targets = targetsInLedger(ledger, id, states).filter(({ token }) => worthIt.has(token));
      if (targets.length === 0) return null;
      return service.start({
        push: runs.get(id)?.push ?? wholePushOf(entry),
        ...(entry.variables === undefined ? {} : { variables: entry.variables }),
        targets: targetsFromList(targets),
        isAlwaysBatch: true,
        ...(entry.presetName === null ? {} : { presetName: entry.presetName }),
      });
    },

    watchEnds: (signal) => ends.listen(signal),

    list: () => [...runs.values()].reverse().map((run) => run.progress()),

    unfinished() {
      const entries = (ledger?.list(REMEMBERED) ?? []).filter(({ id }) => !runs.has(id));
      return entries.flatMap((entry) => {
        const { id, atMs, total, presetName, state, counts } = entry;
        if (state !== 'running' && state !== 'paused') return [];
        const left = counts.waiting + counts.failed;
        return [{ id, atMs, total, left, presetName, state }];
      });
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
          ...(before === undefined ? {} : { before }),
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
      if (run === undefined) throw notFound(id);
      return run;
    },

    watch(id, signal) {
      return watchRun(service.get(id), signal);
    },
  };
  return service;
}

async function* watchRun(run: BatchRun, signal: AbortSignal): AsyncGenerator<BatchProgress, void> {
  const over = run.done.then(
    () => true,
    () => true,
  );
  const aborted = new Promise<boolean>((resolve) => {
    if (signal.aborted) resolve(true);
    signal.addEventListener('abort', () => resolve(true), { once: true });
  });
  while (!signal.aborted) {
    const progress = run.progress();
    yield progress;
    if (isBatchOver(progress.state) && progress.inFlight === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const tick = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PROGRESS_MS);
    });
    await Promise.race([over, aborted, tick]);
    clearTimeout(timer);
  }
}

/** Places that need no further sending: one bit would do, a set of numbers is close enough. */
function answeredPositions(ledger: BatchLedger, id: string): ReadonlySet<number> {
  const answered = new Set<number>();
  const states = ['accepted', 'rejected', 'unknown', 'sent'] as const;
  for (let after = -1; ;) {
    const page = ledger.targets(id, states, { after, limit: LEDGER_PAGE });
    for (const { position } of page) answered.add(position);
    const last = page.at(-1);
    if (last === undefined || page.length < LEDGER_PAGE) return answered;
    after = last.position;
  }
}

function targetsInLedger(
  ledger: BatchLedger,
  id: string,
  states: readonly LedgerState[] = LEDGER_STATES,
): readonly BatchTarget[] {
  const found: BatchTarget[] = [];
  for (let after = -1; ;) {
    const page = ledger.targets(id, states, { after, limit: LEDGER_PAGE });
    for (const { target, variables } of page) {
      if (target.kind !== 'device') continue;
      found.push({
        token: target.token,
        ...(target.name === undefined ? {} : { name: target.name }),
        ...(variables === undefined ? {} : { variables }),
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < LEDGER_PAGE) return found;
    after = last.position;
  }
}

/** What a batch sends without its target, from a push that has one. */
export function withoutTarget(push: Push): Omit<Push, 'target'> {
  const { environment, credentialId, headers, payload } = push;
  return { environment, credentialId, headers, payload };
}

/** @throws AppError `bad-header` when a value of it was not kept, because it can carry a secret. */
function wholePushOf({ push }: BatchEntry): Omit<Push, 'target'> {
  const names = redactedHeaders(push);
  if (names.length === 0) return push;
  const list = names.join(', ');
  throw new AppError(
    'bad-header',
    {
      en: `The value of ${list} was not kept, because it can carry a secret, so this batch cannot go on by itself.`,
      zh: `${list} 的值可能包含机密信息，因此没有保存，此批次无法自行继续。`,
    },
    {
      en: 'Open one of its deliveries with “Edit and resend”, type the value again and send to the devices that are left.',
      zh: '请用“编辑后重发”打开其中一条推送，重新填写该值，再发送给剩余的设备。',
    },
  );
}

function notFound(id: string): AppError {
  return new AppError(
    'not-found',
    { en: `There is no batch ${id}.`, zh: `没有批次 ${id}。` },
    { en: 'It may have been removed from the history.', zh: '它可能已从历史记录中删除。' },
  );
}

function notResumable(id: string): AppError {
  return new AppError(
    'not-found',
    {
      en: `The batch ${id} is not there, or another process is sending it right now.`,
      zh: `批次 ${id} 不存在，或正由另一个进程发送。`,
    },
    {
      en: 'Wait ten seconds after a crash, then try again.',
      zh: '崩溃后请等待十秒再试。',
    },
  );
}
