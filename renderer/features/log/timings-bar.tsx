import { useTranslation } from 'react-i18next';
import type { DeliveryTimings } from '#shared/apns/push';
import { formatDuration } from '../../components/time-format.js';
import { timingSegments } from './timing-segments.js';
import styles from './timings-bar.module.css';

/** The timings of a delivery: a stacked bar with the numbers below it. */
export function TimingsBar({ timings }: { readonly timings: DeliveryTimings }) {
  const { t } = useTranslation('log');
  const segments = timingSegments(timings);
  return (
    <div>
      <div className={styles.timings} aria-hidden>
        {segments.map(({ step, percent }) => (
          <span key={step} data-step={step} style={{ width: `${percent}%` }} />
        ))}
      </div>
      <dl className={styles.timingList}>
        {segments.map(({ step, ms }) => (
          <div key={step}>
            <dt>
              <i data-step={step} aria-hidden />
              {t(`timing.${step}`)}
            </dt>
            <dd>{formatDuration(ms)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('timing.total')}</dt>
          <dd>
            <b>{formatDuration(timings.totalMs)}</b>
          </dd>
        </div>
      </dl>
    </div>
  );
}
