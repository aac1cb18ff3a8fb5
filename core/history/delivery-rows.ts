import { z } from 'zod';
import {
  type Delivery,
  DELIVERY_OUTCOMES,
  type Environment,
  ENVIRONMENT_KINDS,
  topicOfPush,
} from '#shared/apns/push';
import { redactHeaders, redactPush } from '#shared/apns/request-headers';
import type { Documents } from './documents.js';
import { DELIVERIES_PER_MILLISECOND } from './schema.js';
import type { SqlDatabase, SqlRow, SqlValue } from './sqlite.js';

/** Later, and earlier than 1970, an `id` would not be an exact number any more. Unit: milliseconds. */
const LATEST_MS = 2 ** 42;

/** Writes deliveries. */
export interface DeliveryWriter {
  /** Right after a transaction began. */
  begin(): void;
  /** Takes what {@link redactDelivery} gave; ignores a delivery that is there already. */
  insert(delivery: Delivery): void;
  /** Takes the next place in the order in which deliveries are written, for one that is written elsewhere. */
  nextSeq(): number;
  /** Right before the transaction ends. */
  end(): void;
}

/** The `id` that the first delivery of a millisecond has. */
export function firstIdOf(atMs: number): number {
  return Math.trunc(Math.min(Math.max(atMs, 0), LATEST_MS)) * DELIVERIES_PER_MILLISECOND;
}

export const DELIVERY_COLUMNS = 'd.id, d.seq, d.payload, d.server, d.body';

/** @param database - With the schema of this version. */
export function createDeliveryWriter(database: SqlDatabase, documents: Documents): DeliveryWriter {
  const newestBelow = database.prepare('SELECT max(id) AS id FROM deliveries WHERE id >= ? AND id < ?');
  const readSeq = database.prepare("SELECT value FROM counters WHERE name = 'seq'");
  const writeSeq = database.prepare("UPDATE counters SET value = ? WHERE name = 'seq'");
  const insert = database.prepare(
    `INSERT INTO deliveries (id, seq, uuid, outcome, environment, status, payload, target, server,
       device, topic, reason, preset, batch, response_ms, body)
     VALUES (${Array(16).fill('?').join(', ')}) ON CONFLICT (uuid) DO NOTHING`,
  );
  // A batch may give a million deliveries one time; without this each would pass all full milliseconds again.
  let lastMs = { atMs: -1, first: 0 };
  const freeId = (atMs: number): number => {
    const start = lastMs.atMs === atMs ? lastMs.first : firstIdOf(atMs);
    for (let first = start; ; first += DELIVERIES_PER_MILLISECOND) {
      lastMs = { atMs, first };
      const newest = newestBelow.get(first, first + DELIVERIES_PER_MILLISECOND)?.['id'];
      if (typeof newest !== 'number') return first;
      // A full millisecond lends from the next.
      if (newest + 1 < first + DELIVERIES_PER_MILLISECOND) return newest + 1;
    }
  };
  let seq = 0;
  return {
    begin() {
      seq = numberIn(readSeq.get() ?? {}, 'value');
    },
    end: () => void writeSeq.run(seq),
    nextSeq: () => (seq += 1),
    insert(delivery) {
      seq += 1;
      const { push, reason, presetName, batchId } = delivery;
      const optional = (kind: 'device' | 'topic' | 'reason' | 'preset' | 'batch', text?: string | null) =>
        text === undefined || text === null ? null : documents.intern(kind, text);
      insert.run(
        freeId(delivery.atMs),
        seq,
        delivery.id,
        DELIVERY_OUTCOMES.indexOf(delivery.outcome),
        ENVIRONMENT_KINDS.indexOf(push.environment.kind),
        delivery.status,
        documents.intern('payload', push.payload),
        documents.intern('target', push.target.kind === 'device' ? push.target.token : push.target.channelId),
        documents.intern('server', JSON.stringify(push.environment)),
        optional('device', push.target.kind === 'device' ? push.target.name : undefined),
        optional('topic', topicOfPush(push)),
        optional('reason', reason),
        optional('preset', presetName),
        optional('batch', batchId),
        delivery.timings.responseMs,
        bodyOf(delivery),
      );
    },
  };
}

/** A row of {@link DELIVERY_COLUMNS} as the delivery it was; `null` for a damaged one, which must hide no other. */
export function deliveryOf(row: SqlRow, documents: Pick<Documents, 'text'>): Delivery | null {
  try {
    const body = JSON.parse(String(row['body'])) as Delivery;
    const payload = documents.text(Number(row['payload']));
    const environment = JSON.parse(documents.text(Number(row['server']))) as Environment;
    if (!frame.safeParse({ ...body, environment }).success) return null;
    return { ...body, push: { ...body.push, environment, payload } };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** When the delivery of a row was sent, also of a damaged one. Unix time in milliseconds. */
export function sentAtMs(row: SqlRow): number {
  return Math.floor(numberIn(row, 'id') / DELIVERIES_PER_MILLISECOND);
}

/** As much of a delivery as everything that shows one relies on: a flipped bit may have hit a name. */
const frame = z.object({
  id: z.string(),
  atMs: z.number(),
  outcome: z.enum(DELIVERY_OUTCOMES),
  environment: z.object({ kind: z.enum(ENVIRONMENT_KINDS) }),
  push: z.object({ target: z.object({ kind: z.string() }), headers: z.object({}) }),
  request: z.object({
    path: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  responseHeaders: z.array(z.object({ name: z.string(), value: z.string() })),
  attempts: z.array(z.unknown()),
  timings: z.object({ queueMs: z.number() }),
});

const whole = frame.omit({ environment: true }).extend({
  push: frame.shape.push.extend({
    environment: frame.shape.environment,
    payload: z.string(),
  }),
});

/** True for what everything that keeps or shows a delivery can rely on. */
export function isWholeDelivery(value: unknown): value is Delivery {
  return whole.safeParse(value).success;
}

/** A delivery as it may be kept and shown: header values that can carry a secret are gone. */
export function redactDelivery(delivery: Delivery): Delivery {
  const { push, request } = delivery;
  return {
    ...delivery,
    push: { ...redactPush(push), environment: withoutUrlPassword(push.environment) },
    request: { ...request, headers: redactHeaders(request.headers) },
    responseHeaders: redactHeaders(delivery.responseHeaders),
  };
}

/** As a number, where a column holds one. */
export function numberIn(row: SqlRow, column: string): number {
  const value: SqlValue | undefined = row[column];
  return typeof value === 'number' ? value : Number(value ?? 0);
}

function bodyOf(delivery: Delivery): string {
  // The payload and the environment are documents of their own.
  const { push, ...rest } = delivery;
  const { credentialId, target, headers } = push;
  return JSON.stringify({ ...rest, push: { credentialId, target, headers } });
}

/** The environment without a user and password in its address. */
export function withoutUrlPassword(environment: Environment): Environment {
  if (environment.kind !== 'custom') return environment;
  const url = environment.url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
  return { ...environment, url };
}
