import { CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { withCondition } from './log-filter.js';
import styles from './log-filter-bar.module.css';

/** The history is searched when typing pauses. Unit: milliseconds. */
const SEARCH_DELAY_MS = 200;

interface LogFilterBarProps {
  readonly filter: HistoryFilter;
  /** The reasons of the loaded rows. */
  readonly reasons: readonly string[];
  readonly onChange: (filter: HistoryFilter) => void;
}

/** Filters the log by outcome, environment, reason and text. */
export function LogFilterBar({ filter, reasons, onChange }: LogFilterBarProps) {
  const { t } = useTranslation('log');
  return (
    <div className={styles.filters} role="search" aria-label={t('filter.label')}>
      <Select
        aria-label={t('filter.outcome')}
        placeholder={t('filter.anyOutcome')}
        data={DELIVERY_OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        value={filter.outcome ?? null}
        onChange={(value) => onChange(withCondition(filter, 'outcome', value))}
        clearable
        w={132}
      />
      <Select
        aria-label={t('filter.environment')}
        placeholder={t('filter.anyEnvironment')}
        data={ENVIRONMENT_KINDS.map((value) => ({ value, label: t(`environment.${value}`) }))}
        value={filter.environment ?? null}
        onChange={(value) => onChange(withCondition(filter, 'environment', value))}
        clearable
        w={144}
      />
      <Select
        aria-label={t('filter.reason')}
        placeholder={t('filter.anyReason')}
        data={reasons}
        value={filter.reason ?? null}
        onChange={(value) => onChange(withCondition(filter, 'reason', value))}
        nothingFoundMessage={t('filter.noReason')}
        searchable
        clearable
        w={172}
        comboboxProps={{ width: 240, position: 'bottom-start' }}
      />
      <SearchField
        value={filter.search ?? ''}
        onChange={(words) => onChange(withCondition(filter, 'search', words))}
      />
    </div>
  );
}

function SearchField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (words: string) => void;
}) {
  const { t } = useTranslation('log');
  const [typed, setTyped] = useState(value);
  const settle = useDebouncedCallback(onChange, SEARCH_DELAY_MS);
  useEffect(() => settle.cancel, [settle]);
  const change = (words: string): void => {
    setTyped(words);
    settle(words.trim());
  };
  return (
    <TextInput
      className={styles.search}
      aria-label={t('filter.search')}
      placeholder={t('filter.searchPlaceholder')}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<Search size={13} aria-hidden />}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size="xs"
            aria-label={t('filter.clearSearch')}
            onClick={() => {
              settle.cancel();
              setTyped('');
              onChange('');
            }}
          />
        )
      }
    />
  );
}
