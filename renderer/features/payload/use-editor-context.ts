import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../i18n/use-text.js';
import type { EditorContext } from './editor/editor-context.js';

/** The context for the editor's popups: the push type and texts in the current language. */
export function useEditorContext(pushType: string): EditorContext {
  const { t } = useTranslation('payload');
  const text = useText();
  return useMemo(
    () => ({
      pushType,
      text,
      words: {
        onlyFor: (pushTypes) => t('help.onlyFor', { pushTypes }),
        range: (min, max) => t('help.range', { min, max }),
        momentOfSending: t('help.momentOfSending'),
        thisMoment: t('help.thisMoment'),
      },
    }),
    [pushType, t, text],
  );
}
