import type { Clock } from '../ports/ports.js';

/** The part of `process` that reports uncaught errors. */
export interface ErrorSource {
  on(name: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/** How a program ends after an unexpected error. */
export interface UnexpectedErrorHandling {
  /** Writes the report and shows it to the user. Called once. */
  readonly report: (error: unknown) => void;
  /** Shuts down as usual. */
  readonly close: () => void | Promise<void>;
  /** Ends the process with a status other than 0. */
  readonly exit: () => void;
  readonly clock: Pick<Clock, 'after'>;
  /** After this long it is ended, closed or not. Unit: milliseconds. */
  readonly limitMs: number;
}

/**
 * Shuts the program down in order on an uncaught error. Further errors during the shutdown are ignored.
 *
 * @returns the handler, for errors that were caught at the top level.
 */
export function exitOnUnexpectedErrors(
  host: ErrorSource,
  end: UnexpectedErrorHandling,
): (error: unknown) => void {
  let isEnding = false;
  const onError = (error: unknown): void => {
    if (isEnding) return;
    isEnding = true;
    end.clock.after(end.limitMs, end.exit, { keepsProcessAlive: false });
    try {
      end.report(error);
    } finally {
      void Promise.resolve(end.close()).catch(() => undefined);
    }
  };
  host.on('uncaughtException', onError);
  host.on('unhandledRejection', onError);
  return onError;
}
