import { Button } from '@mantine/core';
import { Plus, RadioTower } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelResult } from '#shared/apns/channel';
import type { Client } from '#shared/contract/index';
import { EmptyHint } from '../../components/empty-hint.js';
import { useQuery } from '../../platform/use-query.js';
import { ChannelDetail } from './channel-detail.js';
import { ChannelList } from './channel-list.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';
import { CreateDialog } from './create-dialog.js';
import { RejectionNotice } from './rejection-notice.js';
import { RequestErrorNotice } from './request-error-notice.js';

/** The channels of one app in one environment: the list and the selected channel. */
export function ChannelBrowser({ scope }: { readonly scope: Scope }) {
  const { t } = useTranslation('channels');
  const load = useCallback(
    (client: Client, signal?: AbortSignal): Promise<ChannelResult<readonly string[]>> =>
      client.channels.list(scope, signal === undefined ? {} : { signal }),
    [scope],
  );
  const { query, reload, replace } = useQuery(load);
  const [chosen, setChosen] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const retry = (): void => void reload();
  if (query.kind === 'loading') {
    return (
      <p className={styles.waiting} role="status">
        {t('loading')}
      </p>
    );
  }
  if (query.kind === 'failed') {
    return (
      <div className={styles.trouble}>
        <RequestErrorNotice error={query.error} onRetry={retry} />
      </div>
    );
  }
  const answer = query.value;
  if (!answer.ok) {
    return (
      <div className={styles.trouble}>
        <RejectionNotice refusal={answer} onRetry={retry} />
      </div>
    );
  }
  const ids = answer.value;
  const shown = ids.find((id) => id === chosen) ?? ids.at(-1) ?? null;
  const keep = (next: readonly string[]): void => replace({ ...answer, value: next });
  return (
    <>
      {shown === null ? (
        <EmptyHint
          icon={RadioTower}
          title={t('empty.title')}
          action={
            <Button leftSection={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>
              {t('create.open')}
            </Button>
          }
        >
          {t('empty.text', { bundleId: scope.bundleId })}
        </EmptyHint>
      ) : (
        <div className={styles.columns}>
          <ChannelList
            ids={ids}
            chosen={shown}
            onChoose={setChosen}
            onReload={retry}
            onCreate={() => setCreating(true)}
          />
          <ChannelDetail
            key={shown}
            scope={scope}
            channelId={shown}
            onDeleted={() => keep(ids.filter((id) => id !== shown))}
          />
        </div>
      )}
      {creating && (
        <CreateDialog
          scope={scope}
          onClose={() => setCreating(false)}
          onCreated={({ id }) => {
            keep([...ids.filter((known) => known !== id), id]);
            setChosen(id);
            setCreating(false);
          }}
        />
      )}
    </>
  );
}
