import type { Delivery } from '#shared/apns/push';
import { DELIVERY_COLUMNS, deliveryOf, numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import type { SqlDatabase } from './sqlite.js';

/** How often to look whether another process wrote; the look itself takes some microseconds. Unit: milliseconds. */
const POLL_MS = 200;
/** Unit: deliveries read at a time. However slow a watcher is, no more wait in memory. */
const CHUNK = 200;

/** Streams of new deliveries, whichever process wrote them. */
export interface DeliveryWatch {
  /** This process wrote. */
  wake(): void;
  /** @see HistoryService.watch */
  watch(signal: AbortSignal): AsyncIterable<Delivery>;
  /** Ends every stream. */
  close(): void;
}

/** @param database - With the schema of this version. */
export function createDeliveryWatch(database: SqlDatabase, documents: Documents): DeliveryWatch {
  const newestSeq = database.prepare("SELECT value FROM counters WHERE name = 'seq'");
  const since = database.prepare(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.seq > ? ORDER BY d.seq LIMIT ${CHUNK}`,
  );
  const dataVersion = database.prepare('PRAGMA data_version');
  const sleepers = new Set<() => void>();
  let poll: NodeJS.Timeout | undefined;
  let seenVersion = 0;
  let closed = false;

  const wake = (): void => {
    for (const wakeUp of [...sleepers]) wakeUp();
  };
  const look = (): void => {
    let version: number;
    try {
      version = numberIn(dataVersion.get() ?? {}, 'data_version');
    } catch {
      // The disk may answer the next time; a timer has nobody to tell.
      return;
    }
    if (version === seenVersion) return;
    seenVersion = version;
    wake();
  };
  const sleep = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wakeUp = (): void => {
        signal.removeEventListener('abort', wakeUp);
        sleepers.delete(wakeUp);
        if (sleepers.size === 0) {
          clearInterval(poll);
          poll = undefined;
        }
        resolve();
      };
      sleepers.add(wakeUp);
      signal.addEventListener('abort', wakeUp, { once: true });
      poll ??= setInterval(look, POLL_MS);
    });

  return {
    wake,
    // The starting point is taken at the call, not at the first `next`: nothing in between is missed.
    watch(signal) {
      const start = closed ? 0 : numberIn(newestSeq.get() ?? {}, 'value');
      return stream(start, signal);
    },
    close() {
      closed = true;
      clearInterval(poll);
      wake();
    },
  };

  async function* stream(start: number, signal: AbortSignal): AsyncGenerator<Delivery> {
    const ended = (): boolean => closed || signal.aborted;
    let seq = start;
    while (!ended()) {
      const rows = since.all(seq);
      for (const row of rows) {
        const delivery = deliveryOf(row, documents);
        if (delivery !== null) yield delivery;
        if (ended()) return;
        seq = numberIn(row, 'seq');
      }
      if (rows.length === 0) await sleep(signal);
    }
  }
}
