import type { Clock, StopTimer } from '../ports/ports.js';

export interface StepTimes {
  /** Before the first step. Unit of all: milliseconds. */
  readonly firstMs: number;
  /** Between two steps, for everything else to go on. */
  readonly pauseMs: number;
  /** Once there is nothing left to do; `null` waits for {@link SteppedWork.wake}. */
  readonly restMs: number | null;
}

/** Work that can wait, done a little at a time. It keeps no process alive. */
export interface SteppedWork {
  /** There is something to do again. */
  wake(): void;
  stop(): void;
}

/**
 * @param onError - Told what a step threw; it is tried again after a rest.
 * @param step - Does a little, in some milliseconds; true while there is more.
 */
export function workInSteps(
  clock: Pick<Clock, 'after'>,
  times: StepTimes,
  onError: (error: unknown) => void,
  step: () => boolean,
): SteppedWork {
  let stopTimer: StopTimer | null = null;
  let stopped = false;
  const later = (delayMs: number | null): void => {
    if (delayMs === null || stopped) return;
    stopTimer ??= clock.after(delayMs, run, { keepsProcessAlive: false });
  };
  const run = (): void => {
    stopTimer = null;
    try {
      later(step() ? times.pauseMs : times.restMs);
    } catch (error) {
      onError(error);
      later(times.restMs);
    }
  };
  later(times.firstMs);
  return {
    wake: () => later(times.firstMs),
    stop() {
      stopped = true;
      stopTimer?.();
    },
  };
}
