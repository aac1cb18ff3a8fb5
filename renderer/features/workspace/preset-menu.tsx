import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  ArrowDown,
  ArrowUp,
  Copy,
  Ellipsis,
  FileDown,
  PencilLine,
  SquareTerminal,
  Trash2,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { copyAs } from '#shared/history/copy-as/copy-as';
import { safeFileName } from '#shared/workspace/file-name';
import { saveBlob } from '../../components/save-blob.js';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { askPresetName } from './ask-preset-name.js';
import { type PresetRow, stepPlace } from './preset-rows.js';
import { usePresetActions } from './use-preset-actions.js';
import styles from './workspace.module.css';

/** The actions on a preset or folder, usable without a pointer. */
export function PresetMenu(props: {
  readonly row: PresetRow;
  readonly rows: readonly PresetRow[];
  readonly canSort: boolean;
}) {
  const { t } = useTranslation('compose');
  const { row, rows } = props;
  const client = useClient();
  const notifyError = useNotifyError();
  const actions = usePresetActions();
  const name = row.kind === 'folder' ? row.name : row.preset.name;
  const reportErrors = (work: Promise<unknown>): void => void work.catch(notifyError);
  const rename = (): void =>
    askPresetName(t, {
      title: t('preset.rename'),
      name,
      onDone: (answer) => {
        if (row.kind === 'folder') void actions.renameFolder(row.id, answer.name);
        else void actions.rename(row.id, answer.name);
      },
    });
  const step = (direction: 'up' | 'down'): void => {
    const place = stepPlace(rows, row.id, direction);
    if (place !== undefined) void actions.move(row.id, place);
  };
  const exportApns = async (): Promise<void> => {
    const [{ exportApnsFile }, file] = await Promise.all([
      import('#shared/workspace/apns-file'),
      client.workspace.readPreset({ id: row.id }),
    ]);
    saveBlob(new Blob([exportApnsFile(file.preset)]), `${safeFileName(file.preset.name)}.apns`);
  };
  const copyCurl = async (): Promise<void> => {
    const { preset } = await client.workspace.readPreset({ id: row.id });
    const { push, credential } = actions.pushOf(preset);
    await navigator.clipboard.writeText(copyAs('curl', { push, credential }) ?? '');
    notifications.show({ message: t('preset.curlCopied') });
  };
  return (
    <Menu position="right-start">
      <Menu.Target>
        <ActionIcon size="sm" className={styles.rowMenu} aria-label={t('preset.actions', { name })}>
          <Ellipsis size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<PencilLine size={14} aria-hidden />} onClick={rename}>
          {t('preset.rename')}
        </Menu.Item>
        {row.kind === 'preset' ? (
          <>
            <Menu.Item
              leftSection={<Copy size={14} aria-hidden />}
              onClick={() => void actions.duplicate(row.id)}
            >
              {t('preset.duplicate')}
            </Menu.Item>
            <Menu.Item
              leftSection={<FileDown size={14} aria-hidden />}
              onClick={() => reportErrors(exportApns())}
            >
              {t('preset.exportApns')}
            </Menu.Item>
            <Menu.Item
              leftSection={<SquareTerminal size={14} aria-hidden />}
              onClick={() => reportErrors(copyCurl())}
            >
              {t('preset.copyCurl')}
            </Menu.Item>
          </>
        ) : null}
        {props.canSort ? (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<ArrowUp size={14} aria-hidden />}
              disabled={stepPlace(rows, row.id, 'up') === undefined}
              onClick={() => step('up')}
            >
              {t('preset.moveUp')}
            </Menu.Item>
            <Menu.Item
              leftSection={<ArrowDown size={14} aria-hidden />}
              disabled={stepPlace(rows, row.id, 'down') === undefined}
              onClick={() => step('down')}
            >
              {t('preset.moveDown')}
            </Menu.Item>
          </>
        ) : null}
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<Trash2 size={14} aria-hidden />}
          disabled={row.kind === 'folder' && !row.isEmpty}
          onClick={() => {
            if (row.kind === 'folder') reportErrors(client.workspace.removeFolder({ id: row.id }));
            else void actions.remove(row.id);
          }}
        >
          {t('preset.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
