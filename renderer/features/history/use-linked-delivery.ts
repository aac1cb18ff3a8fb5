import { useCallback } from 'react';
import type { Delivery } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { type Query, useQuery } from '../../platform/use-query.js';

/** The delivery of a link; ready with `null` when there is no link or the delivery is not in the history. */
export function useLinkedDelivery(id: string | null): Query<Delivery | null> {
  const load = useCallback(
    async (client: Client, signal?: AbortSignal): Promise<Delivery | null> =>
      id === null ? null : client.history.get({ id }, signal === undefined ? {} : { signal }),
    [id],
  );
  return useQuery(load).query;
}
