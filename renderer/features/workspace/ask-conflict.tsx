import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

/** Asks which version to keep: the file on disk is not the one that was opened. */
export function askConflict(
  t: Translate,
  options: { readonly isGone: boolean; readonly onOverwrite: () => void; readonly onTake: () => void },
): void {
  const id = modals.open({
    title: t('conflict.title'),
    closeButtonProps: { 'aria-label': t('conflict.cancel') },
    children: (
      <>
        <Text size="md">{options.isGone ? t('conflict.gone') : t('conflict.changed')}</Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button variant="default" onClick={() => modals.close(id)}>
            {t('conflict.cancel')}
          </Button>
          {options.isGone ? null : (
            <Button
              variant="default"
              onClick={() => {
                modals.close(id);
                options.onTake();
              }}
            >
              {t('conflict.take')}
            </Button>
          )}
          <Button
            color="red"
            onClick={() => {
              modals.close(id);
              options.onOverwrite();
            }}
          >
            {options.isGone ? t('conflict.writeAgain') : t('conflict.overwrite')}
          </Button>
        </Group>
      </>
    ),
  });
}
