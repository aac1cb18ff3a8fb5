import type { Delivery } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { readJson } from '#shared/read-json';
import { systemFailure } from '#shared/system-failure';
import { isWholeDelivery, redactDelivery } from './delivery-rows.js';
import type { ProcessOwner } from './process-owner.js';
import type { SqlDatabase } from './sqlite.js';
import type { WriteQueue } from './write-queue.js';

/** Single pushes on their way, on disk, so that one whose process ends before the answer is not forgotten. */
export interface Departures {
  /**
   * On disk when it returns, unless the machine refuses, which the queue reports: the push leaves all the same.
   *
   * @param delivery - What the push is should no answer come.
   */
  leave(delivery: Delivery): void;
  /** APNs has not read it, or has answered: it is not under way any more. */
  takeBack(id: string): void;
}

/** With what only the history itself uses. */
export interface DepartureTable extends Departures {
  /** Only inside a transaction of the queue: the delivery itself is written in it. */
  arrived(id: string): void;
  /** What left processes that have ended becomes deliveries; exactly once, however many do it at a time. */
  settleLost(): void;
}

export interface DeparturePorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  /** The one that deliveries go through. */
  readonly queue: WriteQueue;
  readonly owner: Pick<ProcessOwner, 'id' | 'isAlive'>;
  /** Writes a delivery; only inside a transaction of the queue. */
  readonly insert: (delivery: Delivery) => void;
  /** Told about rows that cannot be read; they are left out. */
  readonly onProblem?: ((problem: AppError) => void) | undefined;
}

export function createDepartures({
  database,
  queue,
  owner,
  insert,
  onProblem,
}: DeparturePorts): DepartureTable {
  const add = database.prepare(
    'INSERT INTO departures (id, owner, delivery) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.prepare('DELETE FROM departures WHERE id = ? RETURNING delivery');
  const all = database.prepare('SELECT id, owner FROM departures');

  return {
    leave(delivery) {
      const text = JSON.stringify(redactDelivery(delivery));
      try {
        queue.now(() => add.run(delivery.id, owner.id(), text));
      } catch (error) {
        if (systemFailure(error) === null) throw error;
      }
    },
    takeBack: (id) => queue.add(() => void remove.get(id)),
    arrived: (id) => void remove.get(id),
    settleLost() {
      for (const row of all.all()) {
        if (owner.isAlive(String(row['owner']))) continue;
        queue.now(() => {
          const left = remove.get(String(row['id']));
          if (left === undefined) return;
          const delivery = deliveryIn(String(left['delivery']));
          if (delivery === null) onProblem?.(damagedDeparture(String(row['id'])));
          else insert(delivery);
        });
      }
    },
  };
}

/** @returns `null` for a damaged one. */
function deliveryIn(text: string): Delivery | null {
  try {
    const delivery = readJson(text);
    return isWholeDelivery(delivery) ? delivery : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function damagedDeparture(id: string): AppError {
  return new AppError(
    'data-damaged',
    {
      en: `What was written down of the push ${id}, which was under way when its process ended, is damaged and left out.`,
      zh: `推送 ${id} 在其进程结束时正在发送，其记录已损坏，已略过。`,
    },
    { en: 'It may have arrived.', zh: '它可能已送达。' },
  );
}
