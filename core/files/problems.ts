import type { AppError, ErrorMessage } from '#shared/errors';

/** What went wrong beside the work itself: damaged files that were put aside, a history that cannot be written. */
export interface ProblemLog {
  /** The same words are told once. */
  readonly add: (problem: AppError) => void;
  /** In the order in which they came. */
  readonly list: () => readonly ErrorMessage[];
}

/** @param onNew - Told each problem once, at once. */
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
