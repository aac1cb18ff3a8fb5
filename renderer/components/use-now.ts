import { useEffect, useState } from 'react';

/**
 * The current time, updated periodically, for texts like "3 minutes ago".
 *
 * @param everyMs - The update interval. Unit: milliseconds.
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
