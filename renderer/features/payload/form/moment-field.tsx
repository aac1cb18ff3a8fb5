import { NumberInput, Select, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow } from '../../../components/field-row.js';
import { fromLocalInput, toLocalInput } from '../../../components/local-time.js';
import styles from './form.module.css';
import { usePayloadForm } from './form-context.js';
import { type MomentChoice, momentOf, valueOfMoment } from './moment.js';
import { valueAt, withValue } from './payload-edits.js';

/** A time in Unix seconds: not set, relative to sending, or fixed. */
export function MomentField(props: {
  readonly pointer: string;
  readonly label: string;
  readonly note?: ReactNode;
}) {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const choice = momentOf(valueAt(reading, props.pointer));
  const write = (next: Exclude<MomentChoice, { kind: 'other' }>): void =>
    onChange(withValue(reading.text, props.pointer, valueOfMoment(next)));
  return (
    <FieldRow label={props.label} htmlFor={id} note={props.note}>
      <Select
        id={id}
        flex={1}
        value={choice.kind === 'after' && choice.seconds === 0 ? 'now' : choice.kind}
        data={[
          { value: 'unset', label: t('moment.unset') },
          { value: 'now', label: t('moment.now') },
          { value: 'after', label: t('moment.after') },
          { value: 'at', label: t('moment.at') },
          ...(choice.kind === 'other' ? [{ value: 'other', label: t('moment.other') }] : []),
        ]}
        allowDeselect={false}
        onChange={(value) => {
          if (value === 'unset') write({ kind: 'unset' });
          if (value === 'now') write({ kind: 'after', seconds: 0 });
          if (value === 'after') write({ kind: 'after', seconds: 3600 });
          if (value === 'at') write({ kind: 'at', unixS: Math.floor(Date.now() / 1000) + 3600 });
        }}
      />
      {choice.kind === 'after' && choice.seconds !== 0 ? (
        <NumberInput
          aria-label={t('moment.seconds')}
          className={styles.number}
          value={choice.seconds}
          suffix={t('moment.unit')}
          onChange={(value) => write({ kind: 'after', seconds: Math.round(Number(value)) || 1 })}
        />
      ) : null}
      {choice.kind === 'at' ? (
        <TextInput
          type="datetime-local"
          step={1}
          aria-label={t('moment.date')}
          value={toLocalInput(choice.unixS)}
          onChange={(event) => {
            const unixS = fromLocalInput(event.currentTarget.value);
            if (unixS !== null) write({ kind: 'at', unixS });
          }}
        />
      ) : null}
    </FieldRow>
  );
}
