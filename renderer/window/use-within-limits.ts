import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { type FileKind, sortOutFiles } from '#shared/contract/message-limits';
import { useText } from '../i18n/use-text.js';

/** More refusals than this say nothing new. */
const SHOWN = 5;

/**
 * For everything that takes files from a person: gives back those that are small enough, and says why the others
 * are not taken. Nothing of a file was read by then.
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
