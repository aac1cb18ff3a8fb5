import { Button } from '@mantine/core';
import { Braces } from 'lucide-react';
import { type ComponentType, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyHint } from '../../../components/empty-hint.js';
import { AlertSection } from './alert-section.js';
import { CustomSection } from './custom-section.js';
import styles from './form.module.css';
import { PayloadFormContext } from './form-context.js';
import { FlagField, StringField } from './form-fields.js';
import { type FormSectionId, sectionsFor } from './form-sections.js';
import { LiveActivitySection } from './live-activity-section.js';
import { readPayload } from './payload-edits.js';
import { PresentationSection } from './presentation-section.js';

const SECTIONS: Readonly<Record<FormSectionId, ComponentType>> = {
  alert: AlertSection,
  liveActivity: LiveActivitySection,
  presentation: PresentationSection,
  behaviour: BehaviourSection,
  reload: ReloadSection,
  fileProvider: FileProviderSection,
  mdm: MdmSection,
  custom: CustomSection,
};

/** Edits the payload in fields. Changes only the edited parts of the text that the JSON view shows. */
export function PayloadForm(props: {
  readonly payload: string;
  readonly pushType: string;
  readonly onChange: (payload: string) => void;
  readonly onShowJson: () => void;
}) {
  const { t } = useTranslation('payload');
  const { payload, pushType, onChange } = props;
  const reading = useMemo(() => readPayload(payload), [payload]);
  const form = useMemo(() => ({ reading, pushType, onChange }), [reading, pushType, onChange]);
  if (!reading.isEditable) {
    return (
      <EmptyHint
        icon={Braces}
        title={t('form.broken')}
        action={
          <Button variant="default" onClick={props.onShowJson}>
            {t('form.showJson')}
          </Button>
        }
      >
        {t('form.brokenHint')}
      </EmptyHint>
    );
  }
  return (
    <PayloadFormContext value={form}>
      <div className={styles.root}>
        {sectionsFor(pushType, reading).map((id) => {
          const Section = SECTIONS[id];
          return (
            <section key={id} className={styles.section} aria-label={t(`form.section.${id}`)}>
              <h3 className={styles.title}>{t(`form.section.${id}`)}</h3>
              <Section />
            </section>
          );
        })}
      </div>
    </PayloadFormContext>
  );
}

function BehaviourSection() {
  const { t } = useTranslation('payload');
  return (
    <>
      <div className={styles.pair}>
        <StringField pointer="/aps/thread-id" label={t('form.thread')} />
        <StringField pointer="/aps/category" label={t('form.category')} />
      </div>
      <div className={styles.pair}>
        <StringField pointer="/aps/target-content-id" label={t('form.targetContent')} />
        <StringField pointer="/aps/filter-criteria" label={t('form.filterCriteria')} />
      </div>
      <FlagField
        pointer="/aps/content-available"
        label={t('form.contentAvailable')}
        note={t('form.contentAvailableNote')}
        on={1}
      />
      <FlagField
        pointer="/aps/mutable-content"
        label={t('form.mutableContent')}
        note={t('form.mutableContentNote')}
        on={1}
      />
    </>
  );
}

function ReloadSection() {
  const { t } = useTranslation('payload');
  return <FlagField pointer="/aps/content-changed" label={t('form.contentChanged')} on />;
}

function FileProviderSection() {
  const { t } = useTranslation('payload');
  return (
    <>
      <StringField
        pointer="/container-identifier"
        label={t('form.container')}
        suggestions={['NSFileProviderWorkingSetContainerItemIdentifier']}
      />
      <StringField pointer="/domain" label={t('form.domain')} />
    </>
  );
}

function MdmSection() {
  const { t } = useTranslation('payload');
  return <StringField pointer="/mdm" label={t('form.pushMagic')} note={t('form.pushMagicNote')} />;
}
