import { useCallback } from 'react';
import type { BatchProgress } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { useQuery } from '../../platform/use-query.js';

const NONE: readonly Delivery[] = [];

/**
 * The slowest answers of a batch as the history knows them, asked for when its state changes: reading them costs
 * more the longer the batch is, so not while it runs.
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
