import { DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '#shared/apns/push';
import type { TokenAnswer, TokenKnowledge } from '#shared/history/token-knowledge';
import type { Clock } from '../ports/ports.js';
import { numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import { DELIVERIES_PER_MILLISECOND } from './schema.js';
import type { SqlDatabase } from './sqlite.js';

/** Older deliveries to the same token tell little. */
const NEWEST = 300;
const GONE_STATUS = 410;
const MINUTE_MS = 60_000;

/** @param database - With the schema of this version. */
export function createTokenMemory(
  database: SqlDatabase,
  documents: Documents,
  clock: Clock,
): (token: string) => TokenKnowledge {
  const newest = database.prepare(
    `SELECT id, outcome, environment, status, topic, reason, 
       CASE WHEN json_valid(body) THEN json_extract(body, '$.timestampMs') END AS gone
     FROM deliveries INDEXED BY deliveries_target WHERE target = ? ORDER BY id DESC LIMIT ${NEWEST}`,
  );
  return (token) => {
    const target = documents.find('target', token);
    const answers = new Map<string, TokenAnswer>();
    let goneAtMs: number | null = null;
    let pushesInLastMinute = 0;
    const textOf = (id: unknown): string | null => (typeof id === 'number' ? documents.text(id) : null);
    for (const row of target === null ? [] : newest.iterate(target)) {
      const atMs = Math.floor(numberIn(row, 'id') / DELIVERIES_PER_MILLISECOND);
      // One from the future was sent while the clock was wrong.
      if (Math.abs(clock.now() - atMs) < MINUTE_MS) pushesInLastMinute += 1;
      const environment = ENVIRONMENT_KINDS[numberIn(row, 'environment')];
      const outcome = DELIVERY_OUTCOMES[numberIn(row, 'outcome')];
      if (environment === undefined || (outcome !== 'accepted' && outcome !== 'rejected')) continue;
      // The token belongs to one environment, so only the newest answer of all says whether it is gone.
      if (answers.size === 0 && row['status'] === GONE_STATUS) {
        goneAtMs = typeof row['gone'] === 'number' ? row['gone'] : atMs;
      }
      if (answers.has(environment)) continue;
      answers.set(environment, {
        environment,
        outcome,
        reason: textOf(row['reason']),
        topic: textOf(row['topic']),
        atMs,
      });
    }
    return { token, answers: [...answers.values()], goneAtMs, pushesInLastMinute };
  };
}
