import { useEffect, useEffectEvent } from 'react';
import { isBatchOver } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { useSending } from '../../state/sending-context.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { deviceNews } from './device-news.js';
import { readBatchNews } from './read-batch-news.js';
import { useDeviceActions } from './use-device-actions.js';

/** Records which saved devices APNs reports as gone, so that the devices screen can offer to remove them. */
export function DeviceBookkeeping() {
  const client = useClient();
  const { state } = useSending();
  const workspace = useWorkspace();
  const { save } = useDeviceActions();
  const keep = useEffectEvent((deliveries: readonly Delivery[]) => {
    const news = deviceNews(deliveries, workspace?.devices ?? []);
    if (news.length > 0) void save(news);
  });
  const keepBatch = useEffectEvent((batchId: string) => {
    // Best effort: what could not be read now is learned from the next push.
    readBatchNews(client, batchId, workspace?.devices ?? []).then(keep, () => undefined);
  });
  useEffect(() => {
    if (state.kind === 'done') keep(state.deliveries);
  }, [state]);
  const endedBatch =
    state.kind === 'batch' && state.progress !== null && isBatchOver(state.progress.state) ? state.id : null;
  useEffect(() => {
    if (endedBatch !== null) keepBatch(endedBatch);
  }, [endedBatch]);
  return null;
}
