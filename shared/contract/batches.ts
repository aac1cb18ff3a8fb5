import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { BatchProgress, BatchSummary } from '../apns/batch.js';
import { DELIVERY_OUTCOMES } from '../apns/push.js';
import { procedure } from './errors.js';
import { TARGET_LINES_LIMIT_BYTES, TARGETS_PER_CALL } from './message-limits.js';
import { pushInput } from './push.js';

const id = z.object({ id: z.string().max(200) });
const words = z.record(z.string().max(200), z.string().max(10_000));

/** A target in a call, or in a line of a file of targets. */
export const batchTarget = z.object({ token: z.string().max(4096), name: z.string().max(200).optional() });

export const batches = {
  /** Begins to send one push to many targets; everything that can be wrong beforehand is an error here. */
  start: procedure
    .input(
      z.object({
        push: pushInput.omit({ target: true }),
        /** Many go as a file of lines, see `targetLines`, which is read piece by piece. */
        targets: z.union([
          z
            .array(batchTarget.extend({ variables: words.optional() }))
            .min(1)
            .max(TARGETS_PER_CALL),
          z.instanceof(Blob).refine((blob) => blob.size <= TARGET_LINES_LIMIT_BYTES, 'too many targets'),
        ]),
        variables: words.optional(),
        presetName: z.string().max(200).optional(),
        concurrency: z.number().int().min(1).max(20_000).optional(),
        rate: z.number().min(0.1).max(100_000).optional(),
        connections: z.number().int().min(1).max(20).optional(),
        retries: z.number().int().min(0).max(20).optional(),
      }),
    )
    .output(type<{ readonly id: string }>()),
  /** Progress at once, then at most ten times a second, until the batch is over. Closing the view stops nothing. */
  watch: procedure.input(id).output(eventIterator(type<BatchProgress>())),
  control: procedure
    .input(id.extend({ action: z.enum(['pause', 'resume', 'cancel']) }))
    .output(type<BatchProgress>()),
  /** Of every process on this data folder, newest first. */
  list: procedure.output(type<readonly BatchSummary[]>()),
  /** Goes on with one that did not come to its end; nothing that was answered is sent again. */
  takeUp: procedure.input(id).output(type<{ readonly id: string }>()),
  /**
   * A new batch of the targets with these outcomes, of the rejected ones those that APNs may take now; `null` when there
   * is nothing of that kind. What is `unknown` may arrive twice then.
   */
  resend: procedure
    .input(id.extend({ outcomes: z.array(z.enum(DELIVERY_OUTCOMES)).min(1) }))
    .output(type<{ readonly id: string } | null>()),
  /** The batches of this run of the program that end from now on; closing the view ends it. */
  watchEnds: procedure.output(eventIterator(type<BatchProgress>())),
  /** Tokens that APNs said are gone (410), for a database to forget. */
  deadTokens: procedure.input(id).output(type<readonly string[]>()),
};
