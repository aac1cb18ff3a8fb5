import { useEffect, useEffectEvent } from 'react';
import { isBatchOver } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { useSending } from '../../state/sending-context.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { deviceUpdates } from './device-updates.js';
import { readDeviceDeliveries } from './read-device-deliveries.js';
import { useDeviceActions } from './use-device-actions.js';

/** Records which saved devices APNs reports as gone, so that the devices screen can offer to remove them. */
export function GoneDeviceTracker() {
  const client = useClient();
  const { state } = useSending();
  const workspace = useWorkspace();
  const { save } = useDeviceActions();
  const saveUpdates = useEffectEvent((deliveries: readonly Delivery[]) => {
    const updates = deviceUpdates(deliveries, workspace?.devices ?? []);
    if (updates.length > 0) void save(updates);
  });
  const saveBatchUpdates = useEffectEvent((batchId: string) => {
    // Best effort: what could not be read now is learned from the next push.
    readDeviceDeliveries(client, batchId, workspace?.devices ?? []).then(saveUpdates, () => undefined);
  });
  useEffect(() => {
    if (state.kind === 'done') saveUpdates(state.deliveries);
  }, [state]);
  const endedBatch =
    state.kind === 'batch' && state.progress !== null && isBatchOver(state.progress.state) ? state.id : null;
  useEffect(() => {
    if (endedBatch !== null) saveBatchUpdates(endedBatch);
  }, [endedBatch]);
  return null;
}
