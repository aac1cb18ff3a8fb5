import { useCallback } from 'react';
import type { BatchProgress } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { useQuery } from '../../platform/use-query.js';

const NONE: readonly Delivery[] = [];

/**
 * The slowest responses of a batch from the history, queried only when its state changes: the query gets more expensive
 * the longer the batch is, so it does not run while the batch does.
 */
export function useSlowest({ id, state }: Pick<BatchProgress, 'id' | 'state'>): readonly Delivery[] {
  const rests = state !== 'running' && state !== 'waiting';
  const load = useCallback(
    async (client: Client, signal?: AbortSignal): Promise<readonly Delivery[]> => {
      if (!rests) return NONE;
      const report = await client.history.batchReport(
        { batchId: id },
        signal === undefined ? {} : { signal },
      );
      return report?.slowest ?? NONE;
    },
    [id, rests],
  );
  const { query } = useQuery(load);
  return query.kind === 'ready' ? query.value : NONE;
}
