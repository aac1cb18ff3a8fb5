import { AppError, toAppError } from '#shared/errors';
import type { BatchLedger } from '../history/batch-ledger.js';

/**
 * Whether the ledger of a batch can be relied on. `kept`: it knows every push that was sent. `lost`: pushes are
 * sent that it does not know, so the batch cannot be resumed. `stuck`: it cannot be written, and that fact cannot
 * be recorded either, so nothing may be sent.
 */
type LedgerHealth = 'kept' | 'lost' | 'stuck';

/** The ledger of one batch, guarded against write errors. */
export interface GuardedLedger extends BatchLedger {
  health(): LedgerHealth;
}

/**
 * Guards a ledger against write errors. After the first one nothing more is written: the batch is marked as not
 * resumable, the problem is reported, and the batch continues without a ledger.
 *
 * @param batchId - The batch that the ledger is used for.
 * @param onLost - Called at most once.
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
  /** @returns false where nothing may be sent. */
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
  /** If this write fails, the batch stays claimed by this process, and is cleaned up after the process has ended. */
  const tryWrite = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'internal') throw failure;
    }
  };
  return {
    // Delegated one by one instead of spread, so that the methods of `ledger` are looked up at each call.
    read: (...batch) => ledger.read(...batch),
    takeBack: (...places) => ledger.takeBack(...places),
    settle: (...outcome) => ledger.settle(...outcome),
    claim: (...batch) => ledger.claim(...batch),
    get: (...batch) => ledger.get(...batch),
    list: (limit) => ledger.list(limit),
    targets: (...wanted) => ledger.targets(...wanted),
    positionsIn: (...wanted) => ledger.positionsIn(...wanted),
    standingFailures: (batch) => ledger.standingFailures(batch),
    deliveryId: (...place) => ledger.deliveryId(...place),
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
      en: `${failure.text.en} This batch goes on, but its progress is no longer recorded, so it cannot be resumed later.`,
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
      en: `${failure.text.en} From now on, pushes that were sent could not be told from those that were not, so this batch stops.`,
      zh: `${failure.text.zh}之后将无法区分已发送和未发送的目标，因此此批次停止发送。`,
    },
    failure.hint,
    { cause: failure.cause },
  );
}
