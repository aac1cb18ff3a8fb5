import type { Delivery } from '#shared/apns/push';
import type { Clock, StopTimer } from '../ports/ports.js';
import { createPublisher } from '../ports/publisher.js';
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

/** A delivery that is new to a stream. */
interface NewDelivery {
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
  const changes = createPublisher<null>();
  const closing = new AbortController();
  let streams = 0;
  let stopPolling: StopTimer | null = null;
  let seenVersion = 0;

  const wake = (): void => changes.publish(null);
  const look = (): void => {
    let version: number;
    try {
      version = numberIn(dataVersion.get() ?? {}, 'data_version');
    } catch {
      // The disk may answer the next time; a timer has nowhere to report it.
      return;
    }
    if (version === seenVersion) return;
    seenVersion = version;
    wake();
  };

  const streamBegins = (): void => {
    streams += 1;
    stopPolling ??= clock.every(POLL_MS, look);
  };
  const streamEnds = (): void => {
    streams -= 1;
    if (streams > 0) return;
    stopPolling?.();
    stopPolling = null;
  };

  return {
    wake,
    // The starting point is taken at the call, not at the first `next`: nothing in between is missed.
    watch(signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      return stream(until.aborted ? 0 : numberIn(newestSeq.get() ?? {}, 'value'), until);
    },
    close: () => closing.abort(),
  };

  async function* stream(start: number, until: AbortSignal): AsyncGenerator<Delivery> {
    // Subscribed before the first read, so that what is written during it wakes the stream again.
    const wakes = changes.stream(until, 1);
    const hasEnded = (): boolean => until.aborted;
    streamBegins();
    try {
      let seq = start;
      while (!hasEnded()) {
        const { news, end } = newsAfter(seq);
        for (const { read } of news) {
          const delivery = read();
          if (delivery !== null) yield delivery;
          if (hasEnded()) return;
        }
        // A block that cannot be read must not be waited for.
        seq = end ?? news.at(-1)?.seq ?? seq;
        const isAllRead = news.length === 0 && end === null;
        if (isAllRead && (await wakes.next()).done === true) return;
      }
    } finally {
      streamEnds();
      await wakes.return();
    }
  }

  /** The next ones in the order in which they were written. `end`: what that is looked through to, short of all. */
  function newsAfter(seq: number): { readonly news: readonly NewDelivery[]; readonly end: number | null } {
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

  function newsIn(block: BlockHead): readonly NewDelivery[] {
    const decoded = reader.open(block);
    if (decoded === null) return [];
    const { run, rows } = decoded;
    return rows.map((row) => ({ seq: row.seq, read: () => reader.delivery({ block, run, row }) }));
  }
}
