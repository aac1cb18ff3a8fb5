import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { renameKey } from '#shared/payload/edit';
import { escapePointer } from '#shared/payload/json-tree';
import styles from './form.module.css';
import { usePayloadForm } from './form-context.js';
import { JsonField } from './form-fields.js';
import { customKeys, withValue } from './payload-edits.js';

/** Keys with fields of their own elsewhere in the form. */
const KNOWN = ['container-identifier', 'domain', 'mdm'];

/** The app's own keys beside `aps`, with any name and any JSON. */
export function CustomSection() {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const keys = customKeys(reading, KNOWN);
  const add = (): void => {
    let number = keys.length + 1;
    while (keys.includes(`key${number}`)) number += 1;
    onChange(withValue(reading.text, `/key${number}`, ''));
  };
  return (
    <>
      {keys.map((key, index) => (
        // Keyed by index, not by name, so that renaming keeps the focus.
        <CustomRow key={index} name={key} />
      ))}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        className={styles.add}
        leftSection={<Plus size={13} aria-hidden />}
        onClick={add}
      >
        {t('form.addKey')}
      </Button>
    </>
  );
}

function CustomRow({ name }: { readonly name: string }) {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const [typed, setTyped] = useState<{ readonly text: string; readonly over: string } | null>(null);
  const shown = typed?.over === name ? typed.text : name;
  const pointer = `/${escapePointer(name)}`;
  const renamed = shown === name ? reading.text : renameKey(reading.text, pointer, shown);
  return (
    <div className={styles.custom}>
      <TextInput
        aria-label={t('form.keyName')}
        classNames={{ input: 'pd-mono' }}
        value={shown}
        error={renamed === null ? t('form.keyTaken') : null}
        spellCheck={false}
        onChange={(event) => setTyped({ text: event.currentTarget.value, over: name })}
        onBlur={() => {
          if (renamed !== null && renamed !== reading.text) onChange(renamed);
        }}
      />
      <JsonField pointer={pointer} label={t('form.keyValue')} />
      <ActionIcon
        size={30}
        aria-label={t('form.removeKey', { name })}
        onClick={() => onChange(withValue(reading.text, pointer, undefined))}
      >
        <X size={14} aria-hidden />
      </ActionIcon>
    </div>
  );
}
