import { useTranslation } from 'react-i18next';
import { usePayloadForm } from './form-context.js';
import { ChoiceField, FlagField, JsonField, NumberField, StringField } from './form-fields.js';
import { MomentField } from './moment-field.js';
import { valueAt } from './payload-edits.js';

/** The keys that start, update and end a Live Activity. */
export function LiveActivitySection() {
  const { t } = useTranslation('payload');
  const { reading } = usePayloadForm();
  const event = valueAt(reading, '/aps/event');
  return (
    <>
      <ChoiceField
        pointer="/aps/event"
        label={t('form.event')}
        unset={t('form.unset')}
        choices={(['start', 'update', 'end'] as const).map((value) => ({
          value,
          label: t(`form.events.${value}`),
        }))}
      />
      <MomentField pointer="/aps/timestamp" label={t('form.timestamp')} note={t('form.timestampNote')} />
      <JsonField
        pointer="/aps/content-state"
        label={t('form.contentState')}
        note={t('form.contentStateNote')}
        minRows={3}
      />
      {event === 'start' || valueAt(reading, '/aps/attributes-type') !== undefined ? (
        <>
          <StringField pointer="/aps/attributes-type" label={t('form.attributesType')} />
          <JsonField pointer="/aps/attributes" label={t('form.attributes')} minRows={2} />
          <FlagField
            pointer="/aps/input-push-token"
            label={t('form.inputPushToken')}
            note={t('form.inputPushTokenNote')}
            on={1}
          />
          <StringField pointer="/aps/input-push-channel" label={t('form.inputPushChannel')} />
        </>
      ) : null}
      <MomentField pointer="/aps/stale-date" label={t('form.staleDate')} note={t('form.staleDateNote')} />
      {event === 'end' || valueAt(reading, '/aps/dismissal-date') !== undefined ? (
        <MomentField
          pointer="/aps/dismissal-date"
          label={t('form.dismissalDate')}
          note={t('form.dismissalDateNote')}
        />
      ) : null}
      <NumberField pointer="/aps/relevance-score" label={t('form.relevance')} step={1} />
    </>
  );
}
