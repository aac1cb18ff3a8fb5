import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Download, Ellipsis, Link, ListPlus, Save } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Delivery } from '#shared/apns/push';
import { formatHistoryLink } from '#shared/contract/deep-link';
import { EXPORT_FORMATS, exportDeliveries, type ExportFormat } from '#shared/history/export';
import { saveBlob } from '../../components/save-blob.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { formatPlace } from '../../window/navigation.js';
import { summaryOf } from '../delivery/delivery-summary.js';
import { BYTE_ORDER_MARK } from '../delivery/export-history.js';
import { askScenario } from '../scenarios/add-to-scenario.js';
import { useScenarioActions } from '../scenarios/use-scenario-actions.js';
import { askPresetName } from '../workspace/ask-preset-name.js';
import { usePresetActions } from '../workspace/use-preset-actions.js';

/** The less common actions on a delivery: save it as a preset, copy a link, export it. */
export function MoreMenu({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('log');
  const saveAsPreset = useSaveAsPreset(delivery);
  const addToScenario = useAddToScenario(delivery);
  const copyLink = useCopyLink(delivery.id);
  const exportAs = useExport(delivery);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('action.more')}>
          <Ellipsis size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {saveAsPreset !== null && (
          <Menu.Item leftSection={<Save size={14} aria-hidden />} onClick={saveAsPreset}>
            {t('action.savePreset')}
          </Menu.Item>
        )}
        {addToScenario !== null && (
          <Menu.Item leftSection={<ListPlus size={14} aria-hidden />} onClick={addToScenario}>
            {t('action.addToScenario')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Link size={14} aria-hidden />} onClick={() => void copyLink()}>
          {t('action.copyLink')}
        </Menu.Item>
        <Menu.Divider />
        {EXPORT_FORMATS.map((format) => (
          <Menu.Item
            key={format}
            leftSection={<Download size={14} aria-hidden />}
            onClick={() => exportAs(format)}
          >
            {t('action.exportOne', { format: format.toUpperCase() })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** `null` where the push was not stored completely, or no workspace is loaded. */
function useSaveAsPreset(delivery: Delivery): (() => void) | null {
  const { t } = useTranslation('compose');
  const language = useLanguage();
  const workspace = useWorkspace();
  const { savePush } = usePresetActions();
  if (workspace === null || delivery.cutFromBytes !== undefined) return null;
  return () =>
    askPresetName(t, {
      title: t('preset.saveAs'),
      name: delivery.presetName ?? (delivery.reason === null ? summaryOf(delivery, language) : ''),
      folders: workspace.folders,
      onDone: ({ name, description, folder }) => void savePush(delivery.push, name, description, folder),
    });
}

/** `null` where the push was not stored completely, or no workspace is loaded. */
function useAddToScenario(delivery: Delivery): (() => void) | null {
  const { t } = useTranslation('scenarios');
  const workspace = useWorkspace();
  const { addDelivery } = useScenarioActions();
  if (workspace === null || delivery.cutFromBytes !== undefined) return null;
  return () =>
    askScenario(t, {
      delivery,
      scenarios: workspace.scenarios.filter(({ problem }) => problem === null),
      onDone: (scenario) => void addDelivery(delivery.id, scenario),
    });
}

function useCopyLink(id: string): () => Promise<void> {
  const { t } = useTranslation('log');
  const isDesktop = useAppInfo()?.host === 'desktop';
  return async () => {
    const here = new URL(formatPlace({ screen: 'history', params: { delivery: id } }), window.location.href);
    const link = isDesktop ? formatHistoryLink({ kind: 'delivery', id }) : here.href;
    const shown = { id: 'log.copied' };
    notifications.hide(shown.id);
    try {
      await navigator.clipboard.writeText(link);
      const message = t(isDesktop ? 'link.hintDesktop' : 'link.hintBrowser');
      notifications.show({ ...shown, title: t('link.copied'), message });
    } catch {
      notifications.show({
        ...shown,
        color: 'red',
        title: t('copyAs.failed'),
        message: t('copyAs.failedHint'),
      });
    }
  };
}

function useExport(delivery: Delivery): (format: ExportFormat) => void {
  const info = useAppInfo();
  const language = useLanguage();
  return (format) => {
    const text = exportDeliveries([delivery], format, { version: info?.version ?? '', language });
    saveBlob(new Blob([format === 'csv' ? BYTE_ORDER_MARK : '', text]), `pushdeck-delivery.${format}`);
  };
}
