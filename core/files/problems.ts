import type { AppError, ErrorMessage } from '#shared/errors';

/**
 * Collects problems that do not stop the program: damaged files that were set aside, a history that cannot be
 * written.
 */
export interface ProblemLog {
  /** Reports the same message only once. */
  readonly add: (problem: AppError) => void;
  /** In the order of arrival. */
  readonly list: () => readonly ErrorMessage[];
}

/** @param onNew - Called at once for each new problem. */
export function createProblemLog(onNew: (problem: AppError) => void = () => undefined): ProblemLog {
  const problems: ErrorMessage[] = [];
  return {
    add(problem) {
      const message = problem.toMessage();
      if (problems.some((known) => known.message.en === message.message.en)) return;
      problems.push(message);
      onNew(problem);
    },
    list: () => [...problems],
  };
}
