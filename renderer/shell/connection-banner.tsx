import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { CloudOff, KeyRound } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../i18n/use-text.js';
import { useConnection, useConnectionState } from '../platform/client-context.js';
import styles from './connection-banner.module.css';

/** Says that the page lost its core and what to do; renders nothing while connected. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const connection = useConnection();
  const text = useText();
  const state = useConnectionState();
  const reason = state.kind === 'lost' ? state.reason : null;
  useEffect(() => {
    // Reconnects before anyone could read a banner.
    if (reason?.kind !== 'closed' || reason.fault === 'ending') return;
    notifications.show({
      id: `connection-${reason.fault}`,
      color: 'red',
      autoClose: false,
      title: text(reason.words),
      message: t('connection.kept'),
    });
  }, [reason, t, text]);
  switch (state.kind) {
    case 'connecting':
    case 'open':
      return null;
    case 'lost':
      return (
        <div className={styles.root} role="status">
          <CloudOff size={15} aria-hidden />
          <span className={styles.words}>
            {reason?.kind === 'closed' ? `${text(reason.words)} ` : ''}
            {t(reason?.kind === 'stranger' ? 'connection.stranger' : 'connection.lost')}
          </span>
          <Button size="compact-xs" variant="white" color="dark" onClick={() => connection.retry()}>
            {t('connection.retry')}
          </Button>
        </div>
      );
    case 'refused':
      return (
        <div className={styles.root} role="alert">
          <KeyRound size={15} aria-hidden />
          <span className={styles.words}>{t('connection.refused')}</span>
        </div>
      );
  }
}
