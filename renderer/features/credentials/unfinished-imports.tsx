import { Button } from '@mantine/core';
import { FileKey2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './unfinished-imports.module.css';
import type { Imports } from './use-imports.js';

/** Reopens imported files that still need an answer, from a corner of the window. */
export function UnfinishedImports({ imports }: { readonly imports: Imports }) {
  const { t } = useTranslation('credentials');
  const { items, isOpen, reopen } = imports;
  if (isOpen || items.length === 0) return null;
  return (
    <section className={styles.unfinishedNote} aria-label={t('import.unfinishedTitle')}>
      <FileKey2 size={15} aria-hidden />
      <span title={items.map(({ name }) => name).join('\n')}>
        {t('import.waitingLater', { count: items.length, name: items[0]?.name ?? '' })}
      </span>
      <Button size="compact-xs" variant="light" onClick={reopen}>
        {t('import.goOn')}
      </Button>
    </section>
  );
}
