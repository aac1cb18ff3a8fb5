import { ActionIcon, Button, Collapse, Select, TextInput, UnstyledButton } from '@mantine/core';
import { ChevronRight, Dices, Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextHeader } from '#shared/apns/header-table';
import type { HeaderField } from '#shared/apns/push';
import { carriesSecret } from '#shared/apns/secret-headers';
import { utf8Bytes } from '#shared/payload/weigh';
import { FieldRow } from '../../components/field-row.js';
import { isBoolean, useStored } from '../../platform/stored-value.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { SubjectNotes } from '../diagnostics/subject-notes.js';
import styles from './compose.module.css';
import { ExpirationField } from './expiration-field.js';
import { FOLDED_HEADERS, type FoldedHeader, summarizeHeaders } from './summarize-headers.js';

interface HeadersProps {
  readonly document: ComposeFields;
  readonly onChange: (change: Partial<ComposeFields>) => void;
}

/** The less common headers, collapsed; the section title shows which are set. */
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
          {FOLDED_HEADERS.map((header) => (
            <HeaderInput key={header.key} header={header} {...props} />
          ))}
          <CustomHeaders
            headers={props.document.customHeaders}
            onChange={(customHeaders) => props.onChange({ customHeaders })}
          />
        </div>
      </Collapse>
    </div>
  );
}

function HeaderInput({ header, ...props }: HeadersProps & { readonly header: FoldedHeader }) {
  switch (header.key) {
    case 'priority':
      return <PriorityField {...props} />;
    case 'expiration':
      return (
        <ExpirationField
          expiration={props.document.expiration}
          onChange={(expiration) => props.onChange({ expiration })}
        />
      );
    default:
      return <TextHeaderField header={header} {...props} />;
  }
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

type FoldedTextHeader = Extract<FoldedHeader, TextHeader>;

function TextHeaderField(props: HeadersProps & { readonly header: FoldedTextHeader }) {
  const { t } = useTranslation('compose');
  const id = useId();
  const { document, onChange, header } = props;
  const { key, limitBytes } = header;
  const value = document[key];
  const change = (text: string): void => onChange({ [key]: text });
  return (
    <FieldRow
      label={t(`${key}.label`)}
      htmlFor={id}
      note={
        <>
          {value === '' || limitBytes === null
            ? null
            : t('headers.bytes', { bytes: utf8Bytes(value), limit: limitBytes })}
          <SubjectNotes subject={header.option} />
        </>
      }
    >
      <TextInput
        id={id}
        flex={1}
        classNames={{ input: 'pd-mono' }}
        value={value}
        placeholder={t(`${key}.placeholder`)}
        spellCheck={false}
        onChange={(event) => change(event.currentTarget.value)}
        rightSection={key === 'id' ? <MakeUuid onMade={change} /> : null}
      />
    </FieldRow>
  );
}

function MakeUuid(props: { readonly onMade: (uuid: string) => void }) {
  const { t } = useTranslation('compose');
  return (
    <ActionIcon
      size="sm"
      aria-label={t('id.make')}
      title={t('id.make')}
      onClick={() => props.onMade(crypto.randomUUID())}
    >
      <Dices size={14} aria-hidden />
    </ActionIcon>
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
