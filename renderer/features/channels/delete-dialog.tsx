import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { useClient } from '../../platform/client-context.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';
import { type Rejection, RejectionNotice } from './rejection-notice.js';
import { RequestErrorNotice } from './request-error-notice.js';

type Deletion =
  | { readonly kind: 'asking' }
  | { readonly kind: 'deleting' }
  | { readonly kind: 'refused'; readonly refusal: Rejection }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Confirms the deletion of a channel, which cannot be undone, here or at Apple. */
export function DeleteDialog(props: {
  readonly scope: Scope;
  readonly channelId: string;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}) {
  const { t } = useTranslation('channels');
  const client = useClient();
  const [deletion, setDeletion] = useState<Deletion>({ kind: 'asking' });
  const remove = async (): Promise<void> => {
    setDeletion({ kind: 'deleting' });
    try {
      const answer = await client.channels.delete({ ...props.scope, channelId: props.channelId });
      if (answer.ok) props.onDeleted();
      else setDeletion({ kind: 'refused', refusal: answer });
    } catch (error) {
      setDeletion({ kind: 'failed', error });
    }
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('delete.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="md">
        <p className={styles.subject}>
          <EnvironmentBadge kind={props.scope.environment.kind} />
          <code>{props.channelId}</code>
        </p>
        <Text>{t('delete.text')}</Text>
        {deletion.kind === 'refused' ? <RejectionNotice refusal={deletion.refusal} /> : null}
        {deletion.kind === 'failed' ? (
          <RequestErrorNotice error={deletion.error} onRetry={() => void remove()} />
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" loading={deletion.kind === 'deleting'} onClick={() => void remove()}>
            {t('delete.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
