import { AppError, toAppError } from '#shared/errors';
import { EXIT, type ExitStatus, exitStatusOf, type Terminal, writeError } from './terminal.js';

/** Keeps an eye on the streams of this process, so that one that takes no more ends the output and not the work. */
export interface OutputWatch {
  /** What the failure of the output makes of the exit status that the command earned. */
  statusAfter(earned: ExitStatus): ExitStatus;
}

/**
 * A reader that went away (`pushdeck history | head`) is no fault: what is left of the output goes nowhere. Any other
 * failure, such as a full disk behind `> file`, is told once on stderr.
 */
export function watchOutput(host: NodeJS.Process, terminal: Terminal): OutputWatch {
  let failure: AppError | null = null;
  const statusAfter = (earned: ExitStatus): ExitStatus =>
    failure === null || earned !== EXIT.done ? earned : exitStatusOf(failure);
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || failure !== null) return;
    failure = outputFailed(error);
    writeError(terminal, failure, {});
    // A file fails while it is written, a pipe perhaps after the command has ended.
    if (host.exitCode === EXIT.done) host.exitCode = statusAfter(EXIT.done);
  });
  // There is nowhere left to say it.
  host.stderr.on('error', () => undefined);
  return { statusAfter };
}

function outputFailed(error: Error): AppError {
  const { code, hint } = toAppError(error);
  return new AppError(
    code === 'internal' ? 'io-error' : code,
    {
      en: `The output could not be written completely (${error.message}).`,
      zh: `输出未能完整写入（${error.message}）。`,
    },
    hint,
    { cause: error },
  );
}
