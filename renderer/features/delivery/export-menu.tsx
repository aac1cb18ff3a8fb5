import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download, FileBraces, FileSpreadsheet, FileText, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/history/export';
import type { HistoryFilter } from '#shared/history/history';
import { omitUndefined } from '#shared/omit-undefined';
import { saveBlob } from '../../components/save-blob.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { exportHistory } from './export-history.js';
import styles from './export-menu.module.css';

const FORMATS = {
  csv: { label: 'history.exportCsv', icon: FileSpreadsheet },
  ndjson: { label: 'history.exportNdjson', icon: FileText },
  har: { label: 'history.exportHar', icon: FileBraces },
} as const satisfies Readonly<Record<ExportFormat, { readonly label: string; readonly icon: LucideIcon }>>;

/** Exports the filtered history to a file. A long export shows its progress and can be stopped. */
export function ExportMenu({ filter }: { readonly filter: HistoryFilter }) {
  const { t } = useTranslation('log');
  const { count, start, stop } = useExport(filter);
  if (count !== null) {
    return (
      <span className={styles.progress} role="status">
        {t('history.exporting', { count })}
        <Button variant="default" onClick={stop}>
          {t('history.exportCancel')}
        </Button>
      </span>
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Download size={13} aria-hidden />}>
          {t('history.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('history.exportHint')}</Menu.Label>
        {EXPORT_FORMATS.map((format) => {
          const { label, icon: Icon } = FORMATS[format];
          return (
            <Menu.Item
              key={format}
              leftSection={<Icon size={14} aria-hidden />}
              onClick={() => void start(format)}
            >
              {t(label)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}

function useExport(filter: HistoryFilter) {
  const { t } = useTranslation('log');
  const client = useClient();
  const language = useLanguage();
  const info = useAppInfo();
  const notifyError = useNotifyError();
  const running = useRef<AbortController | null>(null);
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = async (format: ExportFormat): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setCount(0);
    let exported = 0;
    try {
      const file = await exportHistory(
        (before, limit) =>
          client.history.page({ filter, limit, ...omitUndefined({ before }) }, { signal: controller.signal }),
        {
          format,
          language,
          version: info?.version ?? '',
          signal: controller.signal,
          onProgress: (done) => {
            exported = done;
            setCount(done);
          },
        },
      );
      saveBlob(file, `pushdeck-history.${format}`);
      notifications.show({ message: t('history.exported', { count: exported }) });
    } catch (error) {
      if (!controller.signal.aborted) notifyError(error);
    } finally {
      setCount(null);
    }
  };
  return { count, start, stop: () => running.current?.abort() };
}
