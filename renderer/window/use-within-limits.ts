import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { type FileKind, sortOutFiles } from '#shared/contract/message-limits';
import { useText } from '../i18n/use-text.js';

/** The most refused files to report. */
const SHOWN = 5;

/**
 * Returns a function for everything that receives files: it returns those that are small enough and says why the others
 * are refused. No file is read before that.
 */
export function useWithinLimits(): <Taken extends File>(
  files: readonly Taken[],
  kind: FileKind,
) => readonly Taken[] {
  const text = useText();
  return useCallback(
    (files, kind) => {
      const { taken, refused } = sortOutFiles(files, kind);
      for (const { error } of refused.slice(0, SHOWN)) {
        notifications.show({
          color: 'red',
          autoClose: false,
          title: text(error.message),
          message: text(error.hint),
        });
      }
      return taken;
    },
    [text],
  );
}
