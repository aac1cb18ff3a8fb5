import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

interface NameForm {
  readonly title: string;
  readonly name: string;
  /** Absent: asks only for the name. */
  readonly folders?: readonly string[];
  readonly onDone: (answer: {
    readonly name: string;
    readonly description: string;
    readonly folder: string;
  }) => void;
}

/** Asks for the name and folder of a preset or folder. */
export function askPresetName(t: Translate, form: NameForm): void {
  const id = modals.open({
    title: form.title,
    closeButtonProps: { 'aria-label': t('preset.cancel') },
    children: <NameDialog {...form} onClose={() => modals.close(id)} />,
  });
}

function NameDialog(props: NameForm & { readonly onClose: () => void }) {
  const { t } = useTranslation('compose');
  const [name, setName] = useState(props.name);
  const [description, setDescription] = useState('');
  const [folder, setFolder] = useState('');
  const isWrong = name.trim() === '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isWrong) return;
        props.onClose();
        props.onDone({ name: name.trim(), description, folder });
      }}
    >
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t('preset.name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {props.folders === undefined ? null : (
          <>
            <Textarea
              label={t('preset.description')}
              autosize
              minRows={2}
              value={description}
              onChange={(event) => setDescription(event.currentTarget.value)}
            />
            <Select
              label={t('preset.folder')}
              value={folder}
              data={[
                { value: '', label: t('preset.topFolder') },
                ...props.folders.map((path) => ({ value: path, label: path.replaceAll('/', ' / ') })),
              ]}
              allowDeselect={false}
              onChange={(path) => setFolder(path ?? '')}
            />
          </>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={props.onClose}>
            {t('preset.cancel')}
          </Button>
          <Button type="submit" disabled={isWrong}>
            {t('preset.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
