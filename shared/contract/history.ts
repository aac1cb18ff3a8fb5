import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import { DELIVERY_OUTCOMES, ENVIRONMENT_KINDS, type Delivery } from '../apns/push.js';
import type { HistoryPage } from '../history/history.js';
import { procedure } from './errors.js';

const words = z.string().max(500).optional();

export const historyFilter = z.object({
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
  clear: procedure.output(type<void>()),
};
