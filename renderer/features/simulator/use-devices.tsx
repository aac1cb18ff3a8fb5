import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { SimulatedDevice } from '#shared/simulator/model';
import { useClient } from '../../platform/client-context.js';
import { toDeviceInput } from '../../state/device-draft.js';
import { useNotifyError } from '../../window/use-notify-error.js';

/** How long a removal can be undone from its notification. Unit: milliseconds. */
const UNDO_MS = 10_000;

export interface Devices {
  /** @returns false when it was refused; the error has been shown. */
  readonly save: (device: SimulatedDevice) => Promise<boolean>;
  /** Removes the device at once and offers an undo. */
  readonly remove: (device: SimulatedDevice) => Promise<void>;
}

export function useDevices(): Devices {
  const { t } = useTranslation('simulator');
  const client = useClient();
  const notifyError = useNotifyError();
  const save = async (device: SimulatedDevice): Promise<boolean> => {
    try {
      await client.simulator.saveDevice({ device: toDeviceInput(device) });
      return true;
    } catch (error) {
      notifyError(error);
      return false;
    }
  };
  const remove = async (device: SimulatedDevice): Promise<void> => {
    const message = `device.removed.${device.token}`;
    try {
      await client.simulator.removeDevice({ token: device.token });
      notifications.show({
        id: message,
        title: t('device.removed', { name: device.name }),
        message: (
          <Button
            variant="default"
            size="compact-sm"
            mt="xs"
            onClick={() => {
              notifications.hide(message);
              void save(device);
            }}
          >
            {t('dialog.undo')}
          </Button>
        ),
        autoClose: UNDO_MS,
      });
    } catch (error) {
      notifyError(error);
    }
  };
  return { save, remove };
}
