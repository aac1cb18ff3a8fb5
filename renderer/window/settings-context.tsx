import { useMantineColorScheme } from '@mantine/core';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '#shared/contract/index';
import { DEFAULT_SETTINGS, type Settings } from '#shared/settings';
import { LANGUAGE_TAGS, resolveLanguage } from '../i18n/language.js';
import { loadLanguage } from '../i18n/set-up-i18n.js';
import { useClient } from '../platform/client-context.js';
import { writeStored } from '../platform/stored-value.js';
import { useQuery } from '../platform/use-query.js';

export interface SettingsHandle {
  readonly settings: Settings;
  /** False until the core has answered; until then the settings are the defaults. */
  readonly loaded: boolean;
  /** Applies the change at once and saves it. @throws what the core threw, after reverting the change. */
  readonly update: (change: Partial<Settings>) => Promise<void>;
}

const SettingsContext = createContext<SettingsHandle | null>(null);

const loadSettings = (client: Client, signal?: AbortSignal): Promise<Settings> =>
  client.app.settings(undefined, signal === undefined ? {} : { signal });

/** Holds the settings and applies the two that affect the whole window: language and colour scheme. */
export function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const { i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const { query, replace } = useQuery(loadSettings);
  const loaded = query.kind === 'ready';
  const settings = loaded ? query.value : DEFAULT_SETTINGS;

  const update = useCallback(
    async (change: Partial<Settings>) => {
      replace({ ...settings, ...change });
      try {
        const { customServers, ...rest } = change;
        replace(
          await client.app.updateSettings({
            ...rest,
            ...(customServers === undefined ? {} : { customServers: [...customServers] }),
          }),
        );
      } catch (error) {
        replace(settings);
        throw error;
      }
    },
    [client, replace, settings],
  );

  useEffect(() => {
    if (!loaded) return;
    const language = resolveLanguage(settings.language, navigator.languages);
    writeStored('language', language);
    let isStale = false;
    const show = async (): Promise<void> => {
      await loadLanguage(i18n, language);
      if (isStale) return;
      document.documentElement.lang = LANGUAGE_TAGS[language];
      await i18n.changeLanguage(language);
    };
    // Cannot be loaded without a host; the banner says so, and the old language stays.
    show().catch(() => undefined);
    return () => {
      isStale = true;
    };
  }, [i18n, loaded, settings.language]);

  useEffect(() => {
    if (loaded) setColorScheme(settings.colorScheme === 'system' ? 'auto' : settings.colorScheme);
  }, [loaded, setColorScheme, settings.colorScheme]);

  const handle = useMemo(() => ({ settings, loaded, update }), [settings, loaded, update]);
  return <SettingsContext value={handle}>{children}</SettingsContext>;
}

export function useSettings(): SettingsHandle {
  const handle = useContext(SettingsContext);
  if (handle === null) throw new Error('useSettings needs a SettingsProvider above it');
  return handle;
}
