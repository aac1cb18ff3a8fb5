import { useCallback, useState } from 'react';
import { type BatchProgress, isBatchOver } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { codeOf } from '../platform/error-message.js';
import { type StreamState, useStream } from '../platform/use-stream.js';

/** How often to look how far a batch of another program is. Unit: milliseconds. */
const LOOK_MS = 2000;

/** A batch, and whether this run of the program sends it and can be told what to do. */
export interface FollowedBatch {
  readonly batch: BatchProgress;
  readonly isOurs: boolean;
}

export interface BatchHandle {
  /** `null` until the first word of it, and without an ID. */
  readonly followed: FollowedBatch | null;
  readonly stream: StreamState;
}

/** A batch as it goes on, or, of an earlier run or another program, as the history tells it. */
export function useBatch(id: string | null): BatchHandle {
  const [followed, setFollowed] = useState<FollowedBatch | null>(null);
  const follow = useCallback(
    async (client: Client, signal: AbortSignal) => (id === null ? nothing() : openBatch(client, id, signal)),
    [id],
  );
  const stream = useStream(follow, setFollowed);
  return { followed: followed?.batch.id === id ? followed : null, stream };
}

async function openBatch(
  client: Client,
  id: string,
  signal: AbortSignal,
): Promise<AsyncIterable<FollowedBatch>> {
  try {
    return ours(await client.batches.watch({ id }, { signal }));
  } catch (error) {
    if (codeOf(error) !== 'not-found') throw error;
    const report = await client.history.batchReport({ batchId: id }, { signal });
    if (report === null) throw error;
    return elsewhere(client, report.progress, signal);
  }
}

async function* nothing(): AsyncGenerator<FollowedBatch, void> {
  // There is no batch to follow.
}

async function* ours(source: AsyncIterable<BatchProgress>): AsyncGenerator<FollowedBatch, void> {
  for await (const batch of source) yield { batch, isOurs: true };
}

async function* elsewhere(
  client: Client,
  first: BatchProgress,
  signal: AbortSignal,
): AsyncGenerator<FollowedBatch, void> {
  let batch = first;
  for (;;) {
    yield { batch, isOurs: false };
    if (isBatchOver(batch.state)) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    // Throws once the view is gone.
    const report = await client.history.batchReport({ batchId: batch.id }, { signal });
    if (report === null) return;
    batch = report.progress;
  }
}
