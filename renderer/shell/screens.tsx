import {
  FlaskConical,
  History,
  KeyRound,
  ListChecks,
  type LucideIcon,
  RadioTower,
  Send,
  Settings,
  Smartphone,
  Stethoscope,
} from 'lucide-react';
import { type ComponentType, lazy } from 'react';
import { ComposeScreen } from '../features/compose/compose-screen.js';
import { InboxPanel } from '../features/inbox/inbox-panel.js';
import { LogPanel } from '../features/log/log-panel.js';
import { PreviewPanel } from '../features/preview/preview-panel.js';
import type { ScreenId } from '../window/navigation.js';
import type { PhoneTab } from '../window/phone-tab.js';

export interface Screen {
  readonly id: ScreenId;
  readonly icon: LucideIcon;
  readonly Component: ComponentType;
  /** Whether the phone (preview and inbox) is shown beside it. */
  readonly withPhone: boolean;
  /** Whether the delivery log is shown below it. */
  readonly withLog: boolean;
}

const DevicesScreen = lazy(async () => ({
  default: (await import('../features/devices/devices-screen.js')).DevicesScreen,
}));
const CredentialsScreen = lazy(async () => ({
  default: (await import('../features/credentials/credentials-screen.js')).CredentialsScreen,
}));
const ChannelsScreen = lazy(async () => ({
  default: (await import('../features/channels/channels-screen.js')).ChannelsScreen,
}));
const ScenariosScreen = lazy(async () => ({
  default: (await import('../features/scenarios/scenarios-screen.js')).ScenariosScreen,
}));
const SimulatorScreen = lazy(async () => ({
  default: (await import('../features/simulator/simulator-screen.js')).SimulatorScreen,
}));
const DoctorScreen = lazy(async () => ({
  default: (await import('../features/doctor/doctor-screen.js')).DoctorScreen,
}));
const HistoryScreen = lazy(async () => ({
  default: (await import('../features/history/history-screen.js')).HistoryScreen,
}));
const SettingsScreen = lazy(async () => ({
  default: (await import('../features/settings/settings-screen.js')).SettingsScreen,
}));

/** The screens of the window in navigation order. A feature that is missing here is not reachable. */
export const SCREENS: readonly Screen[] = [
  { id: 'compose', icon: Send, Component: ComposeScreen, withPhone: true, withLog: true },
  { id: 'devices', icon: Smartphone, Component: DevicesScreen, withPhone: false, withLog: false },
  {
    id: 'credentials',
    icon: KeyRound,
    Component: CredentialsScreen,
    withPhone: false,
    withLog: false,
  },
  { id: 'channels', icon: RadioTower, Component: ChannelsScreen, withPhone: true, withLog: false },
  { id: 'scenarios', icon: ListChecks, Component: ScenariosScreen, withPhone: false, withLog: false },
  { id: 'simulator', icon: FlaskConical, Component: SimulatorScreen, withPhone: true, withLog: false },
  { id: 'doctor', icon: Stethoscope, Component: DoctorScreen, withPhone: false, withLog: false },
  { id: 'history', icon: History, Component: HistoryScreen, withPhone: false, withLog: false },
  { id: 'settings', icon: Settings, Component: SettingsScreen, withPhone: false, withLog: false },
];

/** The panels of the right column. */
export const PHONE_PANELS: readonly { readonly id: PhoneTab; readonly Component: ComponentType }[] = [
  { id: 'preview', Component: PreviewPanel },
  { id: 'inbox', Component: InboxPanel },
];

/** The panels below the screens with a log. */
export const LOG_PANELS: readonly ComponentType[] = [LogPanel];
