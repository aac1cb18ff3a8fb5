import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useText } from '../i18n/use-text.js';
import { isAborted } from '../platform/error-message.js';
import { useToErrorMessage } from '../platform/use-error-message.js';

/** Tells an error that has no place of its own on the screen. Giving up on purpose is not one. */
export function useNotifyError(): (thrown: unknown) => void {
  const text = useText();
  const toErrorMessage = useToErrorMessage();
  return useCallback(
    (thrown) => {
      if (isAborted(thrown)) return;
      const { code, message, hint } = toErrorMessage(thrown);
      notifications.show({
        id: `error.${code}`,
        color: 'red',
        title: text(message),
        message: text(hint),
        autoClose: 12_000,
      });
    },
    [text, toErrorMessage],
  );
}
