import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './copy-value.module.css';

interface CopyValueProps {
  readonly value: string;
  /** Names the value for screen readers and the tooltip. */
  readonly label: string;
  /** Stands for a value that is too long to show. */
  readonly shown?: string;
  /** Breaks into lines instead of being cut off. */
  readonly wrap?: boolean;
}

/** A value in fixed-width type with a button that copies it whole, however much of it is in sight. */
export function CopyValue({ value, label, shown = value, wrap = false }: CopyValueProps) {
  return (
    <span className={styles.copyValue} data-wrap={wrap}>
      <code title={value}>{shown}</code>
      <CopyIcon value={value} label={label} />
    </span>
  );
}

/** The button alone. `label` names what is copied, for screen readers and the tooltip. */
export function CopyIcon({ value, label }: { readonly value: string; readonly label: string }) {
  const { t } = useTranslation('log');
  return (
    <CopyButton value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copy.done') : t('copy.what', { what: label })}>
          <ActionIcon size="sm" onClick={copy} aria-label={t('copy.what', { what: label })}>
            {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
