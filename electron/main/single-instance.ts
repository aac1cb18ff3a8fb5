import type { App } from 'electron';

/** A start of the program, as one instance tells it to the other. */
export interface Start {
  /** Without the program itself. */
  readonly argv: readonly string[];
  readonly workingDirectory: string;
}

/**
 * Makes this the only instance on its data folder, or hands this start to the one that runs already.
 *
 * The arguments travel as additional data: Chromium reorders those that it hands over by itself.
 *
 * @param onSecondStart - Called in the running instance for every further start.
 * @returns `false`: another instance runs, and this one should quit at once.
 */
export function becomeOnlyInstance(app: App, start: Start, onSecondStart: (start: Start) => void): boolean {
  if (!app.requestSingleInstanceLock({ ...start })) return false;
  app.on('second-instance', (_event, argv, workingDirectory, additional) => {
    onSecondStart(isStart(additional) ? additional : { argv: argv.slice(1), workingDirectory });
  });
  return true;
}

function isStart(value: unknown): value is Start {
  if (typeof value !== 'object' || value === null) return false;
  const { argv, workingDirectory } = value as Record<string, unknown>;
  return (
    typeof workingDirectory === 'string' &&
    Array.isArray(argv) &&
    argv.every((word) => typeof word === 'string')
  );
}
