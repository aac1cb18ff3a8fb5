import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import type { i18n } from 'i18next';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { BatchEndNotifications } from './features/batches/batch-end-notifications.js';
import { CredentialDropHandler } from './features/credentials/credential-drop-handler.js';
import { VaultChoiceProvider } from './features/credentials/vault-choice.js';
import { DeviceDropHandler } from './features/devices/device-drop-handler.js';
import { GoneDeviceTracker } from './features/devices/gone-device-tracker.js';
import { ScenarioDropHandler } from './features/scenarios/scenario-drop-handler.js';
import { ScenarioRunsProvider } from './features/scenarios/scenario-runs-context.js';
import { PresetDropHandler } from './features/workspace/preset-drop-handler.js';
import { AppInfoProvider } from './platform/app-info-context.js';
import { ClientProvider } from './platform/client-context.js';
import type { Connection } from './platform/connection.js';
import { CredentialsProvider } from './platform/credentials-context.js';
import { AppLayout } from './shell/app-layout.js';
import { DesktopEvents } from './shell/desktop-events.js';
import { StartScreen } from './shell/start-screen.js';
import { ComposeProvider } from './state/compose-context.js';
import { SendingProvider } from './state/sending-context.js';
import { WorkspaceProvider } from './state/workspace-context.js';
import { cssVariablesResolver, theme } from './theme/theme.js';
import { FileDropProvider } from './window/file-drop.js';
import { LayoutProvider } from './window/layout-context.js';
import { Messages } from './window/messages.js';
import { SettingsProvider } from './window/settings-context.js';

/** The window. Everything outside it is reached through `connection` and `i18n`. */
export function App(props: { readonly connection: Connection; readonly i18n: i18n }) {
  return (
    <I18nextProvider i18n={props.i18n}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
        <ClientProvider connection={props.connection}>
          <SettingsProvider>
            <AppInfoProvider>
              <CredentialsProvider>
                <WorkspaceProvider>
                  <Window />
                </WorkspaceProvider>
              </CredentialsProvider>
            </AppInfoProvider>
          </SettingsProvider>
        </ClientProvider>
      </MantineProvider>
    </I18nextProvider>
  );
}

function Window() {
  const { t } = useTranslation();
  return (
    <ModalsProvider labels={{ confirm: t('action.confirm'), cancel: t('action.cancel') }}>
      <VaultChoiceProvider>
        <FileDropProvider>
          <LayoutProvider>
            <ComposeProvider waiting={<StartScreen />}>
              <SendingProvider>
                <ScenarioRunsProvider>
                  <AppLayout />
                </ScenarioRunsProvider>
                <CredentialDropHandler />
                <PresetDropHandler />
                <DeviceDropHandler />
                <ScenarioDropHandler />
                <GoneDeviceTracker />
                <DesktopEvents />
                <BatchEndNotifications />
              </SendingProvider>
            </ComposeProvider>
          </LayoutProvider>
        </FileDropProvider>
      </VaultChoiceProvider>
      <Messages />
    </ModalsProvider>
  );
}
