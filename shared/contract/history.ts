import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import { type Delivery, DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '../apns/push.js';
import type { BatchReport } from '../history/batch-report.js';
import type { HistoryPage } from '../history/history.js';
import type { TokenKnowledge } from '../history/token-knowledge.js';
import { nothing, procedure } from './errors.js';

const words = z.string().max(500).optional();

const historyFilter = z.object({
  environment: z.enum(ENVIRONMENT_KINDS).optional(),
  outcome: z.enum(DELIVERY_OUTCOMES).optional(),
  status: z.number().optional(),
  reason: words,
  topic: words,
  preset: words,
  device: words,
  batchId: words,
  sinceMs: z.number().optional(),
  untilMs: z.number().optional(),
  search: words,
});

export const history = {
  page: procedure
    .input(
      z.object({
        filter: historyFilter,
        limit: z.number().int().min(1).max(500),
        before: z.string().max(200).optional(),
      }),
    )
    .output(type<HistoryPage>()),
  get: procedure.input(z.object({ id: z.string().max(200) })).output(type<Delivery | null>()),
  /** New deliveries as they happen; closing the view ends it. */
  watch: procedure.output(eventIterator(type<Delivery>())),
  /** What earlier deliveries tell about tokens: which environment knows them, which are gone. In the order asked. */
  aboutTokens: procedure
    .input(z.object({ tokens: z.array(z.string().max(4096)).max(1000) }))
    .output(type<readonly TokenKnowledge[]>()),
  /** A batch as its deliveries tell it, also of an earlier run; `null` when nothing is known of it. */
  batchReport: procedure.input(z.object({ batchId: z.string().max(200) })).output(type<BatchReport | null>()),
  clear: procedure.output(nothing),
};
