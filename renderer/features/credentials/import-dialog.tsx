import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ImportCard } from './import-card.js';
import styles from './import-dialog.module.css';
import { countImports, shownIn, unanswered } from './import-state.js';
import type { Imports } from './use-imports.js';

/** One card per dropped file: what it is, what it still needs, and what can be done with it. */
export function ImportDialog({ imports }: { readonly imports: Imports }) {
  const { t } = useTranslation('credentials');
  const { items } = imports;
  const counts = countImports(items);
  const open = unanswered(items);
  const [isAsking, setAsking] = useState(false);
  const close = (): void => {
    if (open.length > 0) setAsking(true);
    else imports.dismissAll();
  };
  const end = (how: () => void): void => {
    setAsking(false);
    how();
  };
  return (
    <Modal
      opened={items.length > 0 && imports.isOpen}
      onClose={close}
      title={t('import.title', { count: items.length })}
      size={620}
      closeButtonProps={{ 'aria-label': t('import.close') }}
      closeOnClickOutside={false}
      classNames={{ body: styles.importBody }}
    >
      <p className={styles.importSummary} role="status">
        {summaryParts(counts)
          .map(({ key, count }) => t(`import.${key}`, { count }))
          .join(' · ')}
      </p>
      <ul className={styles.importList}>
        {items.map((item) => (
          <li key={item.id}>
            <ImportCard
              item={item}
              shownIn={shownIn(items, item)}
              onAnswer={(answer) => imports.answer(item, answer)}
              onUnlocked={imports.retryLocked}
              onDismiss={() => imports.dismiss(item.id)}
              onUsed={imports.close}
            />
          </li>
        ))}
      </ul>
      {isAsking && open.length > 0 ? (
        <div className={styles.unfinished} role="alertdialog" aria-label={t('import.unfinishedTitle')}>
          <p>
            {t('import.unfinished', { count: open.length, names: open.map(({ name }) => name).join(', ') })}
          </p>
          <Group justify="flex-end" gap="sm">
            <Button variant="subtle" color="red" onClick={() => end(imports.dismissAll)}>
              {t('import.discard', { count: open.length })}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('import.goOn')}
            </Button>
            <Button data-autofocus onClick={() => end(imports.close)}>
              {t('import.later')}
            </Button>
          </Group>
        </div>
      ) : (
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close} disabled={counts.busy > 0}>
            {t('import.done')}
          </Button>
        </Group>
      )}
    </Modal>
  );
}

const PARTS = ['busy', 'kept', 'waiting', 'requests', 'refused'] as const;

function summaryParts(counts: ReturnType<typeof countImports>) {
  return PARTS.map((key) => ({ key, count: counts[key] })).filter(({ count }) => count > 0);
}
