import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { useSimulatorState } from '../../state/use-simulator-state.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { DeliveryExplanation } from '../delivery/delivery-explanation.js';
import { activityPush } from './broadcast-draft.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';
import { currentInputs } from './current-inputs.js';
import { activityDevice, followersOf } from './followers.js';

/**
 * Who would see a broadcast in the simulator. Without a Live Activity that follows the channel a broadcast is accepted
 * and shown nowhere, so one can be started here.
 */
export function Followers({ scope, channelId }: { readonly scope: Scope; readonly channelId: string }) {
  const { t } = useTranslation('channels');
  const client = useClient();
  const notifyError = useNotifyError();
  const { state } = useSimulatorState();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Delivery | null>(null);
  if (state === null) return null;
  const followers = followersOf(state, channelId);
  const device = activityDevice(state, scope.bundleId);
  const start = async (): Promise<void> => {
    if (device === null) return;
    setBusy(true);
    try {
      const delivery = await client.push.send({
        push: activityPush(scope, channelId, device, currentInputs()),
      });
      setRefused(delivery.outcome === 'accepted' ? null : delivery);
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.followers} data-some={followers.length > 0}>
      <p role="status">
        {followers.length > 0
          ? t('followers.some', { names: followers.map(({ name }) => name).join(t('followers.and')) })
          : t(device === null ? 'followers.noDevice' : 'followers.none', { bundleId: scope.bundleId })}
      </p>
      {followers.length > 0 || device === null ? null : (
        <Button
          variant="default"
          leftSection={<Play size={13} aria-hidden />}
          loading={busy}
          onClick={() => void start()}
        >
          {t('followers.start', { device: device.name })}
        </Button>
      )}
      {refused === null ? null : <DeliveryExplanation delivery={refused} />}
    </div>
  );
}
