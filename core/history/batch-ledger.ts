import { randomUUID } from 'node:crypto';
import {
  DELIVERY_OUTCOMES,
  type Delivery,
  type DeliveryOutcome,
  type Push,
  type Target,
} from '#shared/apns/push';
import { redactPush } from '#shared/apns/request-headers';
import type { TemplateValue } from '#shared/payload/template';
import type { Clock } from '../ports/ports.js';
import { numberIn, redactDelivery, withoutUrlPassword } from './delivery-rows.js';
import { lostDelivery } from './lost-delivery.js';
import type { ProcessOwner } from './process-owner.js';
import { inTransaction, type SqlDatabase, type SqlRow } from './sqlite.js';
import type { WriteQueue } from './write-queue.js';

/** Targets whose process ended, settled in one transaction. */
const LOST_AT_ONCE = 500;

/**
 * Where a batch stands. One that is `running`, or `paused` by a person, belongs to the process that sends it; a batch
 * that stopped by itself is `paused` and belongs to nobody; `interrupted` has lost its process.
 */
export type BatchState = 'running' | 'paused' | 'interrupted' | 'cancelled' | 'finished';

/** Where one target of a batch stands: `waiting` to be sent, `sent` and not yet answered, or its outcome. */
export type LedgerState = 'waiting' | 'sent' | DeliveryOutcome;

/** The index is what the file holds: add, never reorder. */
export const LEDGER_STATES: readonly LedgerState[] = ['waiting', 'sent', ...DELIVERY_OUTCOMES];
/**
 * A running batch of an older Pushdeck, which names no process, is lost after so long without a sign of life. Unit:
 * milliseconds.
 */
export const BATCH_LEASE_MS = 10_000;

export interface BatchStart {
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** The number of targets where it is known beforehand. */
  readonly total: number | null;
  /** What every target gets, as a template; header values that can carry a secret are not kept. */
  readonly push: Omit<Push, 'target'>;
  /** What the `{{names}}` of the template stand for, the same for all targets. */
  readonly variables?: Readonly<Record<string, TemplateValue>>;
  readonly presetName: string | null;
  /** `https://host:port` of the server. */
  readonly origin?: string;
  readonly credentialName?: string | null;
  /** True where each request carries a provider token. */
  readonly isSigned?: boolean;
  /** The command that goes on with this batch from the file that it was read from. */
  readonly resumeCommand?: string;
}

export interface BatchEntry extends BatchStart {
  readonly state: BatchState;
  /** True while it belongs to a process. */
  readonly isHeld: boolean;
  /** The last sign of life of its process. Unix time in milliseconds. */
  readonly aliveAtMs: number;
  readonly endedAtMs: number | null;
  /** How long it was sent, over all its processes, without pauses. Unit: milliseconds; `null` where nobody counted. */
  readonly activeMs: number | null;
  /** Of the targets that were read so far. */
  readonly counts: Readonly<Record<LedgerState, number>>;
}

/** When something happened to a batch, and how long it had been sent by then. Unit of both: milliseconds. */
export interface BatchMoment {
  /** Unix time. */
  readonly nowMs: number;
  readonly activeMs: number;
}

export interface LedgerTarget {
  /** Its place in the batch, from 0, without gaps. */
  readonly position: number;
  readonly target: Target;
  /** Of this target alone. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * What became of each target of a batch, on disk, so that a batch whose process was killed goes on without sending
 * again what was answered. The order of calls: {@link start}, then for each piece of the list {@link enlist}, before
 * requests leave {@link markSent}, for each answer {@link settle}, at the end {@link end} or {@link release}.
 */
export interface BatchLedger {
  /** From now on the batch belongs to this process. */
  start(batch: BatchStart): void;
  /** Writes targets down at once, in one transaction: hand over some thousand at a time. Known ones stay as they are. */
  enlist(batchId: string, targets: readonly LedgerTarget[]): void;
  /** How many targets are enlisted. */
  read(batchId: string): number;
  /** All targets are enlisted. */
  knowTotal(batchId: string): void;
  /**
   * Says that these leave now. On disk when it returns, so that a crash turns them into `unknown`, never into a second
   * push.
   *
   * @returns false when the batch does not belong to this process any more: nothing may leave then.
   */
  markSent(batchId: string, positions: readonly number[], moment: BatchMoment): boolean;
  /** These have not been read by APNs and wait again. Gathered like {@link settle}. */
  takeBack(batchId: string, positions: readonly number[]): void;
  /**
   * Gathered, and written in one transaction with its delivery: between two, a crash would leave a target that has an
   * answer and is in doubt as well.
   *
   * @param delivery - Absent where nobody keeps it.
   */
  settle(
    batchId: string,
    position: number,
    outcome: DeliveryOutcome,
    deliveryId: string,
    delivery?: Delivery,
  ): void;
  /** A sign of life, due every few seconds while it runs. */
  keepAlive(batchId: string, moment: BatchMoment): void;
  /** By a person: the process keeps it. */
  pause(batchId: string, moment: BatchMoment): void;
  /** After {@link pause}. @returns false when it does not belong to this process any more. */
  carryOn(batchId: string, moment: BatchMoment): boolean;
  /** It stopped before its end, and whoever wants may go on with it. */
  release(batchId: string, moment: BatchMoment): void;
  end(batchId: string, state: 'cancelled' | 'finished', moment: BatchMoment): void;
  /**
   * Takes over a batch that belongs to nobody, to go on with it.
   *
   * @returns false when it belongs to a process that lives, or is not there.
   */
  claim(batchId: string, nowMs: number): boolean;
  get(batchId: string): BatchEntry | null;
  /** Newest first. */
  list(limit: number): readonly BatchEntry[];
  /** The targets in one of these states, in order, a page at a time. */
  targets(
    batchId: string,
    states: readonly LedgerState[],
    page: { readonly after?: number; readonly limit: number },
  ): readonly LedgerTarget[];
  /** What became of these targets by now, by the IDs of their deliveries. */
  deliveriesIn(batchId: string, state: LedgerState): ReadonlySet<string>;
  /** Forgets a batch and where its targets stand. @returns false when it belongs to a process that lives. */
  remove(batchId: string): boolean;
  /**
   * Settles what processes left behind that have ended: each of their batches is `interrupted`, and each target that
   * was under way is `unknown`, with a delivery in the history. Exactly once, however many processes do it at a time.
   */
  settleLost(): void;
}

export interface BatchLedgerPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  /** The one that deliveries go through. */
  readonly queue: WriteQueue;
  readonly owner: Pick<ProcessOwner, 'id' | 'isAlive'>;
  readonly clock: Clock;
  /** Writes a delivery; only inside a transaction of the queue. */
  readonly insert: (delivery: Delivery) => void;
}

export function createBatchLedger(ports: BatchLedgerPorts): BatchLedger {
  const { database, queue, owner, clock } = ports;
  const insert = database.prepare(
    `INSERT INTO batches (id, at_ms, alive_ms, ended_ms, state, total, details, owner, active_ms)
     VALUES (?, ?, ?, NULL, 'running', ?, ?, ?, 0)`,
  );
  const enlist = database.prepare(
    'INSERT INTO batch_targets (batch, position, target) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const knowTotal = database.prepare(
    `UPDATE batches SET total = (SELECT count(*) FROM batch_targets WHERE batch = batches.id)
     WHERE id = ?`,
  );
  const move = database.prepare(
    'UPDATE batch_targets SET state = ?, delivery = ? WHERE batch = ? AND position = ?',
  );
  const alive = database.prepare(
    'UPDATE batches SET alive_ms = ?, active_ms = ? WHERE id = ? AND owner = ? RETURNING id',
  );
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
  const count = database.prepare(
    'SELECT state, count(*) AS found FROM batch_targets WHERE batch = ? GROUP BY state',
  );
  const countAll = database.prepare('SELECT count(*) AS found FROM batch_targets WHERE batch = ?');
  const targets = database.prepare(
    `SELECT position, target FROM batch_targets
     WHERE batch = ? AND state IN (SELECT value FROM json_each(?)) AND position > ? ORDER BY position LIMIT ?`,
  );
  const deliveries = database.prepare('SELECT delivery FROM batch_targets WHERE batch = ? AND state = ?');
  const remove = database.prepare('DELETE FROM batches WHERE id = ?');

  const isTaken = (row: SqlRow): boolean => {
    const holder = row['owner'];
    if (typeof holder === 'string') return owner.isAlive(holder);
    return row['state'] === 'running' && clock.now() - numberIn(row, 'alive_ms') < BATCH_LEASE_MS;
  };
  const isLost = (row: SqlRow): boolean =>
    (typeof row['owner'] === 'string' || row['state'] === 'running') && !isTaken(row);
  const targetsOf = (
    batchId: string,
    states: readonly LedgerState[],
    after: number,
    limit: number,
  ): readonly LedgerTarget[] =>
    targets
      .all(batchId, JSON.stringify(states.map(numberOf)), after, limit)
      .map((row) => ({ ...targetOf(row), position: numberIn(row, 'position') }));
  const entryOf = (row: SqlRow): BatchEntry => entryFrom(row, count.iterate(String(row['id'])));

  /** A transaction's worth of the targets that were under way. @returns true while there are more. */
  const settleSome = (batchId: string): boolean =>
    queue.now(() => {
      const row = read.get(batchId);
      // Another process that looked at the same time may have settled all.
      if (row === undefined || !isLost(row)) return false;
      const batch = entryFrom(row, []);
      const lost = targetsOf(batchId, ['sent'], -1, LOST_AT_ONCE);
      for (const target of lost) {
        const id = randomUUID();
        ports.insert(lostDelivery(id, batch, target));
        move.run(numberOf('unknown'), id, batchId, target.position);
      }
      if (lost.length === LOST_AT_ONCE) return true;
      interrupt.run(batchId);
      return false;
    });
  const changeTo = (
    batchId: string,
    state: BatchState,
    { nowMs, activeMs }: BatchMoment,
    ended: { readonly atMs: number | null; readonly owner: string | null },
  ): boolean => {
    queue.flush();
    return change.get(state, nowMs, activeMs, ended.atMs, ended.owner, batchId, owner.id()) !== undefined;
  };

  return {
    start({ id, atMs, total, push, ...details }) {
      const kept = { ...redactPush(push), environment: withoutUrlPassword(push.environment) };
      insert.run(id, atMs, atMs, total, JSON.stringify({ push: kept, ...details }), owner.id());
    },
    enlist(batchId, added) {
      inTransaction(database, () => {
        for (const { position, target, variables } of added) {
          enlist.run(batchId, position, JSON.stringify({ ...target, variables }));
        }
      });
    },
    read: (batchId) => numberIn(countAll.get(batchId) ?? {}, 'found'),
    knowTotal: (batchId) => void knowTotal.run(batchId),
    markSent: (batchId, positions, { nowMs, activeMs }) =>
      queue.now(() => {
        if (alive.get(nowMs, activeMs, batchId, owner.id()) === undefined) return false;
        for (const position of positions) move.run(numberOf('sent'), null, batchId, position);
        return true;
      }),
    takeBack(batchId, positions) {
      queue.add(() => {
        for (const position of positions) move.run(numberOf('waiting'), null, batchId, position);
      });
    },
    settle(batchId, position, outcome, deliveryId, delivery) {
      const redacted = delivery && redactDelivery(delivery);
      queue.add(() => {
        if (redacted !== undefined) ports.insert(redacted);
        move.run(numberOf(outcome), deliveryId, batchId, position);
      });
    },
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
    claim(batchId, nowMs) {
      while (settleSome(batchId));
      return inTransaction(database, () => {
        const row = read.get(batchId);
        if (row === undefined || isTaken(row)) return false;
        claim.run(nowMs, owner.id(), batchId);
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
      return list.all(limit).map(entryOf);
    },
    targets(batchId, states, { after = -1, limit }) {
      queue.flush();
      return targetsOf(batchId, states, after, limit);
    },
    deliveriesIn(batchId, state) {
      return new Set(deliveries.all(batchId, numberOf(state)).map((row) => String(row['delivery'])));
    },
    remove: (batchId) =>
      inTransaction(database, () => {
        const row = read.get(batchId);
        if (row === undefined || isTaken(row)) return false;
        remove.run(batchId);
        return true;
      }),
    settleLost() {
      for (const row of owned.all()) {
        if (isLost(row)) while (settleSome(String(row['id'])));
      }
    },
  };
}

function entryFrom(row: SqlRow, groups: Iterable<SqlRow>): BatchEntry {
  const counts: Record<LedgerState, number> = {
    waiting: 0,
    sent: 0,
    accepted: 0,
    rejected: 0,
    failed: 0,
    unknown: 0,
  };
  for (const group of groups) {
    const state = LEDGER_STATES[numberIn(group, 'state')];
    if (state !== undefined) counts[state] = numberIn(group, 'found');
  }
  const details = JSON.parse(String(row['details'])) as Omit<BatchStart, 'id' | 'atMs' | 'total'>;
  const numberOrNull = (column: string): number | null =>
    row[column] === null ? null : numberIn(row, column);
  return {
    ...details,
    id: String(row['id']),
    atMs: numberIn(row, 'at_ms'),
    total: numberOrNull('total'),
    state: row['state'] as BatchState,
    isHeld: typeof row['owner'] === 'string' || row['state'] === 'running',
    aliveAtMs: numberIn(row, 'alive_ms'),
    endedAtMs: numberOrNull('ended_ms'),
    activeMs: numberOrNull('active_ms'),
    counts,
  };
}

function targetOf(row: SqlRow): Omit<LedgerTarget, 'position'> {
  const { variables, ...target } = JSON.parse(String(row['target'])) as Target &
    Pick<LedgerTarget, 'variables'>;
  return { target, ...(variables === undefined ? {} : { variables }) };
}

function numberOf(state: LedgerState): number {
  return LEDGER_STATES.indexOf(state);
}
