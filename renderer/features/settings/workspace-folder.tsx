import { Button, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../components/error-notice.js';
import { FieldRow } from '../../components/field-row.js';
import { useClient } from '../../platform/client-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { useWorkspace } from '../../state/workspace-context.js';
import styles from './settings.module.css';

/** Selects the folder of presets and devices: the default one, or one in a team's repository. */
export function WorkspaceFolder() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  if (workspace === null) return null;
  return (
    <section className={styles.section}>
      <h3>{t('settings.workspace')}</h3>
      <p className={styles.about}>{t('settings.workspaceHint')}</p>
      <FolderForm key={workspace.folder} folder={workspace.folder} isDefault={workspace.isDefault} />
    </section>
  );
}

function FolderForm(props: { readonly folder: string; readonly isDefault: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const client = useClient();
  const toErrorMessage = useToErrorMessage();
  const [typed, setTyped] = useState(props.folder);
  const [error, setError] = useState<unknown>(null);
  const open = async (folder: string | null): Promise<void> => {
    setError(null);
    try {
      await client.workspace.open({ folder });
    } catch (thrown) {
      setError(thrown);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void open(typed.trim());
      }}
    >
      <FieldRow label={t('settings.folder')} htmlFor={id}>
        <TextInput
          id={id}
          flex={1}
          classNames={{ input: 'pd-mono' }}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          disabled={typed.trim() === '' || typed.trim() === props.folder}
        >
          {t('settings.openFolder')}
        </Button>
        {props.isDefault ? null : (
          <Button variant="subtle" onClick={() => void open(null)}>
            {t('settings.ownFolder')}
          </Button>
        )}
      </FieldRow>
      {error === null ? null : <ErrorNotice error={toErrorMessage(error)} />}
    </form>
  );
}
