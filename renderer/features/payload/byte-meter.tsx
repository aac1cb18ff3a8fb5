import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-text.js';
import styles from './payload.module.css';

/** The size of the payload as sent, relative to the limit of its push type. */
export function ByteMeter(props: { readonly bytes: number; readonly limit: number }) {
  const { t } = useTranslation('payload');
  const language = useLanguage();
  const { bytes, limit } = props;
  const share = bytes / limit;
  const level = share > 1 ? 'over' : share > 0.9 ? 'near' : 'fine';
  const format = new Intl.NumberFormat(language);
  const words = t('bytes', { bytes: format.format(bytes), limit: format.format(limit) });
  return (
    <div
      className={styles.meter}
      data-level={level}
      role="meter"
      aria-label={t('size')}
      aria-valuemin={0}
      aria-valuemax={limit}
      aria-valuenow={Math.min(bytes, limit)}
      aria-valuetext={words}
    >
      <span className={styles.meterTrack} aria-hidden>
        <span className={styles.meterFill} style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </span>
      <span className={styles.meterWords}>
        {words}
        {level === 'over' ? ` ${t('over', { bytes: format.format(bytes - limit) })}` : ''}
      </span>
    </div>
  );
}
