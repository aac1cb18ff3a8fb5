import type { App } from 'electron';

/** A start of the app, as passed from one instance to the other. */
export interface Start {
  /** Without the executable. */
  readonly argv: readonly string[];
  readonly workingDirectory: string;
}

/**
 * Makes this the only instance on its data folder, or passes this start to the running one.
 *
 * The arguments are passed as additional data, because Chromium reorders those that it passes itself.
 *
 * @param onSecondStart - Called in the running instance for every later start.
 * @returns `false` if another instance is running, and this one should quit at once.
 */
export function claimSingleInstance(app: App, start: Start, onSecondStart: (start: Start) => void): boolean {
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
