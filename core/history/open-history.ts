import { join } from 'node:path';
import type { Delivery } from '#shared/apns/push';
import { AppError, toAppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';
import type { Clock } from '../ports/ports.js';
import type { BatchLedger } from './batch-ledger.js';
import { type BatchFigures, createBatchReporter } from './batch-report.js';
import { createBatchRows } from './batch-rows.js';
import { createBatchLedger } from './create-batch-ledger.js';
import {
  createDeliveryWriter,
  DELIVERY_COLUMNS,
  deliveryOf,
  numberIn,
  redactDelivery,
} from './delivery-rows.js';
import { createDepartures, type Departures } from './departures.js';
import { createDocuments } from './documents.js';
import { createHistoryQuery } from './history-query.js';
import type { HistoryService } from './history-service.js';
import { createLedgerTrust, createPassingTrust } from './ledger-trust.js';
import { openDatabase, type OpenDatabaseOptions } from './open-database.js';
import { createPackedHistory } from './packed-history.js';
import { createLoneOwner, createProcessOwner } from './process-owner.js';
import { createRetention } from './retention.js';
import { createRowTargets } from './row-targets.js';
import { inTransaction } from './sqlite.js';
import { createDeliveryWatch } from './watch-deliveries.js';
import { workInSteps } from './work-in-steps.js';
import { createWriteQueue } from './write-queue.js';

/** Unit: milliseconds. */
const CLEANING = { firstMs: 5_000, pauseMs: 50, restMs: 60 * 60 * 1000 };
const SHRINKING = { firstMs: 200, pauseMs: 20, restMs: null };
const INDEXING = { firstMs: 300, pauseMs: 16, restMs: null };
/** A step of indexing takes about so long. Unit: milliseconds. */
const INDEXING_STEP_MS = 10;
const INDEXED_AT_ONCE = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface HistoryOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Days to keep, asked before each cleaning; `null` keeps for ever, which is also the default. */
  readonly retentionDays?: () => number | null;
  /** Where the file cannot be written; by default the deliveries of this process are remembered in memory. */
  readonly whenUnwritable?: OpenDatabaseOptions['whenUnwritable'];
  /** Told about a damaged file, which was kept under another name, and about writes that do not succeed. */
  readonly onProblem?: (problem: AppError) => void;
}

/** The history with what only the core uses of it. */
export interface History extends HistoryService {
  readonly batches: BatchLedger;
  readonly departures: Departures;
  /** @see HistoryService.batchReport */
  readonly batchFigures: (batchId: string) => Promise<BatchFigures | null>;
}

/**
 * The deliveries in `history.sqlite`, shared by any number of processes.
 *
 * @throws AppError `data-from-newer-version`; the file is then left as it is.
 */
export function openHistory(options: HistoryOptions): History {
  const { clock } = options;
  const path = join(options.dataDir, 'history.sqlite');
  const { database, place } = openDatabase(path, {
    whenUnwritable: options.whenUnwritable ?? 'remember',
    onProblem: options.onProblem,
  });
  const documents = createDocuments(database);
  const rows = createDeliveryWriter(database, documents);
  const packed = createPackedHistory(database, documents, rows, clock);
  const { batches: numbered, reader } = packed;
  const query = createHistoryQuery(database, documents, packed.query, clock);
  const retention = createRetention(database, documents, packed.retention);
  const watch = createDeliveryWatch(database, documents, reader, clock);
  const byUuid = database.prepare(`SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.uuid = ?`);
  const dataVersion = database.prepare('PRAGMA data_version');
  let seenVersion = -1;
  const queue = createWriteQueue({
    database,
    clock,
    before() {
      const version = numberIn(dataVersion.get() ?? {}, 'data_version');
      // Another process wrote, and may have removed documents whose numbers are remembered here.
      if (version !== seenVersion) {
        documents.forgetNumbers();
        packed.forget();
      }
      seenVersion = version;
      rows.begin();
    },
    after() {
      packed.end();
      rows.end();
    },
    onWritten() {
      watch.wake();
      indexing.wake();
    },
    onFailed(error, givenUp) {
      options.onProblem?.(unwritableError(path, error, givenUp));
    },
    onUndone() {
      documents.forgetNumbers();
      packed.undo();
    },
  });
  const reportWriteError = (error: unknown): void => options.onProblem?.(unwritableError(path, error, 0));
  const shrinking = workInSteps(clock, SHRINKING, reportWriteError, () => retention.shrinkSome());
  const cleaning = workInSteps(clock, CLEANING, reportWriteError, () => {
    const days = options.retentionDays?.() ?? null;
    const more = days !== null && retention.forgetSome(retention.now(clock.now()) - days * DAY_MS);
    if (days !== null) {
      packed.forget();
      shrinking.wake();
    }
    return more;
  });
  const indexing = workInSteps(clock, INDEXING, reportWriteError, () =>
    inTransaction(database, () => {
      const began = clock.elapsed();
      let more = true;
      while (more && clock.elapsed() - began < INDEXING_STEP_MS) more = documents.indexSome(INDEXED_AT_ONCE);
      return more;
    }),
  );
  const owner = place === 'memory' ? createLoneOwner() : createProcessOwner(options.dataDir);
  const insert = (delivery: Delivery): void => rows.insert(delivery);
  const shared = { database, queue, owner, clock, insert, onProblem: options.onProblem };
  const stores = {
    batches: numbered,
    rowTargets: createRowTargets(database),
    packedTargets: packed.targets,
    keep: packed.keep,
    onLetGo: (batch: number) => packed.finish(batch),
  };
  const trust = place === 'memory' ? createPassingTrust() : createLedgerTrust(options.dataDir);
  const ledger = createBatchLedger({ ...shared, ...stores, trust });
  // What is only read is shown as it is.
  const batches = place === 'read-only' ? { ...ledger, settleLost: () => undefined } : ledger;
  const departures = createDepartures(shared);
  const batchFigures = createBatchReporter(
    createBatchRows({ database, documents, frames: packed.frames, batches: numbered, reader }),
    batches,
  );
  let closed = false;
  const settleLost = (): void => {
    if (place === 'read-only') return;
    try {
      batches.settleLost();
      departures.settleLost();
    } catch {
      // The queue has reported it; the next read tries again.
    }
  };
  if (place === 'read-only') for (const work of [cleaning, shrinking, indexing]) work.stop();
  else settleLost();

  return {
    batches,
    place,
    departures,
    settleLost,
    add(delivery) {
      const redacted = redactDelivery(delivery);
      const isSingle = delivery.batchId === null;
      queue.add(() => {
        rows.insert(redacted);
        if (isSingle) departures.arrived(redacted.id);
      });
      // A single push is shown at once, the many of a batch only when they are read.
      if (isSingle) queue.flush();
    },
    aboutToken: (token) => packed.memory.about(token),
    batchFigures,
    async batchReport(batchId) {
      settleLost();
      return (await batchFigures(batchId))?.report ?? null;
    },
    get(id) {
      queue.flush();
      const row = byUuid.get(id);
      if (row !== undefined) return deliveryOf(row, documents);
      const found = reader.byId(id);
      return found === null ? null : reader.delivery(found);
    },
    page(filter, page) {
      queue.flush();
      return query.page(filter, page);
    },
    watch(signal) {
      queue.flush();
      return watch.watch(signal);
    },
    clear() {
      queue.flush();
      retention.clear();
      packed.undo();
      shrinking.wake();
    },
    flush: () => void queue.flush(),
    close() {
      if (closed) return;
      closed = true;
      cleaning.stop();
      shrinking.stop();
      indexing.stop();
      if (!queue.close()) options.onProblem?.(lostError(path));
      watch.close();
      database.close();
      owner.close();
    },
  };
}

function unwritableError(path: string, cause: unknown, givenUp: number): AppError {
  const { code, text, hint } = systemFailure(cause, path) ?? toAppError(cause);
  const lost = givenUp === 0 ? '' : ` ${givenUp} entries were given up.`;
  const lostZh = givenUp === 0 ? '' : `已放弃 ${givenUp} 条记录。`;
  return new AppError(
    code === 'internal' ? 'data-folder-unwritable' : code,
    {
      en: `The history cannot be written at the moment: ${text.en}${lost}`,
      zh: `目前无法写入历史记录：${text.zh}${lostZh}`,
    },
    {
      en: `Sending goes on, and writing is tried again. ${hint.en}`,
      zh: `发送不受影响，写入会自动重试。${hint.zh}`,
    },
    { cause },
  );
}

function lostError(path: string): AppError {
  return new AppError(
    'data-folder-unwritable',
    {
      en: `What was sent since then could not be written to ${path}: it is not in the history.`,
      zh: `此后发送的内容未能写入 ${path}，因此不在历史记录中。`,
    },
    { en: 'The answers that were shown stay true.', zh: '已显示的结果仍然有效。' },
  );
}
