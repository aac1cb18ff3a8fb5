import { Button, FileButton, Group, Modal, Select, Stack, Switch, Textarea } from '@mantine/core';
import { FileSpreadsheet } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shortToken } from '#shared/apns/short-token';
import { type Device, groupsOf } from '#shared/workspace/device';
import { DEVICE_COLUMNS } from '#shared/workspace/device-columns';
import type { ColumnChoice, DeviceTable } from '#shared/workspace/device-table';
import { deviceLines } from '#shared/workspace/recognise-file';
import { useText } from '../../i18n/use-text.js';
import { useCompose } from '../../state/compose-context.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { type CheckedImport, checkImport, readImport, withColumn } from './check-import.js';
import { DeviceTraitFields, type DeviceTraits } from './device-fields.js';
import styles from './devices.module.css';

/** The most devices to preview. */
const SHOWN = 50;

/** Imports device tokens in any form, or a CSV file; shows each device before anything is saved. */
export function ImportDialog(props: {
  readonly known: readonly Device[];
  /** The dropped text; absent for an empty dialog. */
  readonly text?: string;
  readonly onClose: () => void;
  /** @returns whether they were saved. */
  readonly onSave: (devices: readonly Device[]) => Promise<boolean>;
}) {
  const { t } = useTranslation('compose');
  const { read } = useCompose();
  const withinLimits = useWithinLimits();
  const [text, setText] = useState(props.text ?? '');
  const [chosen, setChosen] = useState<{ readonly of: string; readonly choice: ColumnChoice } | null>(null);
  const [withOdd, setWithOdd] = useState(true);
  const [traits, setTraits] = useState<DeviceTraits>(() => ({
    environment: read().document.environment,
    topic: '',
    kind: 'app',
    groups: [],
    tags: [],
  }));
  const settled = useDeferredValue(text);
  const reading = useMemo(() => readImport(settled), [settled]);
  // A column choice applies only to the text it was made for.
  const choice = chosen?.of === settled ? chosen.choice : reading.choice;
  const checked = useMemo(
    () => checkImport(settled, reading, choice, traits, props.known),
    [settled, reading, choice, traits, props.known],
  );
  const kept = withOdd ? checked.fresh : checked.fresh.filter(({ problem }) => problem === null);
  const save = async (): Promise<void> => {
    if (await props.onSave(kept.map(({ device }) => device))) props.onClose();
  };
  return (
    <Modal
      opened
      size="xl"
      title={t('devices.import')}
      closeButtonProps={{ 'aria-label': t('preset.cancel') }}
      onClose={props.onClose}
    >
      <Stack gap="md">
        <Textarea
          data-autofocus
          label={t('devices.pasteLabel')}
          description={t('devices.pasteHint')}
          classNames={{ input: 'pd-mono' }}
          autosize
          minRows={4}
          maxRows={8}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FileButton
          accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
          onChange={(file) => {
            const [taken] = withinLimits(file === null ? [] : [file], 'list');
            void taken?.text().then((content) => setText(deviceLines(content)));
          }}
        >
          {(button) => (
            <Button
              {...button}
              variant="default"
              className={styles.fileButton}
              leftSection={<FileSpreadsheet size={14} aria-hidden />}
            >
              {t('devices.openCsv')}
            </Button>
          )}
        </FileButton>
        {reading.table === null ? null : (
          <ColumnFields
            table={reading.table}
            choice={choice}
            onChange={(next) => setChosen({ of: settled, choice: next })}
          />
        )}
        <DeviceTraitFields
          traits={traits}
          groups={groupsOf(props.known)}
          onChange={(change) => setTraits({ ...traits, ...change })}
        />
        <ImportCounts checked={checked} />
        <Group justify="flex-end" gap="sm">
          {checked.odd > 0 ? (
            <Switch
              mr="auto"
              label={t('devices.withOdd', { count: checked.odd })}
              checked={withOdd}
              onChange={(event) => setWithOdd(event.currentTarget.checked)}
            />
          ) : null}
          <Button variant="default" onClick={props.onClose}>
            {t('preset.cancel')}
          </Button>
          <Button disabled={kept.length === 0} onClick={() => void save()}>
            {t('devices.importCount', { count: kept.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ColumnFields(props: {
  readonly table: DeviceTable;
  readonly choice: ColumnChoice;
  readonly onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation('compose');
  const { table, choice } = props;
  return (
    <fieldset className={styles.columns}>
      <legend>{t('devices.columns')}</legend>
      {DEVICE_COLUMNS.map((column) => (
        <Select
          key={column}
          label={t(`devices.csv.${column}`)}
          value={choice[column] === undefined ? '' : String(choice[column])}
          data={[
            { value: '', label: t('devices.noColumn') },
            ...table.columns.map((name, index) => ({
              value: String(index),
              label: name || String(index + 1),
            })),
          ]}
          allowDeselect={false}
          onChange={(value) => {
            props.onChange(withColumn(choice, column, value === null || value === '' ? null : Number(value)));
          }}
        />
      ))}
    </fieldset>
  );
}

function ImportCounts({ checked }: { readonly checked: CheckedImport }) {
  const { t } = useTranslation('compose');
  const text = useText();
  if (checked.fresh.length === 0 && checked.duplicates === 0) return null;
  return (
    <div>
      <p className={styles.judgement} role="status">
        {t('devices.found', { count: checked.fresh.length })}
        {checked.duplicates > 0 ? ` ${t('targets.duplicates', { count: checked.duplicates })}` : ''}
      </p>
      <ul className={styles.found} tabIndex={0} aria-label={t('devices.foundList')}>
        {checked.fresh.slice(0, SHOWN).map(({ device, problem }) => (
          <li key={device.token}>
            <span>{device.name}</span>
            <code>{shortToken(device.token)}</code>
            <span className={styles.odd}>{problem === null ? '' : text(problem.message)}</span>
          </li>
        ))}
        {checked.fresh.length > SHOWN ? (
          <li>{t('targets.more', { count: checked.fresh.length - SHOWN })}</li>
        ) : null}
      </ul>
    </div>
  );
}
