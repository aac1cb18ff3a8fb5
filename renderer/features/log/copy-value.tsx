import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './log.module.css';

/** A value in fixed-width type with a button that copies it whole, however much of it is in sight. */
export function CopyValue(props: {
  readonly value: string;
  readonly label: string;
  readonly shown?: string;
}) {
  return (
    <span className={styles['copy-value']}>
      <code title={props.value}>{props.shown ?? props.value}</code>
      <CopyIcon value={props.value} label={props.label} />
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
