import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { countImports, shownIn } from './import-state.js';
import { ImportCard } from './import-card.js';
import type { Imports } from './use-imports.js';
import styles from './credentials.module.css';

/** One card per file that was dropped: what it is, what it still needs, and what to do with it. */
export function ImportDialog({ imports }: { readonly imports: Imports }) {
  const { t } = useTranslation('credentials');
  const { items } = imports;
  const counts = countImports(items);
  return (
    <Modal
      opened={items.length > 0}
      onClose={imports.dismissAll}
      title={t('import.title', { count: items.length })}
      size={620}
      closeButtonProps={{ 'aria-label': t('import.close') }}
      closeOnClickOutside={false}
      classNames={{ body: styles['import-body'] ?? '' }}
    >
      <p className={styles['import-summary']} role="status">
        {summaryParts(counts)
          .map(({ key, count }) => t(`import.${key}`, { count }))
          .join(' · ')}
      </p>
      <ul className={styles['import-list']}>
        {items.map((item) => (
          <li key={item.id}>
            <ImportCard
              item={item}
              shownIn={shownIn(items, item)}
              onAnswer={(answer) => imports.answer(item, answer)}
              onUnlocked={imports.retryLocked}
              onDismiss={() => imports.dismiss(item.id)}
              onUsed={imports.dismissAll}
            />
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={imports.dismissAll} disabled={counts.busy > 0}>
          {t('import.done')}
        </Button>
      </Group>
    </Modal>
  );
}

const PARTS = ['busy', 'kept', 'waiting', 'refused'] as const;

function summaryParts(counts: ReturnType<typeof countImports>) {
  return PARTS.map((key) => ({ key, count: counts[key] })).filter(({ count }) => count > 0);
}
