import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { BookmarkPlus, FileInput, FileJson2, RefreshCw, Save, Undo2, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCompose, useComposeValue } from '../../state/compose-context.js';
import { isModified } from '../../state/opened-preset.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { useShortcuts } from '../../window/use-shortcuts.js';
import { useWithinLimits } from '../../window/use-within-limits.js';
import { askImport } from './ask-import.js';
import { askPresetName } from './ask-preset-name.js';
import { usePresetActions } from './use-preset-actions.js';
import styles from './workspace.module.css';

/** Shows the current preset and whether it is saved, and how to create one. */
export function PresetBar() {
  const { t } = useTranslation('compose');
  const { setOpened, restoreReplaced } = useCompose();
  const opened = useComposeValue((state) => state.opened);
  const isEdited = useComposeValue(
    (state) => state.opened !== null && isModified(state.document, state.opened),
  );
  const workspace = useWorkspace();
  const actions = usePresetActions();
  const changedOnDisk = useChangedOnDisk();
  const canRestore = useComposeValue((state) => state.replaced !== null);
  const saveAs = (): void =>
    askPresetName(t, {
      title: t('preset.saveAs'),
      name: opened?.name ?? '',
      folders: workspace?.folders ?? [],
      onDone: ({ name, description, folder }) => void actions.saveAs(name, description, folder),
    });
  useShortcuts({ save: () => (opened === null ? saveAs() : void actions.save()) });
  if (workspace === null) return null;
  return (
    <div className={styles.bar}>
      <FileJson2 size={14} aria-hidden className={styles.barIcon} />
      {opened === null ? (
        <span className={styles.unsaved}>{t('preset.unsaved')}</span>
      ) : (
        <>
          <span className={styles.barName}>{opened.name}</span>
          {isEdited ? <span className={styles.edited}>{t('preset.edited')}</span> : null}
          <Tooltip label={t('preset.letGo')}>
            <ActionIcon size="sm" aria-label={t('preset.letGo')} onClick={() => setOpened(null)}>
              <X size={13} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </>
      )}
      {changedOnDisk && opened !== null ? (
        <Button
          size="compact-xs"
          variant="light"
          color="amber"
          leftSection={<RefreshCw size={12} aria-hidden />}
          onClick={() => void actions.open(opened.id)}
        >
          {t('preset.changedOnDisk')}
        </Button>
      ) : null}
      <span className={styles.barActions}>
        {canRestore ? (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<Undo2 size={13} aria-hidden />}
            onClick={restoreReplaced}
          >
            {t('preset.takeBack')}
          </Button>
        ) : null}
        {opened === null ? null : (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<Save size={13} aria-hidden />}
            disabled={!isEdited}
            onClick={() => void actions.save()}
          >
            {t('preset.save')}
          </Button>
        )}
        <Button
          variant="subtle"
          size="compact-xs"
          color={opened === null ? 'accent' : 'gray'}
          leftSection={<BookmarkPlus size={13} aria-hidden />}
          onClick={saveAs}
        >
          {t('preset.saveAs')}
        </Button>
        <ImportMenu />
      </span>
    </div>
  );
}

function ImportMenu() {
  const withinLimits = useWithinLimits();
  const { t } = useTranslation('compose');
  const actions = usePresetActions();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={t('import.title')}>
            <ActionIcon size="sm" aria-label={t('import.title')}>
              <FileInput size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => chooser.current?.click()}>{t('import.file')}</Menu.Item>
          <Menu.Item
            onClick={() => askImport(t, (text) => void actions.openImported(text, t('import.pasted')))}
          >
            {t('import.paste')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".apns,.json,application/json"
        aria-label={t('import.file')}
        onChange={(event) => {
          const [file] = withinLimits([...(event.currentTarget.files ?? [])], 'payload');
          event.currentTarget.value = '';
          if (file !== undefined) void file.text().then((text) => actions.openImported(text, file.name));
        }}
      />
    </>
  );
}

/** True when another program changed the file of the opened preset. */
function useChangedOnDisk(): boolean {
  const opened = useComposeValue((state) => state.opened);
  const workspace = useWorkspace();
  if (opened === null || workspace === null) return false;
  const file = workspace.presets.find(({ id }) => id === opened.id);
  return file !== undefined && file.revision !== opened.revision;
}
