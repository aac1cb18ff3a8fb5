import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Channel, STORAGE_POLICIES, type StoragePolicy } from '#shared/apns/channel';
import { useClient } from '../../platform/client-context.js';
import type { Scope } from './channel-scope.js';
import { type Rejection, RejectionNotice } from './rejection-notice.js';
import { RequestErrorNotice } from './request-error-notice.js';

type Creation =
  | { readonly kind: 'asking' }
  | { readonly kind: 'creating' }
  | { readonly kind: 'refused'; readonly refusal: Rejection }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Creates a channel. Its storage policy is chosen here because Apple does not allow changing it later. */
export function CreateDialog(props: {
  readonly scope: Scope;
  readonly onClose: () => void;
  readonly onCreated: (channel: Channel) => void;
}) {
  const { t } = useTranslation('channels');
  const client = useClient();
  const [storagePolicy, setStoragePolicy] = useState<StoragePolicy>('most-recent');
  const [creation, setCreation] = useState<Creation>({ kind: 'asking' });
  const create = async (): Promise<void> => {
    setCreation({ kind: 'creating' });
    try {
      const answer = await client.channels.create({ ...props.scope, storagePolicy });
      if (answer.ok) props.onCreated(answer.value);
      else setCreation({ kind: 'refused', refusal: answer });
    } catch (error) {
      setCreation({ kind: 'failed', error });
    }
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('create.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t('create.stores')}
          description={t('create.storesHint')}
          value={storagePolicy}
          onChange={(value) =>
            setStoragePolicy(STORAGE_POLICIES.find((policy) => policy === value) ?? 'most-recent')
          }
        >
          <Stack gap="sm" mt="sm">
            {(['most-recent', 'none'] as const).map((policy) => (
              <Radio
                key={policy}
                value={policy}
                label={t(`policy.${policy}`)}
                description={t(`policyHint.${policy}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {creation.kind === 'refused' ? <RejectionNotice refusal={creation.refusal} /> : null}
        {creation.kind === 'failed' ? (
          <RequestErrorNotice error={creation.error} onRetry={() => void create()} />
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose}>
            {t('cancel')}
          </Button>
          <Button loading={creation.kind === 'creating'} onClick={() => void create()}>
            {t('create.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
