import { useCallback, useState } from 'react';
import { type BatchProgress, isBatchOver } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { codeOf } from '../platform/error-message.js';
import { type StreamState, useStream } from '../platform/use-stream.js';

/** The interval at which the progress of another program's batch is polled. Unit: milliseconds. */
const POLL_MS = 2000;

/** A batch, and whether this program sends it and can control it. */
export interface FollowedBatch {
  readonly batch: BatchProgress;
  readonly isOurs: boolean;
}

export interface BatchHandle {
  /** `null` until the first progress arrives, and without an ID. */
  readonly followed: FollowedBatch | null;
  readonly stream: StreamState;
}

/** Follows a batch live, or, for one of an earlier run or another program, from the history. */
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
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    // Rejects once the view is unmounted.
    const report = await client.history.batchReport({ batchId: batch.id }, { signal });
    if (report === null) return;
    batch = report.progress;
  }
}
