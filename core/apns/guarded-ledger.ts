import { AppError, toAppError } from '#shared/errors';
import type { BatchLedger } from '../history/batch-ledger.js';

/**
 * How far the ledger of a batch can be relied on. `kept`: it knows all that left. `lost`: pushes leave that it does not
 * know, and nobody will take the batch up again. `stuck`: it cannot be written, nor can that be noted, so nothing may
 * leave.
 */
export type LedgerHealth = 'kept' | 'lost' | 'stuck';

/** The ledger of one batch, which the batch can lose on its way. */
export interface GuardedLedger extends BatchLedger {
  health(): LedgerHealth;
}

/**
 * Makes the first write that the machine refuses the last: it is noted that the batch cannot be taken up, told, and the
 * batch goes on without.
 *
 * @param batchId - Of the one batch.
 * @param onLost - Told once.
 */
export function guardLedger(
  ledger: BatchLedger,
  batchId: string,
  onLost: (problem: AppError) => void,
): GuardedLedger {
  let health: LedgerHealth = 'kept';
  const giveUp = (failure: AppError): LedgerHealth => {
    try {
      ledger.loseTrack(batchId);
    } catch {
      onLost(ledgerUnwritable(failure));
      return 'stuck';
    }
    onLost(ledgerLost(failure));
    return 'lost';
  };
  /** @returns false where nothing may leave. */
  const write = (work: () => unknown): boolean => {
    if (health === 'kept') {
      try {
        return work() !== false;
      } catch (error) {
        health = giveUp(toAppError(error));
      }
    }
    return health === 'lost';
  };
  /** What cannot be written stays with this process, and is found when that has ended. */
  const tryWrite = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'internal') throw failure;
    }
  };
  return {
    // Not spread: what carries out a call is decided at the call.
    read: (...batch) => ledger.read(...batch),
    takeBack: (...places) => ledger.takeBack(...places),
    settle: (...outcome) => ledger.settle(...outcome),
    claim: (...batch) => ledger.claim(...batch),
    get: (...batch) => ledger.get(...batch),
    list: (limit) => ledger.list(limit),
    targets: (...wanted) => ledger.targets(...wanted),
    positionsIn: (...wanted) => ledger.positionsIn(...wanted),
    deliveriesIn: (...wanted) => ledger.deliveriesIn(...wanted),
    remove: (...batch) => ledger.remove(...batch),
    settleLost: () => ledger.settleLost(),
    loseTrack: (...batch) => ledger.loseTrack(...batch),
    leaveIncomplete: (...batch) => ledger.leaveIncomplete(...batch),
    start: (batch) => void write(() => ledger.start(batch)),
    enlist: (...targets) => void write(() => ledger.enlist(...targets)),
    knowTotal: (...batch) => void write(() => ledger.knowTotal(...batch)),
    markSent: (...marked) => write(() => ledger.markSent(...marked)),
    keepAlive: (...moment) => void write(() => ledger.keepAlive(...moment)),
    pause: (...moment) => void write(() => ledger.pause(...moment)),
    carryOn: (...moment) => write(() => ledger.carryOn(...moment)),
    release(id, moment) {
      if (health === 'kept') write(() => ledger.release(id, moment));
      else if (health === 'stuck') tryWrite(() => ledger.release(id, moment));
      if (health === 'lost') tryWrite(() => ledger.leaveIncomplete(id, moment));
    },
    end(id, state, moment) {
      if (health === 'kept') write(() => ledger.end(id, state, moment));
      else if (health === 'stuck') tryWrite(() => ledger.end(id, state, moment));
      if (health === 'lost') tryWrite(() => ledger.leaveIncomplete(id, moment));
    },
    health: () => health,
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

function ledgerUnwritable(failure: AppError): AppError {
  return new AppError(
    failure.code,
    {
      en: `${failure.text.en} What leaves now could not be told from what is left, so this batch stops.`,
      zh: `${failure.text.zh}之后将无法区分已发送和未发送的目标，因此此批次停止发送。`,
    },
    failure.hint,
    { cause: failure.cause },
  );
}
