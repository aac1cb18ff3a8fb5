import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Randomness } from './ports.js';

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, act, { keepsProcessAlive = true } = {}) => {
    const timer = setTimeout(act, ms);
    if (!keepsProcessAlive) timer.unref();
    return () => clearTimeout(timer);
  },
  every: (ms, act, { keepsProcessAlive = true } = {}) => {
    const timer = setInterval(act, ms);
    if (!keepsProcessAlive) timer.unref();
    return () => clearInterval(timer);
  },
};

/** The system's random number generator. */
export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  uuid: () => randomUUID(),
};

/** Waits; returns early, without an error, when the signal aborts. @param ms - Unit: milliseconds. */
export async function systemSleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
