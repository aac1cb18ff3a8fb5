import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../components/error-notice.js';
import styles from './credentials.module.css';
import type { DownloadState } from './use-download.js';

/** The result of creating a file. */
export function DownloadResult({ state }: { readonly state: DownloadState }) {
  const { t } = useTranslation('credentials');
  if (state.kind === 'failed') return <ErrorNotice error={state.error} />;
  if (state.kind !== 'saved') return null;
  return (
    <p className={styles.saved} role="status">
      <CircleCheck size={15} aria-hidden />
      {t('download.saved', { name: state.fileName })}
    </p>
  );
}
