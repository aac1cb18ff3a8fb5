import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './copy-value.module.css';

interface CopyValueProps {
  readonly value: string;
  /** Names the value for screen readers and in the tooltip. */
  readonly label: string;
  /** Shown in place of a value that is too long. */
  readonly shown?: string;
  /** Wraps onto several lines instead of being cut off. */
  readonly wrap?: boolean;
}

/** A value in a monospace font with a button that copies all of it, even where it is shown shortened. */
export function CopyValue({ value, label, shown = value, wrap = false }: CopyValueProps) {
  return (
    <span className={styles.copyValue} data-wrap={wrap}>
      <code title={value}>{shown}</code>
      <CopyIcon value={value} label={label} />
    </span>
  );
}

/** Only the button. `label` names what is copied, for screen readers and in the tooltip. */
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
