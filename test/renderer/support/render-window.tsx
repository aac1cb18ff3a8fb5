import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import type { Language } from '#shared/text/localized-text';
import { VaultChoiceProvider } from '../../../renderer/features/credentials/vault-choice.js';
import { setUpI18n } from '../../../renderer/i18n/set-up-i18n.js';
import { AppInfoProvider } from '../../../renderer/platform/app-info-context.js';
import { ClientProvider } from '../../../renderer/platform/client-context.js';
import { CredentialsProvider } from '../../../renderer/platform/credentials-context.js';
import { theme } from '../../../renderer/theme/theme.js';
import { FileDropProvider } from '../../../renderer/window/file-drop.js';
import { LayoutProvider } from '../../../renderer/window/layout-context.js';
import { SettingsProvider } from '../../../renderer/window/settings-context.js';
import { type ClientAnswers, connectionDouble } from './connection-double.js';

/** Renders a part of the window in everything that surrounds it, against answers given by the test. */
export async function renderInWindow(
  part: ReactNode,
  options: { readonly answers?: ClientAnswers; readonly language?: Language } = {},
): Promise<RenderResult & { readonly connection: ReturnType<typeof connectionDouble> }> {
  const connection = connectionDouble(options.answers);
  const i18n = await setUpI18n(options.language ?? 'en');
  const result = render(
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} env="test">
        <ClientProvider connection={connection}>
          <SettingsProvider>
            <AppInfoProvider>
              <CredentialsProvider>
                <ModalsProvider>
                  <VaultChoiceProvider>
                    <FileDropProvider>
                      <LayoutProvider>{part}</LayoutProvider>
                    </FileDropProvider>
                  </VaultChoiceProvider>
                </ModalsProvider>
              </CredentialsProvider>
            </AppInfoProvider>
          </SettingsProvider>
        </ClientProvider>
      </MantineProvider>
    </I18nextProvider>,
  );
  return { ...result, connection };
}
