import { Button } from '@mantine/core';
import { CloudOff, KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConnection, useConnectionState } from '../platform/client-context.js';
import classes from './connection-banner.module.css';

/** Says when the page has lost its core, and what to do; nothing while all is well. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const connection = useConnection();
  const state = useConnectionState();
  switch (state.kind) {
    case 'connecting':
    case 'open':
      return null;
    case 'lost':
      return (
        <div className={classes['root']} role="status">
          <CloudOff size={15} aria-hidden />
          <span className={classes['words']}>{t('connection.lost')}</span>
          <Button size="compact-xs" variant="white" color="dark" onClick={() => connection.retry()}>
            {t('connection.retry')}
          </Button>
        </div>
      );
    case 'refused':
      return (
        <div className={classes['root']} role="alert">
          <KeyRound size={15} aria-hidden />
          <span className={classes['words']}>{t('connection.refused')}</span>
        </div>
      );
  }
}
