import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import type { Device } from '#shared/workspace/device';
import { useWorkspace } from '../../state/workspace-context.js';
import { useDeviceActions } from '../devices/use-device-actions.js';

export interface MarkGone {
  /** The saved devices with this token that are not marked as gone. */
  readonly unmarked: (token: string) => readonly Device[];
  /** Marks them as gone since the time that APNs returned. */
  readonly mark: (token: string, delivery: Delivery) => Promise<void>;
}

/** Marks saved devices whose token is no longer in use. */
export function useMarkGone(): MarkGone {
  const { t } = useTranslation('log');
  const workspace = useWorkspace();
  const { save } = useDeviceActions();
  const unmarked = useCallback(
    (token: string): readonly Device[] =>
      (workspace?.devices ?? []).filter((device) => device.token === token && device.goneAtMs === null),
    [workspace],
  );
  const mark = useCallback(
    async (token: string, { timestampMs, atMs }: Delivery) => {
      const devices = unmarked(token);
      if (devices.length === 0) {
        notifications.show({ message: t('gone.removed') });
        return;
      }
      const saved = await save(devices.map((device) => ({ ...device, goneAtMs: timestampMs ?? atMs })));
      const names = devices.map(({ name }) => name).join(', ');
      if (saved) notifications.show({ message: t('gone.marked', { names }) });
    },
    [save, t, unmarked],
  );
  return { unmarked, mark };
}
