import { useDebouncedValue } from '@mantine/hooks';
import { useDeferredValue } from 'react';

/** From this size on a text is processed when typing pauses instead of on every key. Unit: UTF-16 code units. */
const LARGE_TEXT = 60_000;
const LARGE_TEXT_DELAY_MS = 350;

/** A text for work that may lag behind typing: by a frame, or for a large text until typing pauses. */
export function useDeferredText(text: string): string {
  const isLarge = text.length > LARGE_TEXT;
  const [paused] = useDebouncedValue(text, LARGE_TEXT_DELAY_MS);
  return useDeferredValue(isLarge ? paused : text);
}
