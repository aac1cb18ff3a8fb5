import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { BrandMark } from '../components/brand-mark.js';
import { useConnectionState } from '../platform/client-context.js';
import { ConnectionBanner } from './connection-banner.js';
import styles from './start-screen.module.css';

/** Shown until the core answers for the first time, but not for a quick answer. */
export function StartScreen() {
  const { t } = useTranslation();
  const state = useConnectionState();
  return (
    <div className={styles.root}>
      <ConnectionBanner />
      <main className={styles.middle}>
        <BrandMark size={44} />
        <h1 className={styles.name}>{t('app.name')}</h1>
        {state.kind === 'refused' ? null : <Loader size={18} type="dots" aria-label={t('app.starting')} />}
      </main>
    </div>
  );
}
