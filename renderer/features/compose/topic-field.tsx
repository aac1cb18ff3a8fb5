import { Autocomplete } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldRow } from '../../components/field-row.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useComposeValue } from '../../state/compose-context.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import { suggestTopics } from './topic-suggestions.js';

/** The topic: the bundle ID of the app with the suffix for the push type. */
export function TopicField(props: {
  readonly topic: string;
  readonly pushType: string;
  readonly credentialId: string | null;
  readonly onChange: (topic: string) => void;
}) {
  const { t } = useTranslation('compose');
  const id = useId();
  const info = useAppInfo();
  const { query } = useCredentials();
  const credential =
    query.kind === 'ready'
      ? (query.value.credentials.find((candidate) => candidate.id === props.credentialId) ?? null)
      : null;
  const isAside = useComposeValue((state) => (state.parkedSamples?.topic ?? '') !== '');
  const isSample = credential === null || credential.sample;
  return (
    <FieldRow
      label={t('topic.label')}
      htmlFor={id}
      note={
        <>
          {isAside && props.topic === '' ? t('topic.aside') : null}
          <SubjectNotes subject="topic" />
        </>
      }
    >
      <Autocomplete
        id={id}
        flex={1}
        classNames={{ input: 'pd-mono' }}
        value={props.topic}
        placeholder={t('topic.placeholder')}
        data={[...suggestTopics(credential, isSample ? (info?.samples.topic ?? null) : null, props.pushType)]}
        spellCheck={false}
        onChange={props.onChange}
      />
    </FieldRow>
  );
}
