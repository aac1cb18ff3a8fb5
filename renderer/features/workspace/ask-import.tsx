import { Button, Group, Stack, Textarea } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

/** Asks for a pasted curl command, `.apns` file, preset or payload. */
export function askImport(t: Translate, onDone: (text: string) => void): void {
  const id = modals.open({
    title: t('import.paste'),
    size: 'lg',
    closeButtonProps: { 'aria-label': t('preset.cancel') },
    children: <PasteDialog onDone={onDone} onClose={() => modals.close(id)} />,
  });
}

function PasteDialog(props: { readonly onDone: (text: string) => void; readonly onClose: () => void }) {
  const { t } = useTranslation('compose');
  const [text, setText] = useState('');
  return (
    <Stack gap="md">
      <Textarea
        data-autofocus
        label={t('import.text')}
        description={t('import.hint')}
        autosize
        minRows={8}
        maxRows={20}
        classNames={{ input: 'pd-mono' }}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={props.onClose}>
          {t('preset.cancel')}
        </Button>
        <Button
          disabled={text.trim() === ''}
          onClick={() => {
            props.onClose();
            props.onDone(text);
          }}
        >
          {t('import.do')}
        </Button>
      </Group>
    </Stack>
  );
}
