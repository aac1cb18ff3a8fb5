import type { Delivery } from '#shared/apns/push';
import type { Clock, StopTimer } from '../ports/ports.js';
import { type BlockHead, type BlockReader, HEAD_COLUMNS, headIn } from './block-reader.js';
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

interface News {
  readonly seq: number;
  /** `null` for a damaged one. */
  readonly read: () => Delivery | null;
}

/** @param database - With the schema of this version. */
export function createDeliveryWatch(
  database: SqlDatabase,
  documents: Documents,
  reader: BlockReader,
  clock: Pick<Clock, 'every'>,
): DeliveryWatch {
  const newestSeq = database.prepare("SELECT value FROM counters WHERE name = 'seq'");
  const since = database.prepare(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.seq > ? ORDER BY d.seq LIMIT ${CHUNK}`,
  );
  const nextBlock = database.prepare('SELECT min(last_seq) AS seq FROM delivery_blocks WHERE last_seq > ?');
  const blocksBetween = database.prepare(
    `SELECT ${HEAD_COLUMNS} FROM delivery_blocks WHERE last_seq > ? AND first_seq <= ?`,
  );
  const dataVersion = database.prepare('PRAGMA data_version');
  const sleepers = new Set<() => void>();
  let stopPolling: StopTimer | null = null;
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
          stopPolling?.();
          stopPolling = null;
        }
        resolve();
      };
      sleepers.add(wakeUp);
      signal.addEventListener('abort', wakeUp, { once: true });
      stopPolling ??= clock.every(POLL_MS, look);
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
      stopPolling?.();
      wake();
    },
  };

  async function* stream(start: number, signal: AbortSignal): AsyncGenerator<Delivery> {
    const ended = (): boolean => closed || signal.aborted;
    let seq = start;
    while (!ended()) {
      const { news, end } = newsAfter(seq);
      for (const { read } of news) {
        const delivery = read();
        if (delivery !== null) yield delivery;
        if (ended()) return;
      }
      // A block that cannot be read must not be waited for.
      seq = end ?? news.at(-1)?.seq ?? seq;
      if (news.length === 0 && end === null) await sleep(signal);
    }
  }

  /** The next ones in the order in which they were written. `end`: what that is looked through to, short of all. */
  function newsAfter(seq: number): { readonly news: readonly News[]; readonly end: number | null } {
    const rows = since.all(seq);
    const blockEnd = nextBlock.get(seq)?.['seq'];
    const ends = [
      ...(rows.length < CHUNK ? [] : [numberIn(rows.at(-1) ?? {}, 'seq')]),
      ...(typeof blockEnd === 'number' ? [blockEnd] : []),
    ];
    const end = ends.length === 0 ? null : Math.min(...ends);
    const blocks = end === null ? [] : blocksBetween.all(seq, end).map(headIn);
    const news = [
      ...rows.map((row) => ({ seq: numberIn(row, 'seq'), read: () => deliveryOf(row, documents) })),
      ...blocks.flatMap(newsIn),
    ];
    return {
      end,
      news: news
        .filter((one) => one.seq > seq && (end === null || one.seq <= end))
        .sort((a, b) => a.seq - b.seq),
    };
  }

  function newsIn(block: BlockHead): readonly News[] {
    const decoded = reader.open(block);
    if (decoded === null) return [];
    const { run, rows } = decoded;
    return rows.map((row) => ({ seq: row.seq, read: () => reader.delivery({ block, run, row }) }));
  }
}
