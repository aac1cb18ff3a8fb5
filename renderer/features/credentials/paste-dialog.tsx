import { Button, Group, Modal, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenFiles } from '../../window/file-drop.js';
import { nameOfPasted } from './import-state.js';

/** Imports a key or certificate that exists only as text: in a chat, a password manager, a CI variable. */
export function PasteDialog(props: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('credentials');
  const openFiles = useOpenFiles();
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    openFiles({ files: [new File([text], nameOfPasted(text))], folders: [] });
    setText('');
    props.onClose();
  };
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('paste.title')}
      size={560}
      closeButtonProps={{ 'aria-label': t('import.close') }}
    >
      <form onSubmit={submit}>
        <Textarea
          label={t('paste.label')}
          description={t('paste.hint')}
          placeholder={t('paste.placeholder')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          rows={10}
          spellCheck={false}
          autoComplete="off"
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {t('paste.cancel')}
          </Button>
          <Button type="submit" disabled={text.trim() === ''}>
            {t('paste.read')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
