import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { LocalizedText } from '#shared/text/localized-text';
import { useText } from '../i18n/use-text.js';
import { useAppInfo } from '../platform/app-info-context.js';

/** Reports each file that the host found damaged or cannot write, until the message is dismissed. */
export function StartProblems() {
  const problems = useAppInfo()?.problems;
  useEffect(() => {
    for (const { message, hint } of problems ?? []) {
      notifications.show({
        id: `problem-${message.en}`,
        color: 'yellow',
        autoClose: false,
        title: <ProblemText text={message} />,
        message: <ProblemText text={hint} />,
      });
    }
  }, [problems]);
  return null;
}

/** A component, so that a message that is already shown follows a change of language. */
function ProblemText({ text }: { readonly text: LocalizedText }) {
  return useText()(text);
}
