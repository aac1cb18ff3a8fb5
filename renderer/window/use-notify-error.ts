import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useText } from '../i18n/use-text.js';
import { isAborted } from '../platform/error-message.js';
import { useToErrorMessage } from '../platform/use-error-message.js';

/** Returns a function that shows an error that has no place of its own on the screen. Cancellations are ignored. */
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
