import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ArrowRight, Download, Pencil, Trash2 } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { formatDate } from '../../components/time-format.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useCredentialName } from '../../state/use-credential-name.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { ConvertDialog } from './convert-dialog.js';
import styles from './credential-detail.module.css';
import credentialsStyles from './credentials.module.css';
import { DefaultList } from './default-list.js';
import { DiagnosisCard } from './diagnosis-card.js';
import { useSendWith } from './use-send-with.js';

/** How long a removal can be undone from its notification. Unit: milliseconds. */
const UNDO_MS = 12_000;

/** One credential: its diagnosis, its name and its actions. */
export function CredentialDetail({ credential }: { readonly credential: CredentialSummary }) {
  const { t } = useTranslation('credentials');
  const language = useLanguage();
  const name = useCredentialName(credential);
  const sendWith = useSendWith();
  const remove = useRemoval();
  const [exporting, setExporting] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const canSend = credential.kind === 'identity' || credential.kind === 'apns-key';
  return (
    <article className={styles.detail} aria-label={name}>
      <header className={styles.detailHead}>
        {renaming ? (
          <RenameForm credential={credential} onDone={() => setRenaming(false)} />
        ) : (
          <>
            <h2>{name}</h2>
            {!credential.sample && (
              <Tooltip label={t('rename.button')}>
                <ActionIcon onClick={() => setRenaming(true)} aria-label={t('rename.button')}>
                  <Pencil size={14} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </>
        )}
        <span className={styles.detailActions}>
          <Tooltip label={t('export.button')}>
            <ActionIcon onClick={() => setExporting(true)} aria-label={t('export.button')}>
              <Download size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
          {!credential.sample && (
            <Tooltip label={t('remove.button')}>
              <ActionIcon onClick={() => void remove(credential)} aria-label={t('remove.button')}>
                <Trash2 size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          )}
          {canSend && (
            <Button rightSection={<ArrowRight size={13} aria-hidden />} onClick={() => sendWith(credential)}>
              {t('use.button')}
            </Button>
          )}
        </span>
      </header>
      {credential.sample ? (
        <p className={styles.note}>{t('sample.text')}</p>
      ) : (
        <p className={credentialsStyles.quiet}>
          {t('added', { date: formatDate(credential.addedAtMs, language) })}
        </p>
      )}
      {(credential.kind === 'private-key' || credential.kind === 'certificate') && (
        <p className={styles.note}>{t(`incomplete.${credential.kind}`)}</p>
      )}
      <DiagnosisCard inspection={credential.inspection} teamId={credential.teamId} />
      <DefaultList credential={credential} />
      {exporting && <ConvertDialog credential={credential} onClose={() => setExporting(false)} />}
    </article>
  );
}

function RenameForm(props: { readonly credential: CredentialSummary; readonly onDone: () => void }) {
  const { credential, onDone } = props;
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { reload } = useCredentials();
  const notifyError = useNotifyError();
  const [name, setName] = useState(credential.name);
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    try {
      if (name.trim() !== credential.name) {
        await client.credentials.rename({ id: credential.id, name: name.trim() });
        await reload();
      }
      onDone();
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <form className={styles.rename} onSubmit={(event) => void save(event)}>
      <TextInput
        aria-label={t('rename.label')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
        }}
        maxLength={200}
        flex={1}
        autoFocus
      />
      <Button type="submit" disabled={name.trim() === ''}>
        {t('rename.save')}
      </Button>
      <Button variant="default" onClick={onDone}>
        {t('rename.cancel')}
      </Button>
    </form>
  );
}

/** Removes at once and offers an undo instead of asking for confirmation. */
function useRemoval(): (credential: CredentialSummary) => Promise<void> {
  const { t } = useTranslation('credentials');
  const client = useClient();
  const { reload } = useCredentials();
  const notifyError = useNotifyError();
  return async ({ id, name }) => {
    const message = `credential.removed.${id}`;
    const restore = async (): Promise<void> => {
      notifications.hide(message);
      try {
        await client.credentials.restore({ id });
        await reload();
      } catch (error) {
        notifyError(error);
      }
    };
    try {
      await client.credentials.remove({ id });
      await reload();
      notifications.show({
        id: message,
        title: t('remove.done', { name }),
        message: (
          <Button variant="default" size="compact-sm" mt="xs" onClick={() => void restore()}>
            {t('remove.undo')}
          </Button>
        ),
        autoClose: UNDO_MS,
      });
    } catch (error) {
      notifyError(error);
    }
  };
}
