import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorMessage } from '#shared/errors';
import type { LocalizedText } from '#shared/text/localized-text';
import { toErrorMessage } from './error-message.js';

/** `toErrorMessage` with the texts of this window filled in. */
export function useToErrorMessage(): (thrown: unknown) => ErrorMessage {
  const { i18n } = useTranslation();
  return useCallback(
    (thrown) => {
      const both = (key: 'error.lost' | 'error.lostHint' | 'error.unexpectedHint'): LocalizedText => ({
        en: i18n.getFixedT('en', 'shell')(key),
        zh: i18n.getFixedT('zh', 'shell')(key),
      });
      return toErrorMessage(thrown, {
        lost: both('error.lost'),
        lostHint: both('error.lostHint'),
        unexpectedHint: both('error.unexpectedHint'),
      });
    },
    [i18n],
  );
}
