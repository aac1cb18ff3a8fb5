import { Autocomplete, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RawJson } from '#shared/payload/edit';
import { FieldRow } from '../../../components/field-row.js';
import styles from './form.module.css';
import { usePayloadForm } from './form-context.js';
import { isJson, sourceAt, valueAt, withValue } from './payload-edits.js';

interface FieldProps {
  readonly pointer: string;
  readonly label: string;
  readonly note?: ReactNode;
}

/** A string at a pointer; clearing the field removes the key. */
export function StringField(
  props: FieldProps & { readonly suggestions?: readonly string[]; readonly placeholder?: string },
) {
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const value = valueAt(reading, props.pointer);
  const shared = {
    id,
    flex: 1,
    value: typeof value === 'string' ? value : '',
    placeholder: props.placeholder ?? '',
  };
  const write = (words: string): void =>
    onChange(withValue(reading.text, props.pointer, words === '' ? undefined : words));
  return (
    <FieldRow label={props.label} htmlFor={id} note={props.note}>
      {props.suggestions === undefined ? (
        <TextInput {...shared} onChange={(event) => write(event.currentTarget.value)} />
      ) : (
        <Autocomplete {...shared} data={[...props.suggestions]} onChange={write} />
      )}
    </FieldRow>
  );
}

/** A number at a pointer; clearing the field removes the key. */
export function NumberField(
  props: FieldProps & { readonly min?: number; readonly max?: number; readonly step?: number },
) {
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const value = valueAt(reading, props.pointer);
  return (
    <FieldRow label={props.label} htmlFor={id} note={props.note}>
      <NumberInput
        id={id}
        className={styles.number}
        value={typeof value === 'number' ? value : ''}
        {...(props.min === undefined ? {} : { min: props.min })}
        {...(props.max === undefined ? {} : { max: props.max })}
        step={props.step ?? 1}
        onChange={(next) => {
          const number = typeof next === 'number' ? next : Number.parseFloat(next);
          onChange(
            withValue(reading.text, props.pointer, next === '' || Number.isNaN(number) ? undefined : number),
          );
        }}
      />
    </FieldRow>
  );
}

/** One of a few strings, or none. */
export function ChoiceField(
  props: FieldProps & {
    readonly unset: string;
    readonly choices: readonly { readonly value: string; readonly label: string }[];
  },
) {
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const value = valueAt(reading, props.pointer);
  const current = typeof value === 'string' ? value : '';
  const isForeign = current !== '' && !props.choices.some((choice) => choice.value === current);
  return (
    <FieldRow label={props.label} htmlFor={id} note={props.note}>
      <Select
        id={id}
        flex={1}
        value={current}
        data={[
          { value: '', label: props.unset },
          ...props.choices.map((choice) => ({ ...choice })),
          ...(isForeign ? [{ value: current, label: current }] : []),
        ]}
        allowDeselect={false}
        onChange={(next) =>
          onChange(withValue(reading.text, props.pointer, next === null || next === '' ? undefined : next))
        }
      />
    </FieldRow>
  );
}

/** A switch whose "on" is a fixed value and whose "off" removes the key. */
export function FlagField(props: FieldProps & { readonly on: number | boolean }) {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const value = valueAt(reading, props.pointer);
  const isOdd = value !== undefined && value !== props.on;
  return (
    <div className={styles.flag}>
      <Switch
        label={props.label}
        description={isOdd ? t('form.oddValue', { value: sourceAt(reading, props.pointer) }) : props.note}
        checked={value === props.on}
        onChange={(event) =>
          onChange(withValue(reading.text, props.pointer, event.currentTarget.checked ? props.on : undefined))
        }
      />
    </div>
  );
}

/** Any JSON at a pointer, written into the payload exactly as typed as soon as it is valid. */
export function JsonField(props: FieldProps & { readonly minRows?: number; readonly placeholder?: string }) {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const source = sourceAt(reading, props.pointer);
  const [draft, setDraft] = useState<{ readonly text: string; readonly over: string } | null>(null);
  const shown = draft?.over === source ? draft.text : source;
  const isBroken = shown.trim() !== '' && !isJson(shown);
  return (
    <FieldRow label={props.label} htmlFor={id} note={isBroken ? null : props.note}>
      <Textarea
        id={id}
        flex={1}
        autosize
        minRows={props.minRows ?? 1}
        maxRows={14}
        classNames={{ input: 'pd-mono' }}
        placeholder={props.placeholder ?? ''}
        value={shown}
        error={isBroken ? t('form.notJson') : null}
        spellCheck={false}
        onChange={(event) => {
          const text = event.currentTarget.value;
          const written = text.trim();
          if (written === '') onChange(withValue(reading.text, props.pointer, undefined));
          else if (isJson(written)) onChange(withValue(reading.text, props.pointer, new RawJson(written)));
          const isWritten = written === '' || isJson(written);
          setDraft({ text, over: isWritten ? written : source });
        }}
      />
    </FieldRow>
  );
}
