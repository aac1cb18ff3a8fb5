import { useCallback, useState } from 'react';

/** Reads a preference of this browser or window (sizes, open panels): losing one loses no work. */
export function readStored<T>(key: string, isValid: (value: unknown) => value is T, fallback: T): T {
  try {
    const text = localStorage.getItem(`pushdeck.${key}`);
    const value: unknown = text === null ? undefined : JSON.parse(text);
    return isValid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(`pushdeck.${key}`, JSON.stringify(value));
  } catch {
    // With full or disabled storage only the preference is lost.
  }
}

/** Like `useState`, persisted under `pushdeck.<key>`. */
export function useStored<T>(
  key: string,
  isValid: (value: unknown) => value is T,
  fallback: T,
): readonly [T, (value: T) => void] {
  const [value, setValue] = useState(() => readStored(key, isValid, fallback));
  const store = useCallback(
    (next: T) => {
      setValue(next);
      writeStored(key, next);
    },
    [key],
  );
  return [value, store];
}

export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
export const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);
