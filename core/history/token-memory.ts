import {
  DELIVERY_OUTCOMES,
  type DeliveryOutcome,
  ENVIRONMENT_KINDS,
  type EnvironmentKind,
} from '#shared/apns/push';
import type { TokenAnswer, TokenKnowledge } from '#shared/history/token-knowledge';
import type { Clock } from '../ports/ports.js';
import type { BlockReader, PackedDelivery } from './block-reader.js';
import { numberIn, sentAtMs } from './delivery-rows.js';
import type { Documents } from './documents.js';
import type { Frames } from './frames.js';
import type { NumberedBatches } from './numbered-batches.js';
import type { PackedTargetStore } from './packed-targets.js';
import type { SqlDatabase, SqlRow } from './sqlite.js';
import type { TargetLists } from './target-lists.js';
import type { TokenIndex } from './token-index.js';

/** Older deliveries to the same token tell little. */
const NEWEST = 300;
const GONE_STATUS = 410;
const MINUTE_MS = 60_000;
/** Tokens whose deliveries in blocks stay at hand. */
const REMEMBERED = 500;

/** What one delivery to a token tells about it. */
interface TokenNews {
  /** Unix time in milliseconds, like {@link goneMs}. */
  readonly atMs: number;
  readonly environment: EnvironmentKind | undefined;
  readonly outcome: DeliveryOutcome | undefined;
  readonly status: number | null;
  readonly topic: string | null;
  readonly reason: string | null;
  /** Since when APNs calls the token gone. */
  readonly goneMs: number | null;
}

export interface TokenMemory {
  about(token: string): TokenKnowledge;
  /** A delivery was packed into a block; only inside a transaction. */
  note(token: string, news: TokenNews): void;
  /** Another process wrote, or a transaction was undone. */
  forget(): void;
}

export interface TokenMemoryPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  readonly documents: Documents;
  readonly frames: Frames;
  readonly batches: NumberedBatches;
  readonly targets: Pick<PackedTargetStore, 'isOpen'>;
  readonly lists: TargetLists;
  readonly tokens: TokenIndex;
  readonly reader: BlockReader;
  readonly clock: Clock;
}

export function createTokenMemory(ports: TokenMemoryPorts): TokenMemory {
  const { database, documents, frames, batches, targets, lists, tokens, reader, clock } = ports;
  const newest = database.prepare(
    `SELECT id, outcome, environment, status, topic, reason, 
       CASE WHEN json_valid(body) THEN json_extract(body, '$.timestampMs') END AS gone
     FROM deliveries INDEXED BY deliveries_target WHERE target = ? ORDER BY id DESC LIMIT ${NEWEST}`,
  );
  /** Oldest first. A token that is sent to again and again would be looked up again and again. */
  const packed = new Map<string, TokenNews[]>();

  const textOf = (id: unknown): string | null => (typeof id === 'number' ? documents.text(id) : null);
  const newsOfRow = (row: SqlRow): TokenNews => ({
    atMs: sentAtMs(row),
    environment: ENVIRONMENT_KINDS[numberIn(row, 'environment')],
    outcome: DELIVERY_OUTCOMES[numberIn(row, 'outcome')],
    status: row['status'] === null ? null : numberIn(row, 'status'),
    topic: textOf(row['topic']),
    reason: textOf(row['reason']),
    goneMs: typeof row['gone'] === 'number' ? row['gone'] : null,
  });
  const newsOf = ({ row }: PackedDelivery): readonly TokenNews[] => {
    const frame = frames.read(row.frame);
    if (frame === null) return [];
    const { status, topic, reason } = frame;
    return [
      {
        atMs: row.atMs,
        environment: ENVIRONMENT_KINDS[frame.environment],
        outcome: DELIVERY_OUTCOMES[frame.outcome],
        status,
        topic: textOf(topic),
        reason: textOf(reason),
        goneMs: row.timestampMs,
      },
    ];
  };
  const readPacked = (token: string): TokenNews[] => {
    const found: TokenNews[] = [];
    for (const { listId, batch } of tokens.listsWith(token)) {
      const list = lists.read(listId);
      const places = list?.withToken(token) ?? [];
      // In its first run a target without an outcome has no delivery, which spares a look for one.
      const isFirstRun = batches.byNumber(batch)?.run === 0;
      const answered = isFirstRun ? places.filter((index) => !targets.isOpen(listId, index)) : places;
      const positions = answered.map((index) => list?.positionAt(index) ?? -1);
      found.push(...reader.ofTargets(batch, positions).flatMap(newsOf));
      if (found.length >= NEWEST) break;
    }
    return found.sort((a, b) => a.atMs - b.atMs);
  };
  const packedNews = (token: string): readonly TokenNews[] => {
    let known = packed.get(token);
    if (known === undefined) {
      known = readPacked(token);
      if (packed.size >= REMEMBERED) packed.delete(packed.keys().next().value ?? '');
      packed.set(token, known);
    }
    return known;
  };
  /** Newest first. */
  const newsAbout = (token: string): readonly TokenNews[] => {
    const target = documents.find('target', token);
    const rows = target === null ? [] : newest.all(target).map(newsOfRow);
    const blocks = packedNews(token);
    if (blocks.length === 0) return rows;
    return [...rows, ...blocks].sort((a, b) => b.atMs - a.atMs).slice(0, NEWEST);
  };

  return {
    about(token) {
      const answers = new Map<string, TokenAnswer>();
      let goneAtMs: number | null = null;
      let pushesInLastMinute = 0;
      for (const { atMs, environment, outcome, status, topic, reason, goneMs } of newsAbout(token)) {
        // One from the future was sent while the clock was wrong.
        if (Math.abs(clock.now() - atMs) < MINUTE_MS) pushesInLastMinute += 1;
        if (environment === undefined || (outcome !== 'accepted' && outcome !== 'rejected')) continue;
        // The token belongs to one environment, so only the newest answer of all says whether it is gone.
        if (answers.size === 0 && status === GONE_STATUS) goneAtMs = goneMs ?? atMs;
        if (answers.has(environment)) continue;
        answers.set(environment, { environment, outcome, reason, topic, atMs });
      }
      return { token, answers: [...answers.values()], goneAtMs, pushesInLastMinute };
    },
    note(token, news) {
      const known = packed.get(token);
      if (known === undefined) return;
      known.push(news);
      if (known.length > NEWEST) known.shift();
    },
    forget: () => packed.clear(),
  };
}
