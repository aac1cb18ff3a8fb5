import { Button, FileButton } from '@mantine/core';
import { ClipboardPaste, FilePlus2, KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { EmptyHint } from '../../components/empty-hint.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { PanelHeader } from '../../components/panel-header.js';
import { type CredentialList as Credentials, useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { useOpenFiles } from '../../window/file-drop.js';
import { goTo, usePlace } from '../../window/navigation.js';
import { CredentialDetail } from './credential-detail.js';
import { CredentialList } from './credential-list.js';
import styles from './credentials-screen.module.css';
import { PasteDialog } from './paste-dialog.js';
import { ToolsMenu } from './tools-menu.js';
import { VaultStatus } from './vault-status.js';

/** All stored credentials: what each can be used for, and how to add one. */
export function CredentialsScreen() {
  const { t } = useTranslation('credentials');
  const { query } = useCredentials();
  const [pasting, setPasting] = useState(false);
  return (
    <div className={styles.screen}>
      <PanelHeader title={t('title')}>
        <ToolsMenu />
        <AddButtons onPaste={() => setPasting(true)} />
      </PanelHeader>
      {query.kind === 'failed' && <LoadFailure error={query.error} />}
      {query.kind === 'ready' && <Kept list={query.value} />}
      <PasteDialog opened={pasting} onClose={() => setPasting(false)} />
    </div>
  );
}

function AddButtons({ onPaste }: { readonly onPaste: () => void }) {
  const { t } = useTranslation('credentials');
  const openFiles = useOpenFiles();
  return (
    <>
      <Button variant="default" leftSection={<ClipboardPaste size={13} aria-hidden />} onClick={onPaste}>
        {t('add.paste')}
      </Button>
      <FileButton multiple onChange={(files) => openFiles({ files, folders: [] })}>
        {(button) => (
          <Button {...button} leftSection={<FilePlus2 size={13} aria-hidden />}>
            {t('add.open')}
          </Button>
        )}
      </FileButton>
    </>
  );
}

function LoadFailure({ error }: { readonly error: unknown }) {
  const toErrorMessage = useToErrorMessage();
  const { reload } = useCredentials();
  const { t } = useTranslation('credentials');
  return (
    <div className={styles.loadFailure}>
      <ErrorNotice
        error={toErrorMessage(error)}
        action={
          <Button variant="default" onClick={() => void reload()}>
            {t('load.again')}
          </Button>
        }
      />
    </div>
  );
}

function Kept({ list }: { readonly list: Credentials }) {
  const { t } = useTranslation('credentials');
  const place = usePlace();
  const selected = chosenOf(list.credentials, place.params['id']);
  return (
    <div className={styles.columns}>
      <div className={styles.side}>
        <CredentialList
          credentials={list.credentials}
          selectedId={selected?.id ?? null}
          onSelect={(id) => goTo('credentials', { id })}
        />
        <p className={styles.dropHint}>{t('add.hint')}</p>
        <VaultStatus />
      </div>
      <div className={styles.main}>
        {selected === null ? (
          <EmptyHint icon={KeyRound} title={t('empty.title')}>
            {t('empty.text')}
          </EmptyHint>
        ) : (
          <CredentialDetail key={selected.id} credential={selected} />
        )}
      </div>
    </div>
  );
}

/** The credential in the URL, otherwise the user's newest, otherwise the sample. */
function chosenOf(
  credentials: readonly CredentialSummary[],
  id: string | undefined,
): CredentialSummary | null {
  return (
    credentials.find((credential) => credential.id === id) ??
    credentials.find(({ sample }) => !sample) ??
    credentials[0] ??
    null
  );
}
