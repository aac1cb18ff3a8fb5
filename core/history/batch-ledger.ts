import { DELIVERY_OUTCOMES, type DeliveryOutcome, type Push, type Target } from '#shared/apns/push';
import { redactPush } from '#shared/apns/request-headers';
import type { TemplateValue } from '#shared/payload/template';
import { numberIn, withoutUrlPassword } from './delivery-rows.js';
import { inTransaction, type SqlDatabase, type SqlRow } from './sqlite.js';
import type { WriteQueue } from './write-queue.js';

/** Where a batch stands. One that is `running` while its process is gone was interrupted: see {@link BatchLedger.claim}. */
export type BatchState = 'running' | 'paused' | 'cancelled' | 'finished';

/** Where one target of a batch stands: `waiting` to be sent, `sent` and not yet answered, or its outcome. */
export type LedgerState = 'waiting' | 'sent' | DeliveryOutcome;

/** The index is what the file holds: add, never reorder. */
export const LEDGER_STATES: readonly LedgerState[] = ['waiting', 'sent', ...DELIVERY_OUTCOMES];
/** A running batch that gave no sign of life for so long has lost its process. Unit: milliseconds. */
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
}

export interface BatchEntry extends BatchStart {
  readonly state: BatchState;
  /** The last sign of life of its process. Unix time in milliseconds. */
  readonly aliveAtMs: number;
  readonly endedAtMs: number | null;
  readonly counts: Readonly<Record<LedgerState, number>>;
}

export interface LedgerTarget {
  /** Its place in the batch, from 0, without gaps. */
  readonly position: number;
  readonly target: Target;
  /** Of this target alone. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * What became of each target of a batch, on disk, so that a batch whose process was killed goes on without
 * sending again what was answered. The order of calls: {@link start}, then for each window of targets
 * {@link enlist} and {@link markSent}, for each answer {@link settle}, at the end {@link end}.
 */
export interface BatchLedger {
  start(batch: BatchStart): void;
  /** Writes targets down at once, in one transaction: hand over some thousand at a time. Known ones stay as they are. */
  enlist(batchId: string, targets: readonly LedgerTarget[]): void;
  /** Says that these leave now. On disk when it returns, so that a crash turns them into `unknown`, never into a second push. */
  markSent(batchId: string, positions: readonly number[]): void;
  /** Gathered, and written in the same transaction as the delivery added before it. */
  settle(batchId: string, position: number, outcome: DeliveryOutcome, deliveryId: string): void;
  /** A sign of life, due every few seconds while it runs. */
  keepAlive(batchId: string, nowMs: number): void;
  pause(batchId: string, nowMs: number): void;
  end(batchId: string, state: 'cancelled' | 'finished', nowMs: number): void;
  /**
   * Takes over a batch that is paused, cancelled or was interrupted, to go on with it. What was sent and not answered
   * is `unknown` from now on.
   *
   * @returns false when it runs in another process, or is not there.
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
  remove(batchId: string): void;
}

/** @param database - With the schema of this version. @param queue - The one that deliveries go through. */
export function createBatchLedger(database: SqlDatabase, queue: WriteQueue): BatchLedger {
  const insert = database.prepare(
    `INSERT INTO batches (id, at_ms, alive_ms, ended_ms, state, total, details)
     VALUES (?, ?, ?, NULL, 'running', ?, ?)`,
  );
  const enlist = database.prepare(
    'INSERT INTO batch_targets (batch, position, target) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const move = database.prepare(
    'UPDATE batch_targets SET state = ?, delivery = ? WHERE batch = ? AND position = ?',
  );
  const abandon = database.prepare('UPDATE batch_targets SET state = ? WHERE batch = ? AND state = ?');
  const alive = database.prepare('UPDATE batches SET alive_ms = ? WHERE id = ?');
  const change = database.prepare('UPDATE batches SET state = ?, alive_ms = ?, ended_ms = ? WHERE id = ?');
  const claim = database.prepare(
    `UPDATE batches SET state = 'running', alive_ms = ?, ended_ms = NULL
     WHERE id = ? AND (state <> 'running' OR alive_ms < ?) RETURNING id`,
  );
  const read = database.prepare('SELECT * FROM batches WHERE id = ?');
  const list = database.prepare('SELECT * FROM batches ORDER BY at_ms DESC, id LIMIT ?');
  const count = database.prepare(
    'SELECT state, count(*) AS found FROM batch_targets WHERE batch = ? GROUP BY state',
  );
  const targets = database.prepare(
    `SELECT position, target FROM batch_targets
     WHERE batch = ? AND state IN (SELECT value FROM json_each(?)) AND position > ? ORDER BY position LIMIT ?`,
  );
  const remove = database.prepare('DELETE FROM batches WHERE id = ?');

  const entryOf = (row: SqlRow): BatchEntry => {
    const id = String(row['id']);
    const counts: Record<LedgerState, number> = {
      waiting: 0,
      sent: 0,
      accepted: 0,
      rejected: 0,
      failed: 0,
      unknown: 0,
    };
    for (const group of count.iterate(id)) {
      const state = LEDGER_STATES[numberIn(group, 'state')];
      if (state !== undefined) counts[state] = numberIn(group, 'found');
    }
    const details = JSON.parse(String(row['details'])) as Pick<
      BatchStart,
      'push' | 'variables' | 'presetName'
    >;
    return {
      ...details,
      id,
      atMs: numberIn(row, 'at_ms'),
      total: row['total'] === null ? null : numberIn(row, 'total'),
      state: row['state'] as BatchState,
      aliveAtMs: numberIn(row, 'alive_ms'),
      endedAtMs: row['ended_ms'] === null ? null : numberIn(row, 'ended_ms'),
      counts,
    };
  };

  return {
    start({ id, atMs, total, push, variables, presetName }) {
      const kept = { ...redactPush(push), environment: withoutUrlPassword(push.environment) };
      insert.run(id, atMs, atMs, total, JSON.stringify({ push: kept, variables, presetName }));
    },
    enlist(batchId, added) {
      inTransaction(database, () => {
        for (const { position, target, variables } of added) {
          enlist.run(batchId, position, JSON.stringify({ ...target, variables }));
        }
      });
    },
    markSent(batchId, positions) {
      inTransaction(database, () => {
        for (const position of positions) move.run(numberOf('sent'), null, batchId, position);
      });
    },
    settle(batchId, position, outcome, deliveryId) {
      queue.add(() => move.run(numberOf(outcome), deliveryId, batchId, position));
    },
    keepAlive: (batchId, nowMs) => void alive.run(nowMs, batchId),
    pause(batchId, nowMs) {
      queue.flush();
      change.run('paused', nowMs, null, batchId);
    },
    end(batchId, state, nowMs) {
      queue.flush();
      change.run(state, nowMs, nowMs, batchId);
    },
    claim(batchId, nowMs) {
      queue.flush();
      return inTransaction(database, () => {
        if (claim.get(nowMs, batchId, nowMs - BATCH_LEASE_MS) === undefined) return false;
        abandon.run(numberOf('unknown'), batchId, numberOf('sent'));
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
      const numbers = JSON.stringify(states.map(numberOf));
      return targets.all(batchId, numbers, after, limit).map((row) => {
        const { variables, ...target } = JSON.parse(String(row['target'])) as Target &
          Pick<LedgerTarget, 'variables'>;
        const position = numberIn(row, 'position');
        return { position, target, ...(variables === undefined ? {} : { variables }) };
      });
    },
    remove: (batchId) => void remove.run(batchId),
  };
}

function numberOf(state: LedgerState): number {
  return LEDGER_STATES.indexOf(state);
}
