import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchSummary } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { formatRowTime } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useQuery } from '../../platform/use-query.js';
import { goTo } from '../../window/navigation.js';
import styles from './batch.module.css';
import { BatchNotice } from './batch-notice.js';

/** The interval at which the list of batches is polled: another program may start or end one. Unit: milliseconds. */
const POLL_MS = 5000;

const loadBatches = (client: Client, signal?: AbortSignal): Promise<readonly BatchSummary[]> =>
  client.batches.list(undefined, signal === undefined ? {} : { signal });

/** All stored batches; above them those that were interrupted and can be resumed. */
export function BatchStrip({ selectedId }: { readonly selectedId: string | null }) {
  const { t, i18n } = useTranslation('log');
  const language = useLanguage();
  const nowMs = useNow();
  const { query, reload } = useQuery(loadBatches);
  useEffect(() => {
    const timer = setInterval(() => void reload(), POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  if (query.kind !== 'ready' || query.value.length === 0) return null;
  const batches = query.value;
  // The page of a batch says the same in more detail.
  const interrupted = batches.filter(
    ({ id, state, continuation }) => state === 'interrupted' && continuation !== null && id !== selectedId,
  );
  return (
    <nav className={styles.strip} aria-label={t('batch.list')}>
      {interrupted.map((batch) => (
        <BatchNotice key={batch.id} batch={batch} />
      ))}
      <ul>
        <li>
          <button
            type="button"
            aria-current={selectedId === null ? 'page' : undefined}
            onClick={() => goTo('history')}
          >
            {t('batch.everything')}
          </button>
        </li>
        {batches.map((batch) => (
          <li key={batch.id}>
            <button
              type="button"
              aria-current={batch.id === selectedId ? 'page' : undefined}
              onClick={() => goTo('history', { batch: batch.id })}
            >
              {t(batch.total === null ? 'batch.entryUnread' : 'batch.entry', {
                time: formatRowTime(batch.atMs, nowMs, language),
                count: (batch.total ?? readOf(batch)).toLocaleString(i18n.language),
              })}
              {batch.state !== 'finished' && (
                <span className={styles.entryState}>{t(`batch.short.${batch.state}`)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function readOf({ counts }: BatchSummary): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
