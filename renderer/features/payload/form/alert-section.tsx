import { Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nodeAt } from '#shared/payload/json-tree';
import { FieldRow } from '../../../components/field-row.js';
import styles from './form.module.css';
import { usePayloadForm } from './form-context.js';
import { JsonField, StringField } from './form-fields.js';
import { type AlertKey, alertText, withAlertText } from './payload-edits.js';

const LOCALIZED = [
  { text: 'title', key: 'title-loc-key', args: 'title-loc-args' },
  { text: 'subtitle', key: 'subtitle-loc-key', args: 'subtitle-loc-args' },
  { text: 'body', key: 'loc-key', args: 'loc-args' },
] as const;

/** The text of the notification, literal or as keys that the app localises. */
export function AlertSection() {
  const { t } = useTranslation('payload');
  const { reading } = usePayloadForm();
  const hasKeys = LOCALIZED.some(({ key }) => nodeAt(reading.root, `/aps/alert/${key}`) !== undefined);
  const [isOpen, setOpen] = useState(hasKeys);
  return (
    <>
      <AlertTextField alertKey="title" />
      <AlertTextField alertKey="subtitle" />
      <AlertTextField alertKey="body" />
      <UnstyledButton className={styles.more} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <ChevronRight size={13} aria-hidden data-open={isOpen} className={styles.moreIcon} />
        {t('form.localization')}
      </UnstyledButton>
      {isOpen
        ? LOCALIZED.map(({ text, key, args }) => (
            <div key={key} className={styles.pair}>
              <StringField pointer={`/aps/alert/${key}`} label={t(`form.locKey.${text}`)} placeholder={key} />
              <JsonField
                pointer={`/aps/alert/${args}`}
                label={t('form.locArgs')}
                placeholder={t('form.locArgsExample')}
              />
            </div>
          ))
        : null}
    </>
  );
}

function AlertTextField({ alertKey }: { readonly alertKey: AlertKey }) {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const value = alertText(reading, alertKey);
  const write = (words: string): void => onChange(withAlertText(reading, alertKey, words));
  return (
    <FieldRow label={t(`form.${alertKey}`)} htmlFor={id}>
      {alertKey === 'body' ? (
        <Textarea
          id={id}
          flex={1}
          autosize
          minRows={2}
          maxRows={8}
          value={value}
          onChange={(event) => write(event.currentTarget.value)}
        />
      ) : (
        <TextInput id={id} flex={1} value={value} onChange={(event) => write(event.currentTarget.value)} />
      )}
    </FieldRow>
  );
}
