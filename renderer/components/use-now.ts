import { useEffect, useState } from 'react';

/**
 * The time now, for words like "3 minutes ago".
 *
 * @param everyMs - How often it moves on. Unit: milliseconds.
 * @returns Unix time in milliseconds.
 */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
