import { useDebouncedValue } from '@mantine/hooks';
import { useDeferredValue } from 'react';

/** From this size on a text is looked at when typing pauses and not at every key. Unit: UTF-16 code units. */
const LARGE_TEXT = 60_000;
const LARGE_TEXT_DELAY_MS = 350;

/** A text for work that may lag behind its typing: by a frame, or for large ones until typing pauses. */
export function useSettledText(text: string): string {
  const isLarge = text.length > LARGE_TEXT;
  const [paused] = useDebouncedValue(text, LARGE_TEXT_DELAY_MS);
  return useDeferredValue(isLarge ? paused : text);
}
