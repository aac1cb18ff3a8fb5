import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ChevronRight, FileJson2, FileWarning, Folder, FolderPlus, Search } from 'lucide-react';
import { type DragEvent, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '#shared/contract/index';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useQuery } from '../../platform/use-query.js';
import { useComposeValue } from '../../state/compose-context.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { askPresetName } from './ask-preset-name.js';
import { PresetMenu } from './preset-menu.js';
import { dropPlace, foundRows, type PresetRow, rowsOf } from './preset-rows.js';
import { usePresetActions } from './use-preset-actions.js';
import styles from './workspace.module.css';

/** The presets of the workspace in their folders, to open, search and sort. */
export function PresetTree() {
  const { t } = useTranslation('compose');
  const text = useText();
  const workspace = useWorkspace();
  const client = useClient();
  const notifyError = useNotifyError();
  const [words, setWords] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const found = useFound(words);
  if (workspace === null) return null;
  const rows = found === null ? rowsOf(workspace, closed) : foundRows(workspace.presets, found);
  const toggle = (id: string): void => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  return (
    <section className={styles.tree} aria-label={t('preset.list')}>
      <div className={styles.treeHead}>
        <h2>{t('preset.list')}</h2>
        <Tooltip label={t('preset.newFolder')}>
          <ActionIcon
            size="sm"
            aria-label={t('preset.newFolder')}
            onClick={() =>
              askPresetName(t, {
                title: t('preset.newFolder'),
                name: '',
                onDone: ({ name }) =>
                  void client.workspace.createFolder({ folder: '', name }).catch(notifyError),
              })
            }
          >
            <FolderPlus size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {workspace.problems.map((problem) => (
        <p key={problem.message.en} className={styles.problem} role="alert">
          {text(problem.message)} {text(problem.hint)}
        </p>
      ))}
      {workspace.presets.length === 0 ? (
        <p className={styles.noPresets}>{t('preset.none')}</p>
      ) : (
        <TextInput
          size="xs"
          aria-label={t('preset.search')}
          placeholder={t('preset.search')}
          leftSection={<Search size={13} aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <Row row={row} rows={rows} canSort={found === null} onToggle={() => toggle(row.id)} />
          </li>
        ))}
      </ul>
      {found?.length === 0 ? <p className={styles.noPresets}>{t('preset.notFound')}</p> : null}
    </section>
  );
}

const DRAG_TYPE = 'application/x-pushdeck-preset';

function Row(props: {
  readonly row: PresetRow;
  readonly rows: readonly PresetRow[];
  readonly canSort: boolean;
  readonly onToggle: () => void;
}) {
  const { row, rows } = props;
  const actions = usePresetActions();
  const [over, setOver] = useState<'before' | 'into' | null>(null);
  const partOf = (event: DragEvent<HTMLElement>): 'before' | 'into' => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return row.kind === 'folder' && event.clientY - top > height * 0.35 ? 'into' : 'before';
  };
  const onDrop = (event: DragEvent<HTMLElement>): void => {
    setOver(null);
    const id = event.dataTransfer.getData(DRAG_TYPE);
    const place = dropPlace(rows, id, row, partOf(event));
    if (place === null) return;
    event.preventDefault();
    event.stopPropagation();
    void actions.move(id, place);
  };
  return (
    <div
      className={styles.row}
      style={{ paddingLeft: 4 + row.depth * 14 }}
      data-over={over ?? undefined}
      draggable={props.canSort}
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TYPE, row.id)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        setOver(partOf(event));
      }}
      onDragLeave={() => setOver(null)}
      onDrop={onDrop}
    >
      {row.kind === 'folder' ? (
        <button
          type="button"
          className={styles.rowButton}
          aria-expanded={row.isOpen}
          onClick={props.onToggle}
        >
          <ChevronRight size={12} aria-hidden data-open={row.isOpen} className={styles.chevron} />
          <Folder size={14} aria-hidden />
          <span>{row.name}</span>
        </button>
      ) : (
        <PresetButton row={row} />
      )}
      <PresetMenu row={row} rows={rows} canSort={props.canSort} />
    </div>
  );
}

function PresetButton({ row }: { readonly row: Extract<PresetRow, { kind: 'preset' }> }) {
  const text = useText();
  const openedId = useComposeValue(({ opened }) => opened?.id ?? null);
  const actions = usePresetActions();
  const { preset } = row;
  const isBroken = preset.problem !== null;
  const Icon = isBroken ? FileWarning : FileJson2;
  return (
    <button
      type="button"
      className={styles.rowButton}
      aria-current={openedId === row.id ? true : undefined}
      title={isBroken ? text(preset.problem.message) : preset.description}
      disabled={isBroken}
      onClick={() => void actions.open(row.id)}
    >
      <Icon size={14} aria-hidden />
      <span>{preset.name}</span>
    </button>
  );
}

/** The results of a search; `null` without one. */
function useFound(words: string): readonly string[] | null {
  const [settled] = useDebouncedValue(words.trim(), 150);
  const search = useCallback(
    async (client: Client, signal?: AbortSignal) =>
      settled === ''
        ? null
        : (await client.workspace.searchPresets({ words: settled }, signal === undefined ? {} : { signal }))
            .ids,
    [settled],
  );
  const { query } = useQuery(search);
  return useMemo(() => (query.kind === 'ready' ? query.value : null), [query]);
}
