import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DELIVERY_OUTCOMES, type Environment, ENVIRONMENT_KINDS } from '#shared/apns/push';
import { readJson } from '#shared/read-json';
import { numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import type { CommonPart, Verdict } from './packing/delivery-parts.js';
import type { SqlDatabase, SqlRow } from './sqlite.js';

/** What filters look for in frames. */
export type FrameColumn = 'batch' | 'outcome' | 'environment' | 'status' | 'topic' | 'reason' | 'preset';

/** What the deliveries of a block share, as filters see it: numbers of documents, or of the file. */
export interface Frame {
  readonly id: number;
  /** The number of the batch. */
  readonly batch: number;
  readonly outcome: number;
  readonly environment: number;
  readonly status: number | null;
  readonly payload: number;
  readonly topic: number | null;
  readonly reason: number | null;
  readonly preset: number | null;
  /** `null` where it is damaged. */
  readonly content: { readonly common: CommonPart; readonly verdict: Verdict } | null;
}

export interface Frames {
  /**
   * The frame of deliveries that share this, kept under a new number when it is new. Only inside a transaction.
   *
   * @param common - Without any secret, and the same object for all that share it: it is looked up by that.
   */
  intern(batch: number, common: CommonPart, verdict: Verdict): number;
  /** `null` where it is gone. */
  read(id: number): Frame | null;
  /** The frames that have these numbers in these columns, newest first. */
  having(conditions: Partial<Record<FrameColumn, number>>): readonly number[];
  /** Another process may have removed frames, or a transaction was undone. */
  forget(): void;
}

/** Frames kept read. */
const REMEMBERED = 1000;

/** @param database - With the schema of this version. */
export function createFrames(database: SqlDatabase, documents: Documents): Frames {
  const find = database.prepare('SELECT id FROM frames WHERE hash = ?');
  const insert = database.prepare(
    `INSERT INTO frames (hash, batch, outcome, environment, status, payload, server, topic, reason, preset, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const read = database.prepare('SELECT * FROM frames WHERE id = ?');
  let interned = new WeakMap<CommonPart, Map<string, number>>();
  const known = new Map<number, Frame>();

  const create = (hash: Uint8Array, batch: number, common: CommonPart, verdict: Verdict): number => {
    const { push, presetName } = common;
    const optional = (kind: 'topic' | 'reason' | 'preset', text: string | null | undefined): number | null =>
      text === null || text === undefined ? null : documents.intern(kind, text);
    const row = insert.get(
      hash,
      batch,
      DELIVERY_OUTCOMES.indexOf(verdict.outcome),
      ENVIRONMENT_KINDS.indexOf(push.environment.kind),
      verdict.status,
      documents.intern('payload', push.payload),
      documents.intern('server', JSON.stringify(push.environment)),
      optional('topic', push.headers.topic),
      optional('reason', verdict.reason),
      optional('preset', presetName),
      bodyOf(common, verdict),
    );
    return numberIn(row ?? {}, 'id');
  };
  const contentOf = (row: SqlRow): Frame['content'] => {
    try {
      const body = readJson(String(row['body']));
      const environment = readJson(documents.text(numberIn(row, 'server')));
      if (!frameBody.safeParse(body).success || !server.safeParse(environment).success) return null;
      const { verdict, push, ...common } = body as FrameBody;
      const payload = documents.text(numberIn(row, 'payload'));
      return {
        verdict,
        common: { ...common, push: { ...push, environment: environment as Environment, payload } },
      };
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  };

  return {
    intern(batch, common, verdict) {
      let ids = interned.get(common);
      if (ids === undefined) interned.set(common, (ids = new Map<string, number>()));
      const key = `${verdict.outcome} ${verdict.status} ${verdict.reason}`;
      const before = ids.get(key);
      if (before !== undefined) return before;
      const whole = JSON.stringify([batch, common, verdict]);
      const hash = createHash('sha256').update(whole, 'utf16le').digest().subarray(0, 16);
      const row = find.get(hash);
      const id = row === undefined ? create(hash, batch, common, verdict) : numberIn(row, 'id');
      ids.set(key, id);
      return id;
    },
    read(id) {
      const before = known.get(id);
      if (before !== undefined) return before;
      const row = read.get(id);
      if (row === undefined) return null;
      const frame = { ...numbersIn(row), content: contentOf(row) };
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value ?? 0);
      known.set(id, frame);
      return frame;
    },
    having(conditions) {
      const wanted = Object.entries(conditions);
      const where = wanted.map(([column]) => `${column} = ?`).join(' AND ');
      const sql = `SELECT id FROM frames ${where === '' ? '' : `WHERE ${where}`} ORDER BY id DESC`;
      return database
        .prepare(sql)
        .all(...wanted.map(([, value]) => value))
        .map((row) => numberIn(row, 'id'));
    },
    forget() {
      interned = new WeakMap();
      known.clear();
    },
  };
}

type FrameBody = Omit<CommonPart, 'push'> & {
  readonly push: Omit<CommonPart['push'], 'environment' | 'payload'>;
  readonly verdict: Verdict;
};

/** As much of a frame as everything that shows a delivery relies on: a flipped bit may have hit a name. */
const frameBody = z.object({
  push: z.object({ headers: z.object({}) }),
  batchId: z.string(),
  request: z.object({
    origin: z.string(),
    method: z.string(),
    path: z.string().nullable(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  verdict: z.object({
    outcome: z.enum(DELIVERY_OUTCOMES),
    status: z.number().nullable(),
    reason: z.string().nullable(),
  }),
});
const server = z.object({ kind: z.enum(ENVIRONMENT_KINDS) });

function bodyOf(common: CommonPart, { outcome, status, reason }: Verdict): string {
  // The payload and the environment are documents of their own.
  const { push, ...rest } = common;
  const { credentialId, headers } = push;
  return JSON.stringify({
    ...rest,
    push: { credentialId, headers },
    verdict: { outcome, status, reason },
  } satisfies FrameBody);
}

function numbersIn(row: SqlRow): Omit<Frame, 'content'> {
  const optional = (column: string): number | null => (row[column] === null ? null : numberIn(row, column));
  return {
    id: numberIn(row, 'id'),
    batch: numberIn(row, 'batch'),
    outcome: numberIn(row, 'outcome'),
    environment: numberIn(row, 'environment'),
    payload: numberIn(row, 'payload'),
    status: optional('status'),
    topic: optional('topic'),
    reason: optional('reason'),
    preset: optional('preset'),
  };
}
