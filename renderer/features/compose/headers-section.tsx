import { ActionIcon, Button, Collapse, Select, TextInput, UnstyledButton } from '@mantine/core';
import { ChevronRight, Dices, Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { HeaderField } from '#shared/apns/push';
import { COLLAPSE_ID_LIMIT_BYTES } from '#shared/apns/push-types';
import { carriesSecret } from '#shared/apns/secret-headers';
import { utf8Bytes } from '#shared/payload/weigh';
import { FieldRow } from '../../components/field-row.js';
import { isBoolean, useStored } from '../../platform/stored-value.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import styles from './compose.module.css';
import { ExpirationField } from './expiration-field.js';
import { summarizeHeaders } from './summarize-headers.js';

interface HeadersProps {
  readonly document: ComposeFields;
  readonly onChange: (change: Partial<ComposeFields>) => void;
}

/** The headers few pushes need, folded away; what is set stays visible in the fold's title. */
export function HeadersSection(props: HeadersProps) {
  const { t } = useTranslation('compose');
  const [open, setOpen] = useStored('compose.headers', isBoolean, false);
  const id = useId();
  const summary = summarizeHeaders(props.document);
  return (
    <div>
      <UnstyledButton
        className={styles.fold}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={14} aria-hidden className={styles.foldIcon} data-open={open} />
        <span>{t('headers.title')}</span>
        {open ? null : (
          <span className={styles.foldSummary}>
            {summary.length === 0 ? t('headers.defaults') : summary.join(' · ')}
          </span>
        )}
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        <div className={styles.fields}>
          <PriorityField {...props} />
          <ExpirationField
            expiration={props.document.expiration}
            onChange={(expiration) => props.onChange({ expiration })}
          />
          <CollapseIdField {...props} />
          <ApnsIdField {...props} />
          <CustomHeaders
            headers={props.document.customHeaders}
            onChange={(customHeaders) => props.onChange({ customHeaders })}
          />
        </div>
      </Collapse>
    </div>
  );
}

function PriorityField({ document, onChange }: HeadersProps) {
  const { t } = useTranslation('compose');
  const id = useId();
  const known = [10, 5, 1];
  const other = document.priority !== null && !known.includes(document.priority) ? [document.priority] : [];
  return (
    <FieldRow label={t('priority.label')} htmlFor={id} note={<SubjectNotes subject="priority" />}>
      <Select
        id={id}
        flex={1}
        value={document.priority === null ? '' : String(document.priority)}
        data={[
          { value: '', label: t('priority.unset') },
          { value: '10', label: t('priority.10') },
          { value: '5', label: t('priority.5') },
          { value: '1', label: t('priority.1') },
          ...other.map((priority) => ({ value: String(priority), label: String(priority) })),
        ]}
        allowDeselect={false}
        onChange={(value) => onChange({ priority: value === null || value === '' ? null : Number(value) })}
      />
    </FieldRow>
  );
}

function CollapseIdField({ document, onChange }: HeadersProps) {
  const { t } = useTranslation('compose');
  const id = useId();
  return (
    <FieldRow
      label={t('collapseId.label')}
      htmlFor={id}
      note={
        <>
          {document.collapseId === ''
            ? null
            : t('collapseId.bytes', {
                bytes: utf8Bytes(document.collapseId),
                limit: COLLAPSE_ID_LIMIT_BYTES,
              })}
          <SubjectNotes subject="collapse-id" />
        </>
      }
    >
      <TextInput
        id={id}
        flex={1}
        classNames={{ input: 'pd-mono' }}
        value={document.collapseId}
        placeholder={t('collapseId.placeholder')}
        spellCheck={false}
        onChange={(event) => onChange({ collapseId: event.currentTarget.value })}
      />
    </FieldRow>
  );
}

function ApnsIdField({ document, onChange }: HeadersProps) {
  const { t } = useTranslation('compose');
  const id = useId();
  return (
    <FieldRow label={t('apnsId.label')} htmlFor={id} note={<SubjectNotes subject="id" />}>
      <TextInput
        id={id}
        flex={1}
        classNames={{ input: 'pd-mono' }}
        value={document.apnsId}
        placeholder={t('apnsId.placeholder')}
        spellCheck={false}
        onChange={(event) => onChange({ apnsId: event.currentTarget.value })}
        rightSection={
          <ActionIcon
            size="sm"
            aria-label={t('apnsId.make')}
            title={t('apnsId.make')}
            onClick={() => onChange({ apnsId: crypto.randomUUID() })}
          >
            <Dices size={14} aria-hidden />
          </ActionIcon>
        }
      />
    </FieldRow>
  );
}

function CustomHeaders(props: {
  readonly headers: readonly HeaderField[];
  readonly onChange: (headers: readonly HeaderField[]) => void;
}) {
  const { t } = useTranslation('compose');
  const { headers, onChange } = props;
  const change = (index: number, field: Partial<HeaderField>): void =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...field } : header)));
  return (
    <FieldRow
      label={t('customHeaders.label')}
      note={
        <>
          {headers.some(carriesSecret) ? t('customHeaders.notKept') : null}
          <SubjectNotes subject="custom-headers" />
        </>
      }
    >
      <div className={styles.customHeaders}>
        {headers.map((header, index) => (
          <div key={index} className={styles.customHeader}>
            <TextInput
              aria-label={t('customHeaders.name')}
              placeholder={t('customHeaders.name')}
              classNames={{ input: 'pd-mono' }}
              value={header.name}
              spellCheck={false}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t('customHeaders.value')}
              placeholder={t('customHeaders.value')}
              classNames={{ input: 'pd-mono' }}
              value={header.value}
              spellCheck={false}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              size={30}
              aria-label={t('customHeaders.remove', { name: header.name })}
              onClick={() => onChange(headers.filter((_, at) => at !== index))}
            >
              <X size={14} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          leftSection={<Plus size={13} aria-hidden />}
          onClick={() => onChange([...headers, { name: '', value: '' }])}
        >
          {t('customHeaders.add')}
        </Button>
      </div>
    </FieldRow>
  );
}
