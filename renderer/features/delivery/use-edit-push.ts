import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { findPushLosses, withRedactedHeadersEmpty } from '#shared/history/push-losses';
import { useCompose } from '../../state/compose-context.js';
import { goTo } from '../../window/navigation.js';
import { useLossWords } from './use-loss-words.js';

/** Opens the push of a delivery in Compose exactly as it was sent; warns where part of it was not stored. */
export function useEditPush(): (delivery: Delivery) => void {
  const { t } = useTranslation('log');
  const { openPush } = useCompose();
  const words = useLossWords();
  return useCallback(
    (delivery) => {
      const losses = findPushLosses(delivery);
      const { push } = delivery;
      openPush(withRedactedHeadersEmpty(push));
      goTo('compose');
      if (losses === null) return;
      notifications.show({
        id: 'log.losses',
        color: 'amber',
        title: t('losses.title'),
        message: words(losses),
        autoClose: 15_000,
      });
    },
    [openPush, t, words],
  );
}
