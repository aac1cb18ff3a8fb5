import { NumberInput, Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow } from '../../components/field-row.js';
import { fromLocalInput, toLocalInput } from '../../components/local-time.js';
import type { ExpirationChoice } from '../../state/compose-headers.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import styles from './compose.module.css';

const HOUR_S = 3600;
/** The offered lifetimes of a push. Unit: seconds. */
const LIFETIMES_S = { hour: HOUR_S, day: 24 * HOUR_S, month: 30 * 24 * HOUR_S } as const;

/** How long APNs keeps trying; the number in the header is computed when the push is sent. */
export function ExpirationField(props: {
  readonly expiration: ExpirationChoice;
  readonly onChange: (expiration: ExpirationChoice) => void;
}) {
  const { t } = useTranslation('compose');
  const id = useId();
  const { expiration, onChange } = props;
  return (
    <FieldRow label={t('expiration.label')} htmlFor={id} note={<SubjectNotes subject="expiration" />}>
      <Select
        id={id}
        flex={1}
        value={choiceOf(expiration)}
        data={(['unset', 'once', 'hour', 'day', 'month', 'after', 'at'] as const).map((value) => ({
          value,
          label: t(`expiration.${value}`),
        }))}
        allowDeselect={false}
        onChange={(value) => onChange(expirationFor(value ?? 'unset', Date.now()))}
      />
      {expiration.kind === 'after' && choiceOf(expiration) === 'after' ? (
        <NumberInput
          aria-label={t('expiration.seconds')}
          className={styles.short}
          value={expiration.seconds}
          min={1}
          suffix={t('expiration.unit')}
          onChange={(value) => onChange({ kind: 'after', seconds: Number(value) || 1 })}
        />
      ) : null}
      {expiration.kind === 'at' ? (
        <TextInput
          type="datetime-local"
          step={1}
          aria-label={t('expiration.moment')}
          value={toLocalInput(expiration.unixS)}
          onChange={(event) => {
            const unixS = fromLocalInput(event.currentTarget.value);
            if (unixS !== null) onChange({ kind: 'at', unixS });
          }}
        />
      ) : null}
    </FieldRow>
  );
}

function choiceOf(expiration: ExpirationChoice): string {
  if (expiration.kind !== 'after') return expiration.kind;
  return Object.entries(LIFETIMES_S).find(([, seconds]) => seconds === expiration.seconds)?.[0] ?? 'after';
}

function expirationFor(choice: string, nowMs: number): ExpirationChoice {
  switch (choice) {
    case 'once':
      return { kind: 'once' };
    case 'hour':
    case 'day':
    case 'month':
      return { kind: 'after', seconds: LIFETIMES_S[choice] };
    case 'after':
      return { kind: 'after', seconds: 600 };
    case 'at':
      return { kind: 'at', unixS: Math.floor(nowMs / 1000) + HOUR_S };
    default:
      return { kind: 'unset' };
  }
}
