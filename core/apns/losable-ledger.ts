import { AppError, toAppError } from '#shared/errors';
import type { BatchLedger, BatchMoment } from '../history/batch-ledger.js';

/**
 * The ledger of one batch, which the batch can lose on its way: the first write that the machine refuses is told, and
 * the batch goes on without.
 *
 * @param onLost - Told once: the batch cannot be taken up again.
 */
export function losableLedger(ledger: BatchLedger, onLost: (problem: AppError) => void): BatchLedger {
  let lost = false;
  const write = (work: () => unknown): boolean => {
    if (lost) return true;
    try {
      return work() !== false;
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'internal') throw failure;
      lost = true;
      onLost(ledgerLost(failure));
      return true;
    }
  };
  /** Half a ledger would let a batch be taken up that was sent as a whole. */
  const forget = (batchId: string, moment: BatchMoment): void => {
    try {
      ledger.end(batchId, 'finished', moment);
      ledger.remove(batchId);
    } catch (error) {
      if (toAppError(error).code === 'internal') throw error;
    }
  };
  return {
    // Not spread: what carries out a call is decided at the call.
    read: (batchId) => ledger.read(batchId),
    takeBack: (batchId, positions) => ledger.takeBack(batchId, positions),
    settle: (...outcome) => ledger.settle(...outcome),
    claim: (batchId, nowMs) => ledger.claim(batchId, nowMs),
    get: (batchId) => ledger.get(batchId),
    list: (limit) => ledger.list(limit),
    targets: (batchId, states, page) => ledger.targets(batchId, states, page),
    deliveriesIn: (batchId, state) => ledger.deliveriesIn(batchId, state),
    remove: (batchId) => ledger.remove(batchId),
    settleLost: () => ledger.settleLost(),
    start: (batch) => void write(() => ledger.start(batch)),
    enlist: (batchId, targets) => void write(() => ledger.enlist(batchId, targets)),
    knowTotal: (batchId) => void write(() => ledger.knowTotal(batchId)),
    markSent: (batchId, positions, moment) => write(() => ledger.markSent(batchId, positions, moment)),
    keepAlive: (batchId, moment) => void write(() => ledger.keepAlive(batchId, moment)),
    pause: (batchId, moment) => void write(() => ledger.pause(batchId, moment)),
    carryOn: (batchId, moment) => write(() => ledger.carryOn(batchId, moment)),
    release(batchId, moment) {
      if (!lost) write(() => ledger.release(batchId, moment));
      if (lost) forget(batchId, moment);
    },
    end(batchId, state, moment) {
      if (!lost) write(() => ledger.end(batchId, state, moment));
      if (lost) forget(batchId, moment);
    },
  };
}

function ledgerLost(failure: AppError): AppError {
  return new AppError(
    failure.code,
    {
      en: `${failure.text.en} This batch goes on, but is not written down: it cannot be taken up again.`,
      zh: `${failure.text.zh}此批次会继续发送，但不再记录进度，中断后无法继续。`,
    },
    failure.hint,
    { cause: failure.cause },
  );
}
