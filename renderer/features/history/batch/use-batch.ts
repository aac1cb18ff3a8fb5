import { useCallback, useState } from 'react';
import type { BatchProgress } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { useStream, type StreamState } from '../../../platform/use-stream.js';

/** A batch as it goes on; `null` until the first word of it. */
export function useBatch(id: string): { readonly batch: BatchProgress | null; readonly stream: StreamState } {
  const [batch, setBatch] = useState<BatchProgress | null>(null);
  const watch = useCallback(
    (client: Client, signal: AbortSignal) => client.batches.watch({ id }, { signal }),
    [id],
  );
  const stream = useStream(watch, setBatch);
  return { batch, stream };
}
