import { useCallback } from 'react';
import type { DeviceState } from '#shared/simulator/model';
import { useClient } from '../../platform/client-context.js';
import { toDeviceInput, withState } from '../../state/device-draft.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import type { Phone } from '../phone/phones.js';

/** Sets the state of every token of a phone: the whole phone goes offline. */
export function useSetPhoneState(): (phone: Phone, state: DeviceState) => Promise<void> {
  const client = useClient();
  const notifyError = useNotifyError();
  return useCallback(
    async (phone, state) => {
      try {
        for (const device of phone.devices) {
          await client.simulator.saveDevice({ device: toDeviceInput(withState(device, state, Date.now())) });
        }
      } catch (error) {
        notifyError(error);
      }
    },
    [client, notifyError],
  );
}
