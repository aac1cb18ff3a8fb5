import { Button } from '@mantine/core';
import { FilterX, Send } from 'lucide-react';
import { Trans, useTranslation } from 'react-i18next';
import { EmptyHint } from '../../components/empty-hint.js';
import { KeyCaps } from '../../window/key-caps.js';

interface LogEmptyProps {
  readonly filtering: boolean;
  readonly onClearFilter: () => void;
}

/** Shown instead of an empty list: how to get the first row, or that the filter hides all rows. */
export function LogEmpty({ filtering, onClearFilter }: LogEmptyProps) {
  const { t } = useTranslation('log');
  if (filtering) {
    return (
      <EmptyHint
        icon={FilterX}
        title={t('empty.filteredTitle')}
        action={
          <Button variant="default" onClick={onClearFilter}>
            {t('empty.clearFilter')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyHint icon={Send} title={t('empty.title')}>
      <Trans t={t} i18nKey="empty.text" components={{ keys: <KeyCaps shortcut="send" /> }} />
    </EmptyHint>
  );
}
