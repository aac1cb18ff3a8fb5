import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Push } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';

/** Opens a new connection for the next push of a credential, and says whether its provider token is new too. */
export function useReconnect(): (push: Push) => Promise<void> {
  const { t } = useTranslation('log');
  const client = useClient();
  return useCallback(
    async ({ environment, credentialId }) => {
      const renewal = await client.push.reconnect({ environment, credentialId });
      switch (renewal.kind) {
        case 'renewed':
          notifications.show({ message: t('reconnect.renewed') });
          return;
        case 'too-soon':
          notifications.show({
            color: 'amber',
            title: t('reconnect.reconnected'),
            message: t('reconnect.tooSoon', { count: Math.max(1, Math.ceil(renewal.waitS / 60)) }),
            autoClose: 12_000,
          });
          return;
        case 'no-provider-token':
          notifications.show({ message: t('reconnect.reconnected') });
      }
    },
    [client, t],
  );
}
