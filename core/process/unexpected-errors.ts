import type { Clock } from '../ports/ports.js';

/** The part of `process` that tells of errors which nobody caught. */
export interface ErrorSource {
  on(name: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/** How a program ends after an error that nobody foresaw. */
export interface UnexpectedEnd {
  /** Leaves the report and tells the person. Called once. */
  readonly tell: (error: unknown) => void;
  /** Closes what is open, as at any other end. */
  readonly close: () => void | Promise<void>;
  /** Ends the process with a status other than 0. */
  readonly exit: () => void;
  readonly clock: Pick<Clock, 'after'>;
  /** After this long it is ended, closed or not. Unit: milliseconds. */
  readonly limitMs: number;
}

/**
 * Ends the program in order where it would end with a stack trace. A second error on the way out changes nothing.
 *
 * @returns The same for an error that was caught at the last moment.
 */
export function endOnUnexpectedErrors(host: ErrorSource, end: UnexpectedEnd): (error: unknown) => void {
  let isEnding = false;
  const onError = (error: unknown): void => {
    if (isEnding) return;
    isEnding = true;
    end.clock.after(end.limitMs, end.exit, { keepsProcess: false });
    try {
      end.tell(error);
    } finally {
      void Promise.resolve(end.close()).catch(() => undefined);
    }
  };
  host.on('uncaughtException', onError);
  host.on('unhandledRejection', onError);
  return onError;
}
