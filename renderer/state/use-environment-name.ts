import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../window/settings-context.js';

const KINDS = ['simulator', 'sandbox', 'production'] as const;

/**
 * The display name of an environment as defaults are stored for it: Apple's in the current language, otherwise the
 * server's own.
 */
export function useEnvironmentName(): (environment: string) => string {
  const { t } = useTranslation('shell');
  const { settings } = useSettings();
  return useCallback(
    (environment) => {
      const kind = KINDS.find((known) => known === environment);
      if (kind !== undefined) return t(`environment.${kind}`);
      const server = settings.customServers.find(({ id }) => id === environment);
      return server?.name ?? t('environment.removed');
    },
    [t, settings.customServers],
  );
}
