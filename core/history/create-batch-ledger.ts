import type { Delivery } from '#shared/apns/push';
import { redactPush } from '#shared/apns/request-headers';
import type { AppError } from '#shared/errors';
import type { Clock } from '../ports/ports.js';
import type { BatchEntry, BatchLedger, BatchMoment, BatchState, LedgerState } from './batch-ledger.js';
import { numberIn, withoutUrlPassword } from './delivery-rows.js';
import { type createDeliveryKeeper, redactKept } from './kept-delivery.js';
import { type BatchDetails, damagedBatch, damagedTargets, detailsIn, entryFrom } from './ledger-rows.js';
import type { LedgerTrust } from './ledger-trust.js';
import { lostDelivery } from './lost-delivery.js';
import type { NumberedBatches } from './numbered-batches.js';
import type { LedgerTarget } from './packing/target-list.js';
import type { ProcessOwner } from './process-owner.js';
import type { RowTargets } from './row-targets.js';
import { inTransaction, type SqlDatabase, type SqlRow } from './sqlite.js';
import { noCounts, type TargetStore } from './target-store.js';
import type { WriteQueue } from './write-queue.js';

/** While pushes leave, a sign of life is due after so long. Unit: milliseconds. */
const SIGN_OF_LIFE_MS = 100;
/** Targets whose process ended, settled in one transaction. */
const LOST_AT_ONCE = 500;

/**
 * A running batch of an older Pushdeck, which names no process, is lost after so long without a sign of life. Unit:
 * milliseconds.
 */
const BATCH_LEASE_MS = 10_000;

export interface BatchLedgerPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  /** The one that deliveries go through. */
  readonly queue: WriteQueue;
  readonly owner: Pick<ProcessOwner, 'id' | 'isAlive'>;
  readonly clock: Clock;
  readonly trust: LedgerTrust;
  readonly batches: NumberedBatches;
  readonly rowTargets: RowTargets;
  readonly packedTargets: TargetStore;
  /** Writes a delivery; only inside a transaction of the queue. */
  readonly insert: (delivery: Delivery) => void;
  /** Told the number of a batch that this process sends no more. */
  readonly onLetGo: (batch: number) => void;
  /** Writes a delivery of a batch where it takes least room; only inside a transaction of the queue. */
  readonly keep: ReturnType<typeof createDeliveryKeeper>;
  /** Told about rows that cannot be read; they are left out. */
  readonly onProblem?: ((problem: AppError) => void) | undefined;
}

export function createBatchLedger(ports: BatchLedgerPorts): BatchLedger {
  const { database, queue, owner, clock, trust, batches, rowTargets, packedTargets } = ports;
  const insert = database.prepare(
    `INSERT INTO batches (id, at_ms, alive_ms, ended_ms, state, total, details, owner, active_ms)
     VALUES (?, ?, ?, NULL, 'running', ?, ?, ?, 0)`,
  );
  const knowTotal = database.prepare('UPDATE batches SET total = ? WHERE id = ?');
  const alive = database.prepare(
    'UPDATE batches SET alive_ms = ?, active_ms = ? WHERE id = ? AND owner = ? RETURNING id',
  );
  const holder = database.prepare('SELECT 1 AS held FROM batches WHERE id = ? AND owner = ?');
  /** When this process last gave a sign of life for a batch. Unix time in milliseconds. */
  const toldMs = new Map<string, number>();
  const change = database.prepare(
    `UPDATE batches SET state = ?, alive_ms = ?, active_ms = ?, ended_ms = ?, owner = ?
     WHERE id = ? AND owner = ? RETURNING id`,
  );
  const claim = database.prepare(
    "UPDATE batches SET state = 'running', alive_ms = ?, ended_ms = NULL, owner = ? WHERE id = ?",
  );
  const interrupt = database.prepare(
    "UPDATE batches SET state = 'interrupted', ended_ms = alive_ms, owner = NULL WHERE id = ?",
  );
  const read = database.prepare('SELECT * FROM batches WHERE id = ?');
  const list = database.prepare('SELECT * FROM batches ORDER BY at_ms DESC, id LIMIT ?');
  const owned = database.prepare(
    "SELECT id, owner, state, alive_ms FROM batches WHERE owner IS NOT NULL OR state = 'running'",
  );
  const remove = database.prepare('DELETE FROM batches WHERE id = ?');

  const isTaken = (row: SqlRow): boolean => {
    const holder = row['owner'];
    if (typeof holder === 'string') return owner.isAlive(holder);
    return row['state'] === 'running' && clock.now() - numberIn(row, 'alive_ms') < BATCH_LEASE_MS;
  };
  const isLost = (row: SqlRow): boolean =>
    (typeof row['owner'] === 'string' || row['state'] === 'running') && !isTaken(row);
  const tell = (problem: AppError): void => ports.onProblem?.(problem);
  /** Gives a sign of life where the last one is no news any more. Only inside a transaction. */
  const isOurs = (batchId: string, nowMs: number, activeMs: number): boolean => {
    if (Math.abs(nowMs - (toldMs.get(batchId) ?? 0)) < SIGN_OF_LIFE_MS) {
      return holder.get(batchId, owner.id()) !== undefined;
    }
    toldMs.set(batchId, nowMs);
    return alive.get(nowMs, activeMs, batchId, owner.id()) !== undefined;
  };
  const storeOf = (batchId: string): TargetStore =>
    batches.find(batchId) === null ? rowTargets : packedTargets;
  const targetsOf = (
    batchId: string,
    states: readonly LedgerState[],
    page: { readonly after: number; readonly limit: number },
  ): readonly LedgerTarget[] =>
    storeOf(batchId).targets(batchId, states, page, (first, last) =>
      tell(damagedTargets(batchId, first, last)),
    );
  /** True for one whose process did not end it in order, and lost track of it before. */
  const hasGaps = (row: SqlRow, hasTrust: boolean): boolean =>
    hasTrust &&
    (row['state'] === 'running' || row['state'] === 'interrupted' || typeof row['owner'] === 'string') &&
    !trust.isGiven(String(row['id']));
  const entryOf = (row: SqlRow): BatchEntry | null => {
    const id = String(row['id']);
    const details = detailsIn(row);
    if (details === null) {
      tell(damagedBatch(id));
      return null;
    }
    const entry = entryFrom(row, details.facts, storeOf(id).counts(id));
    return hasGaps(row, details.hasTrust) ? { ...entry, hasGaps: true } : entry;
  };

  /** A transaction's worth of the targets that were under way. @returns true while there are more. */
  const settleSome = (batchId: string): boolean =>
    queue.now(() => {
      const row = read.get(batchId);
      // Another process that looked at the same time may have settled all.
      if (row === undefined || !isLost(row)) return false;
      const details = detailsIn(row);
      const batch = details === null ? null : entryFrom(row, details.facts, noCounts());
      const store = storeOf(batchId);
      const places = [...store.positionsIn(batchId, ['sent'])].slice(0, LOST_AT_ONCE);
      const known = new Map(
        store
          .targets(batchId, ['sent'], { after: -1, limit: LOST_AT_ONCE }, () => undefined)
          .map((one) => [one.position, one]),
      );
      for (const position of places) {
        const id = batches.deliveryId(batchId, position);
        const target = known.get(position);
        if (batch !== null && target !== undefined) ports.insert(lostDelivery(id, batch, target));
        store.settle(batchId, position, 'unknown', id);
      }
      if (places.length === LOST_AT_ONCE) return true;
      interrupt.run(batchId);
      return false;
    });
  /** Of batches that ended in order, or are not there any more. */
  const sweepTrust = (): void => {
    const isNeeded = (id: string): boolean => {
      const row = read.get(id);
      return (
        row !== undefined &&
        (row['state'] === 'running' || row['state'] === 'interrupted' || typeof row['owner'] === 'string')
      );
    };
    const unneeded = trust.all().filter((id) => !isNeeded(id));
    if (unneeded.length === 0) return;
    // In a transaction, so that no process resumes a batch between the check and the removal.
    inTransaction(database, () => {
      for (const id of unneeded) if (!isNeeded(id)) trust.withdraw(id);
    });
  };
  const changeTo = (
    batchId: string,
    state: BatchState,
    { nowMs, activeMs }: BatchMoment,
    ended: { readonly atMs: number | null; readonly owner: string | null },
  ): boolean => {
    queue.flush();
    const batch = ended.owner === null ? batches.find(batchId) : null;
    if (batch !== null) ports.onLetGo(batch.number);
    toldMs.delete(batchId);
    return change.get(state, nowMs, activeMs, ended.atMs, ended.owner, batchId, owner.id()) !== undefined;
  };

  return {
    start({ id, atMs, total, push, ...details }) {
      const kept = { ...redactPush(push), environment: withoutUrlPassword(push.environment) };
      const text = JSON.stringify({ push: kept, ...details, hasTrust: true } satisfies BatchDetails);
      inTransaction(database, () => {
        insert.run(id, atMs, atMs, total, text, owner.id());
        batches.begin(id);
        trust.give(id);
      });
    },
    enlist: (batchId, added) => storeOf(batchId).enlist(batchId, added),
    read: (batchId) => storeOf(batchId).count(batchId),
    knowTotal: (batchId) => void knowTotal.run(storeOf(batchId).count(batchId), batchId),
    markSent: (batchId, positions, { nowMs, activeMs }) =>
      queue.now(() => {
        if (!isOurs(batchId, nowMs, activeMs)) return false;
        storeOf(batchId).move(batchId, positions, 'sent');
        return true;
      }),
    takeBack(batchId, positions) {
      queue.add(() => storeOf(batchId).move(batchId, positions, 'waiting'));
    },
    settle(batchId, position, outcome, delivery) {
      const redacted = delivery && redactKept(delivery);
      queue.add(() => {
        const id = redacted === undefined ? null : ports.keep({ batchId, position }, redacted);
        storeOf(batchId).settle(batchId, position, outcome, id);
      });
    },
    deliveryId: (batchId, position) => batches.deliveryId(batchId, position),
    keepAlive: (batchId, { nowMs, activeMs }) => void alive.get(nowMs, activeMs, batchId, owner.id()),
    pause(batchId, moment) {
      changeTo(batchId, 'paused', moment, { atMs: null, owner: owner.id() });
    },
    carryOn: (batchId, moment) => changeTo(batchId, 'running', moment, { atMs: null, owner: owner.id() }),
    release(batchId, moment) {
      changeTo(batchId, 'paused', moment, { atMs: null, owner: null });
    },
    end(batchId, state, moment) {
      changeTo(batchId, state, moment, { atMs: moment.nowMs, owner: null });
    },
    loseTrack: (batchId) => trust.withdraw(batchId),
    leaveIncomplete(batchId, moment) {
      changeTo(batchId, 'interrupted', moment, { atMs: moment.nowMs, owner: null });
    },
    claim(batchId, nowMs) {
      while (settleSome(batchId));
      return inTransaction(database, () => {
        const row = read.get(batchId);
        if (row === undefined || isTaken(row)) return false;
        const details = detailsIn(row);
        if (details === null || hasGaps(row, details.hasTrust)) return false;
        claim.run(nowMs, owner.id(), batchId);
        batches.beginRun(batchId);
        if (details.hasTrust) trust.give(batchId);
        return true;
      });
    },
    get(batchId) {
      queue.flush();
      const row = read.get(batchId);
      return row === undefined ? null : entryOf(row);
    },
    list(limit) {
      queue.flush();
      return list
        .all(limit)
        .map(entryOf)
        .filter((entry) => entry !== null);
    },
    targets(batchId, states, { after = -1, limit }) {
      queue.flush();
      return targetsOf(batchId, states, { after, limit });
    },
    positionsIn(batchId, states) {
      queue.flush();
      return storeOf(batchId).positionsIn(batchId, states);
    },
    standingFailures(batchId) {
      if (read.get(batchId) === undefined) return null;
      return batches.find(batchId) === null
        ? { kind: 'by-delivery', ids: rowTargets.deliveriesIn(batchId, 'failed') }
        : { kind: 'by-position', positions: packedTargets.positionsIn(batchId, ['failed']) };
    },
    remove: (batchId) =>
      inTransaction(database, () => {
        const row = read.get(batchId);
        if (row === undefined || isTaken(row)) return false;
        storeOf(batchId).remove(batchId);
        remove.run(batchId);
        return true;
      }),
    settleLost() {
      for (const row of owned.all()) {
        if (isLost(row)) while (settleSome(String(row['id'])));
      }
      sweepTrust();
    },
  };
}
