import { useTranslation } from 'react-i18next';
import type { BatchProgress } from '#shared/apns/batch';
import { formatDuration } from '../../components/time-format.js';
import styles from './batch.module.css';
import { histogramBars } from './batch-figures.js';

const PERCENTILES = [
  ['p50', 'p50Ms'],
  ['p90', 'p90Ms'],
  ['p99', 'p99Ms'],
  ['max', 'maxMs'],
] as const;

/** The maximum width of a bar. Unit: CSS pixels. */
const BAR_WIDTH = 64;

/** The response times: percentiles in numbers, and a histogram. */
export function LatencyChart({ latency }: { readonly latency: BatchProgress['latency'] }) {
  const { t } = useTranslation('log');
  const bars = histogramBars(latency.histogram);
  const [first] = bars;
  const last = bars.at(-1);
  return (
    <section aria-label={t('batch.latency')}>
      <h3>{t('batch.latency')}</h3>
      <dl className={styles.percentiles}>
        {PERCENTILES.map(([name, field]) => {
          const ms = latency[field];
          return (
            <div key={name}>
              <dt>{t(`batch.${name}`)}</dt>
              <dd>{ms === null ? '–' : formatDuration(ms)}</dd>
            </div>
          );
        })}
      </dl>
      {first !== undefined && last !== undefined && (
        // As wide as its bars, so that the labels below align with its ends.
        <div style={{ maxWidth: bars.length * BAR_WIDTH }} aria-hidden>
          <div className={styles.histogram}>
            {bars.map((bar) => (
              <span
                key={bar.fromMs}
                title={`${formatDuration(bar.fromMs)} – ${formatDuration(bar.toMs)}: ${bar.count}`}
              >
                <i style={{ height: `${bar.height}%` }} />
              </span>
            ))}
          </div>
          <p className={styles.axis}>
            <span>{formatDuration(first.fromMs)}</span>
            <span>{formatDuration(last.toMs)}</span>
          </p>
        </div>
      )}
    </section>
  );
}
