import { Button } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel, ChannelResult } from '#shared/apns/channel';
import type { Client } from '#shared/contract/index';
import { CopyValue } from '../../components/copy-value.js';
import { useQuery } from '../../platform/use-query.js';
import { BroadcastForm } from './broadcast-form.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';
import { DeleteDialog } from './delete-dialog.js';
import { Followers } from './followers-line.js';
import { RejectionNotice } from './rejection-notice.js';
import { RequestErrorNotice } from './request-error-notice.js';

interface ChannelDetailProps {
  readonly scope: Scope;
  readonly channelId: string;
  readonly onDeleted: () => void;
}

/** One channel: what it stores, who follows it, and a form to broadcast to it. */
export function ChannelDetail({ scope, channelId, onDeleted }: ChannelDetailProps) {
  const { t } = useTranslation('channels');
  const [deleting, setDeleting] = useState(false);
  const load = useCallback(
    (client: Client, signal?: AbortSignal): Promise<ChannelResult<Channel>> =>
      client.channels.read({ ...scope, channelId }, signal === undefined ? {} : { signal }),
    [scope, channelId],
  );
  const { query, reload } = useQuery(load);
  const answer = query.kind === 'ready' ? query.value : null;
  return (
    <section className={styles.detail} aria-label={t('channel')}>
      <div className={styles.head}>
        <div>
          <h2>
            <CopyValue value={channelId} label={t('id')} />
          </h2>
          <p>{answer?.ok === true ? t(`policyHint.${answer.value.storagePolicy}`) : ''}</p>
        </div>
        <Button
          variant="subtle"
          color="red"
          leftSection={<Trash2 size={13} aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          {t('delete.open')}
        </Button>
      </div>
      {scope.environment.kind === 'simulator' ? <Followers scope={scope} channelId={channelId} /> : null}
      {query.kind === 'failed' ? (
        <RequestErrorNotice error={query.error} onRetry={() => void reload()} />
      ) : null}
      {answer?.ok === false ? <RejectionNotice refusal={answer} onRetry={() => void reload()} /> : null}
      {answer?.ok === true ? <BroadcastForm scope={scope} channel={answer.value} /> : null}
      {deleting && (
        <DeleteDialog
          scope={scope}
          channelId={channelId}
          onClose={() => setDeleting(false)}
          onDeleted={onDeleted}
        />
      )}
    </section>
  );
}
