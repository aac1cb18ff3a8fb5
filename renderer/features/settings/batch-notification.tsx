import { Button, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BATCH_NOTIFICATIONS, type BatchNotification } from '#shared/settings';
import { FieldRow } from '../../components/field-row.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useNotifyPermission } from '../../platform/page-notifications.js';
import styles from './settings.module.css';

/** Whether and how the window notifies when a long batch ends. A browser needs permission first. */
export function BatchNotificationSetting(props: {
  readonly value: BatchNotification;
  readonly onChange: (value: BatchNotification) => void;
}) {
  const { t } = useTranslation();
  const info = useAppInfo();
  return (
    <section className={styles.section}>
      <h3>{t('settings.notifications')}</h3>
      <p className={styles.about}>{t('settings.batchNotificationHint')}</p>
      <FieldRow label={t('settings.batchNotification')}>
        <SegmentedControl
          aria-label={t('settings.batchNotification')}
          value={props.value}
          onChange={props.onChange}
          data={BATCH_NOTIFICATIONS.map((value) => ({
            value,
            label: t(`settings.batchNotificationChoice.${value}`),
          }))}
        />
      </FieldRow>
      {info?.host === 'browser' && props.value !== 'off' && <BrowserPermission />}
    </section>
  );
}

function BrowserPermission() {
  const { t } = useTranslation();
  const { permission, ask } = useNotifyPermission();
  switch (permission) {
    case 'granted':
      return null;
    case 'default':
      return (
        <Button variant="default" className={styles.add} onClick={() => void ask()}>
          {t('settings.allowNotifications')}
        </Button>
      );
    default:
      return (
        <Text size="sm" c="dimmed">
          {t('settings.notificationsBlocked')}
        </Text>
      );
  }
}
