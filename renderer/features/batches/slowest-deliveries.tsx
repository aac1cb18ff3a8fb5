import { useTranslation } from 'react-i18next';
import type { BatchProgress } from '#shared/apns/batch';
import type { Delivery } from '#shared/apns/push';
import { targetLabel } from '#shared/apns/short-token';
import { formatDuration } from '../../components/time-format.js';
import { goTo } from '../../window/navigation.js';
import styles from './batch.module.css';
import { useSlowest } from './use-slowest.js';

/** The slowest responses, each linked to its delivery. */
export function SlowestDeliveries({ batch }: { readonly batch: BatchProgress }) {
  const { t } = useTranslation('log');
  const slowest = useSlowest(batch);
  return (
    <section aria-label={t('batch.slowest')}>
      <h3>{t('batch.slowest')}</h3>
      {slowest.length === 0 ? (
        <p className={styles.nothing}>
          {t(batch.state === 'running' ? 'batch.slowestLater' : 'batch.noAnswers')}
        </p>
      ) : (
        <ol className={styles.reasons}>
          {slowest.map((delivery) => (
            <SlowDelivery key={delivery.id} delivery={delivery} />
          ))}
        </ol>
      )}
    </section>
  );
}

function SlowDelivery({ delivery }: { readonly delivery: Delivery }) {
  return (
    <li>
      <button type="button" onClick={() => goTo('history', placeOf(delivery))}>
        <span className={styles.cut}>{targetLabel(delivery.push.target)}</span>
        <span className="pd-tabular">{formatDuration(delivery.timings.responseMs ?? 0)}</span>
      </button>
    </li>
  );
}

function placeOf({ id, batchId }: Delivery): Readonly<Record<string, string>> {
  return { ...(batchId !== null && { batch: batchId }), delivery: id };
}
