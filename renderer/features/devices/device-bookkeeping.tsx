import { useEffect, useEffectEvent } from 'react';
import type { Delivery } from '#shared/apns/push';
import { useSending } from '../compose/sending-context.js';
import { useWorkspace } from '../workspace/workspace-context.js';
import { deviceNews } from './device-news.js';
import { useDeviceActions } from './use-device-actions.js';

/** Keeps in mind which saved devices APNs calls gone, so that their screen can offer to remove them. */
export function DeviceBookkeeping() {
  const { state } = useSending();
  const workspace = useWorkspace();
  const { save } = useDeviceActions();
  const keep = useEffectEvent((deliveries: readonly Delivery[]) => {
    const news = deviceNews(deliveries, workspace?.devices ?? []);
    if (news.length > 0) void save(news);
  });
  useEffect(() => {
    if (state.kind === 'done') keep(state.deliveries);
  }, [state]);
  return null;
}
