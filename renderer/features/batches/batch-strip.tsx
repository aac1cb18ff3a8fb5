import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchProgress, UnfinishedBatch } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { useLanguage } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useQuery } from '../../platform/use-query.js';
import { goTo } from '../../shell/navigation.js';
import { useNotifyError } from '../../shell/use-notify-error.js';
import { formatRowTime } from '../log/time-format.js';
import { useNow } from '../log/use-now.js';
import styles from './batch.module.css';

interface Batches {
  readonly recent: readonly BatchProgress[];
  readonly unfinished: readonly UnfinishedBatch[];
}

const loadBatches = async (client: Client, signal?: AbortSignal): Promise<Batches> => {
  const options = signal === undefined ? {} : { signal };
  const [recent, unfinished] = await Promise.all([
    client.batches.list(undefined, options),
    client.batches.unfinished(undefined, options),
  ]);
  return { recent, unfinished };
};

/** The batches of this run, and those of an earlier one that were cut off and can go on. */
export function BatchStrip({ selectedId }: { readonly selectedId: string | null }) {
  const { t, i18n } = useTranslation('log');
  const language = useLanguage();
  const nowMs = useNow();
  const { query } = useQuery(loadBatches);
  if (query.kind !== 'ready') return null;
  const { recent, unfinished } = query.value;
  const running = new Set(recent.map(({ id }) => id));
  const interrupted = unfinished.filter(({ id }) => !running.has(id));
  if (recent.length === 0 && interrupted.length === 0) return null;
  return (
    <nav className={styles['strip']} aria-label={t('batch.list')}>
      {interrupted.map((batch) => (
        <Interrupted key={batch.id} batch={batch} />
      ))}
      {recent.length > 0 && (
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
          {recent.map((batch) => (
            <li key={batch.id}>
              <button
                type="button"
                aria-current={batch.id === selectedId ? 'page' : undefined}
                onClick={() => goTo('history', { batch: batch.id })}
              >
                {t('batch.entry', {
                  time: formatRowTime(batch.startedAtMs, nowMs, language),
                  count: (batch.total ?? batch.done).toLocaleString(i18n.language),
                })}
              </button>
            </li>
          ))}
        </ul>
      )}
    </nav>
  );
}

function Interrupted({ batch }: { readonly batch: UnfinishedBatch }) {
  const { t } = useTranslation('log');
  const client = useClient();
  const notifyError = useNotifyError();
  const language = useLanguage();
  const nowMs = useNow();
  const takeUp = async (): Promise<void> => {
    try {
      const { id } = await client.batches.takeUp({ id: batch.id });
      goTo('history', { batch: id });
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <p className={styles['interrupted']} role="status">
      {t('batch.interrupted', { count: batch.left, time: formatRowTime(batch.atMs, nowMs, language) })}
      <Button variant="default" size="compact-sm" onClick={() => void takeUp()}>
        {t('batch.takeUp')}
      </Button>
    </p>
  );
}
