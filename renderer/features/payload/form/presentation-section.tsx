import { Autocomplete, NumberInput, Switch } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow } from '../../../components/field-row.js';
import styles from './form.module.css';
import { usePayloadForm } from './form-context.js';
import { ChoiceField, NumberField } from './form-fields.js';
import { soundOf, withSound } from './payload-edits.js';

const LEVELS = ['passive', 'active', 'time-sensitive', 'critical'] as const;

/** How the notification attracts attention. */
export function PresentationSection() {
  const { t } = useTranslation('payload');
  return (
    <>
      <div className={styles.pair}>
        <NumberField pointer="/aps/badge" label={t('form.badge')} min={0} />
        <SoundField />
      </div>
      <div className={styles.pair}>
        <ChoiceField
          pointer="/aps/interruption-level"
          label={t('form.level')}
          unset={t('form.unset')}
          choices={LEVELS.map((level) => ({ value: level, label: t(`form.levels.${level}`) }))}
        />
        <NumberField pointer="/aps/relevance-score" label={t('form.relevance')} min={0} max={1} step={0.1} />
      </div>
    </>
  );
}

function SoundField() {
  const { t } = useTranslation('payload');
  const { reading, onChange } = usePayloadForm();
  const id = useId();
  const sound = soundOf(reading);
  return (
    <FieldRow
      label={t('form.sound')}
      htmlFor={id}
      note={
        <Switch
          label={t('form.critical')}
          checked={sound.critical}
          onChange={(event) =>
            onChange(withSound(reading.text, { ...sound, critical: event.currentTarget.checked }))
          }
        />
      }
    >
      <Autocomplete
        id={id}
        flex={1}
        value={sound.name}
        placeholder={t('form.noSound')}
        data={['default']}
        onChange={(name) => onChange(withSound(reading.text, { ...sound, name }))}
      />
      {sound.critical ? (
        <NumberInput
          aria-label={t('form.volume')}
          title={t('form.volume')}
          className={styles.number}
          min={0}
          max={1}
          step={0.1}
          value={sound.volume}
          onChange={(volume) => onChange(withSound(reading.text, { ...sound, volume: Number(volume) }))}
        />
      ) : null}
    </FieldRow>
  );
}
