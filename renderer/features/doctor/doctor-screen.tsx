import { Button, Select, TextInput } from '@mantine/core';
import { CircleStop, Stethoscope } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorStep } from '#shared/apns/doctor';
import { ErrorNotice } from '../../components/error-notice.js';
import { FieldRow } from '../../components/field-row.js';
import { PanelHeader } from '../../components/panel-header.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { useComposeValue } from '../../state/compose-context.js';
import { EnvironmentSwitch } from '../environment/environment-switch.js';
import styles from './doctor.module.css';
import { EnvironmentQuestion } from './environment-question.js';
import { StepList } from './step-list.js';
import { type Diagnosis, useDiagnosis } from './use-diagnosis.js';

const NONE = '';

/** Diagnoses the connection to APNs. Starts with the values of Compose. */
export function DoctorScreen() {
  const { t } = useTranslation('doctor');
  const composed = useComposeValue(({ document }) => document);
  const [environment, setEnvironment] = useState(composed.environment);
  const [credentialId, setCredentialId] = useState(composed.credentialId);
  const [topic, setTopic] = useState(composed.topic);
  const { diagnosis, run, stop } = useDiagnosis();
  const { query } = useCredentials();
  const ids = { credential: useId(), topic: useId() };
  const credentials = query.kind === 'ready' ? query.value.credentials : [];
  const usable = credentials.filter(({ kind }) => kind === 'identity' || kind === 'apns-key');
  const chosen = usable.find(({ id }) => id === credentialId)?.id ?? null;
  const topicText = topic.trim();
  const start = (): void => {
    void run({ environment, credentialId: chosen, ...(topicText === '' ? {} : { topic: topicText }) });
  };
  return (
    <div className={styles.screen}>
      <PanelHeader title={t('title')}>
        {diagnosis.kind === 'running' ? (
          <Button variant="default" leftSection={<CircleStop size={13} aria-hidden />} onClick={stop}>
            {t('stop')}
          </Button>
        ) : (
          <Button leftSection={<Stethoscope size={13} aria-hidden />} onClick={start}>
            {t('start')}
          </Button>
        )}
      </PanelHeader>
      <div className={styles.scroll}>
        <div className={styles.column}>
          <p className={styles.note}>{t('intro')}</p>
          <FieldRow label={t('environment')}>
            <EnvironmentSwitch environment={environment} onChange={setEnvironment} />
          </FieldRow>
          <FieldRow label={t('credential')} htmlFor={ids.credential}>
            <Select
              id={ids.credential}
              flex={1}
              value={chosen ?? NONE}
              data={[
                ...usable.map(({ id, name }) => ({ value: id, label: name })),
                { value: NONE, label: t('noCredential') },
              ]}
              allowDeselect={false}
              onChange={(id) => setCredentialId(id === NONE ? null : id)}
            />
          </FieldRow>
          <FieldRow label={t('topic')} htmlFor={ids.topic}>
            <TextInput
              id={ids.topic}
              flex={1}
              value={topic}
              spellCheck={false}
              onChange={(event) => setTopic(event.currentTarget.value)}
            />
          </FieldRow>
          <Result diagnosis={diagnosis} />
          <EnvironmentQuestion credentialId={chosen} topic={topicText} />
        </div>
      </div>
    </div>
  );
}

function Result({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const { t } = useTranslation('doctor');
  const toErrorMessage = useToErrorMessage();
  if (diagnosis.kind === 'idle') return null;
  if (diagnosis.kind === 'failed') return <ErrorNotice error={toErrorMessage(diagnosis.error)} />;
  return (
    <section className={styles.section}>
      <StepList steps={diagnosis.steps} isRunning={diagnosis.kind === 'running'} />
      <p role="status" className={styles.sentence}>
        {diagnosis.kind === 'done' ? t(`verdict.${verdictOf(diagnosis.steps)}`) : ''}
      </p>
    </section>
  );
}

function verdictOf(steps: readonly DoctorStep[]): 'good' | 'bad' | 'unsure' | 'stopped' {
  if (steps.some(({ status }) => status === 'failed')) return 'bad';
  if (!steps.some(({ step }) => step === 'topic')) return 'stopped';
  return steps.some(({ status }) => status === 'unsure') ? 'unsure' : 'good';
}
