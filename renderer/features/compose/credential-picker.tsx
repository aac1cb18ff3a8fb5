import { ActionIcon, FileButton, Group, Select, Text, Tooltip } from '@mantine/core';
import { Award, KeyRound, type LucideIcon, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialSummary, InspectionWarningCode } from '#shared/credentials/inspection';
import { FieldRow } from '../../components/field-row.js';
import { useText } from '../../i18n/use-text.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useComposeValue } from '../../state/compose-context.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { useCredentialNames } from '../../state/use-credential-name.js';
import { useOpenFiles } from '../../window/file-drop.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import { credentialLineOf } from './credential-line.js';
import { DefaultMenu } from './default-menu.js';

const NONE = '';

/** Selects the credential of the push and shows its diagnosis in one line. */
export function CredentialPicker(props: {
  readonly document: Pick<ComposeFields, 'credentialId' | 'environment' | 'topic'>;
  readonly onChange: (credentialId: string | null) => void;
}) {
  const { credentialId } = props.document;
  const { t } = useTranslation('compose');
  const id = useId();
  const nameOf = useCredentialNames();
  const { query } = useCredentials();
  const openFiles = useOpenFiles();
  const credentials = query.kind === 'ready' ? query.value.credentials : [];
  const usable = credentials.filter(({ kind }) => kind === 'identity' || kind === 'apns-key');
  const chosen = credentials.find((credential) => credential.id === credentialId) ?? null;
  const isLoading = query.kind === 'loading';
  const parked = useComposeValue((state) => state.parkedSamples);
  const isGone = chosen === null && credentialId !== null && query.kind === 'ready';
  return (
    <FieldRow
      label={t('credential.label')}
      htmlFor={id}
      note={
        <>
          {chosen === null ? (
            t(noteKey(isLoading, isGone, (parked?.credentialId ?? null) !== null && credentialId === null))
          ) : (
            <CredentialDiagnosis credential={chosen} />
          )}
          <SubjectNotes subject="credential" />
        </>
      }
    >
      <Select
        id={id}
        flex={1}
        value={chosen?.id ?? (isGone || isLoading ? null : NONE)}
        placeholder={t(isLoading ? 'credential.loading' : 'credential.choose')}
        disabled={isLoading}
        aria-busy={isLoading}
        data={[
          ...usable.map((credential) => ({ value: credential.id, label: nameOf(credential) })),
          { value: NONE, label: t('credential.none') },
        ]}
        searchable={usable.length > 8}
        allowDeselect={false}
        leftSection={<CredentialIcon kind={chosen?.kind ?? null} />}
        onChange={(value) => props.onChange(value === NONE ? null : value)}
        renderOption={({ option }) => (
          <CredentialOption
            name={option.label}
            credential={usable.find((credential) => credential.id === option.value) ?? null}
          />
        )}
      />
      {chosen !== null && !chosen.sample && <DefaultMenu credential={chosen} document={props.document} />}
      <FileButton multiple onChange={(files) => openFiles({ files, folders: [] })}>
        {(button) => (
          <Tooltip label={t('credential.add')}>
            <ActionIcon {...button} variant="default" size={30} aria-label={t('credential.add')}>
              <Plus size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </FileButton>
    </FieldRow>
  );
}

function noteKey(isLoading: boolean, isGone: boolean, isAside: boolean) {
  if (isLoading) return 'credential.loadingNote';
  if (isGone) return 'credential.gone';
  return isAside ? 'credential.aside' : 'credential.noneNote';
}

function CredentialIcon(props: { readonly kind: CredentialSummary['kind'] | null }) {
  const Icon: LucideIcon = props.kind === 'identity' ? Award : KeyRound;
  return <Icon size={14} aria-hidden />;
}

function CredentialOption(props: { readonly name: string; readonly credential: CredentialSummary | null }) {
  if (props.credential === null) return <Text size="sm">{props.name}</Text>;
  return (
    <Group gap="sm" wrap="nowrap">
      <CredentialIcon kind={props.credential.kind} />
      <div>
        <Text size="sm">{props.name}</Text>
        <Text size="xs" c="dimmed">
          <CredentialDiagnosis credential={props.credential} />
        </Text>
      </div>
    </Group>
  );
}

/** Not shown here: the line already has the expiry, and an old cipher matters only to the owner of the file. */
const SHOWN_ELSEWHERE: readonly InspectionWarningCode[] = [
  'legacy-encryption',
  'expires-soon',
  'expired',
  'not-yet-valid',
];

function CredentialDiagnosis({ credential }: { readonly credential: CredentialSummary }) {
  const { t } = useTranslation('compose');
  const text = useText();
  const [nowMs] = useState(() => Date.now());
  const line = credentialLineOf(credential, nowMs);
  const parts = [
    t(`credential.kind.${line.kind}`),
    ...line.identity,
    t(`credential.environments.${line.environments}`),
    ...(line.expiry === null ? [] : [text(line.expiry)]),
  ];
  const serious = credential.inspection.warnings.filter(({ code }) => !SHOWN_ELSEWHERE.includes(code));
  return (
    <>
      {parts.join(' · ')}
      {serious.length === 0 ? null : (
        <Text span inherit c="var(--pd-failed)">
          {` · ${serious.map(({ message }) => text(message)).join(' ')}`}
        </Text>
      )}
    </>
  );
}
