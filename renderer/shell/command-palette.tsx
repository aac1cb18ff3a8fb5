import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  FileJson2,
  FlaskConical,
  Keyboard,
  ListChecks,
  Moon,
  PanelBottom,
  PanelRight,
  Search,
  Smartphone,
  Sun,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDeviceActions } from '../features/devices/use-device-actions.js';
import { usePresetActions } from '../features/workspace/use-preset-actions.js';
import { useCompose } from '../state/compose-context.js';
import { useWorkspace } from '../state/workspace-context.js';
import { GONE_AT_ONCE } from '../theme/theme.js';
import { useLayout } from '../window/layout-context.js';
import { goTo } from '../window/navigation.js';
import { useSettings } from '../window/settings-context.js';
import { useNotifyError } from '../window/use-notify-error.js';
import { SCREENS } from './screens.js';

/** Finds screens, environments, presets and actions by name. */
export function CommandPalette(props: { readonly onShowShortcuts: () => void }) {
  const { t } = useTranslation();
  const groups: SpotlightActionGroupData[] = [
    { group: t('palette.places'), actions: usePlaceActions() },
    { group: t('palette.presets'), actions: usePresetSpots() },
    { group: t('palette.scenarios'), actions: useScenarioSpots() },
    { group: t('palette.devices'), actions: useDeviceSpots() },
    { group: t('palette.environments'), actions: useEnvironmentActions() },
    { group: t('palette.window'), actions: useWindowActions(props.onShowShortcuts) },
  ];
  return (
    <Spotlight
      actions={groups.filter(({ actions }) => actions.length > 0)}
      shortcut={null}
      transitionProps={{ transition: 'pop', duration: 200, ...GONE_AT_ONCE }}
      limit={40}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <Search size={16} aria-hidden />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
        size: 'md',
      }}
    />
  );
}

function usePlaceActions(): SpotlightActionData[] {
  const { t } = useTranslation();
  return SCREENS.map(({ id, icon: Icon }) => ({
    id: `place.${id}`,
    label: t(`nav.${id}`),
    leftSection: <Icon size={16} aria-hidden />,
    onClick: () => goTo(id),
  }));
}

function usePresetSpots(): SpotlightActionData[] {
  const workspace = useWorkspace();
  const { open } = usePresetActions();
  return (workspace?.presets ?? [])
    .filter(({ problem }) => problem === null)
    .map(({ id, name, folder, topic, description }) => ({
      id: `preset.${id}`,
      label: name,
      description: [folder, topic].filter(Boolean).join(' · '),
      keywords: description,
      leftSection: <FileJson2 size={16} aria-hidden />,
      onClick: () => void open(id),
    }));
}

function useScenarioSpots(): SpotlightActionData[] {
  const workspace = useWorkspace();
  return (workspace?.scenarios ?? []).map(({ id, name, description }) => ({
    id: `scenario.${id}`,
    label: name,
    description,
    leftSection: <ListChecks size={16} aria-hidden />,
    onClick: () => goTo('scenarios', { id }),
  }));
}

/** More than anyone scrolls through; the devices screen has the rest. */
const MAX_DEVICES = 500;

function useDeviceSpots(): SpotlightActionData[] {
  const workspace = useWorkspace();
  const { sendTo } = useDeviceActions();
  return (workspace?.devices ?? []).slice(0, MAX_DEVICES).map((device) => ({
    id: `device.${device.name}`,
    label: device.name,
    description: device.topic,
    keywords: [device.token, ...device.groups, ...device.tags],
    leftSection: <Smartphone size={16} aria-hidden />,
    onClick: () => sendTo([device]),
  }));
}

function useEnvironmentActions(): SpotlightActionData[] {
  const { t } = useTranslation();
  const { update } = useCompose();
  return (['simulator', 'sandbox', 'production'] as const).map((kind) => ({
    id: `environment.${kind}`,
    label: t('palette.useEnvironment', { environment: t(`environment.${kind}`) }),
    leftSection: <FlaskConical size={16} aria-hidden />,
    onClick: () => {
      update({ environment: { kind } });
      goTo('compose');
    },
  }));
}

function useWindowActions(onShowShortcuts: () => void): SpotlightActionData[] {
  const { t } = useTranslation();
  const layout = useLayout();
  const { update } = useSettings();
  const notifyError = useNotifyError();
  return [
    {
      id: 'window.log',
      label: t('layout.toggleLog'),
      leftSection: <PanelBottom size={16} aria-hidden />,
      onClick: () => layout.setLogOpen(!layout.logOpen),
    },
    {
      id: 'window.phone',
      label: t('layout.togglePhone'),
      leftSection: <PanelRight size={16} aria-hidden />,
      onClick: () => layout.setPhoneOpen(!layout.phoneOpen),
    },
    {
      id: 'window.light',
      label: t('palette.light'),
      leftSection: <Sun size={16} aria-hidden />,
      onClick: () => void update({ colorScheme: 'light' }).catch(notifyError),
    },
    {
      id: 'window.dark',
      label: t('palette.dark'),
      leftSection: <Moon size={16} aria-hidden />,
      onClick: () => void update({ colorScheme: 'dark' }).catch(notifyError),
    },
    {
      id: 'window.shortcuts',
      label: t('shortcuts.title'),
      leftSection: <Keyboard size={16} aria-hidden />,
      onClick: onShowShortcuts,
    },
  ];
}
