import type {
  ScenarioEvent,
  ScenarioOutline,
  ScenarioSummary,
  StepResult,
} from '#shared/scenario/scenario-run';

/** The state of a run. */
export interface ScenarioRun {
  /** The revision of the file that was run: results of an older text are not shown beside a newer one. */
  readonly revision: string;
  readonly state: 'running' | 'stopped' | 'finished' | 'failed';
  readonly outline: ScenarioOutline | null;
  /** The running step, from 1. */
  readonly currentStep: number | null;
  /** By step number. */
  readonly results: ReadonlyMap<number, StepResult>;
  readonly summary: ScenarioSummary | null;
  /** Why it could not run at all. */
  readonly error: unknown;
}

/** The initial state of a run. */
export function newRun(revision: string): ScenarioRun {
  return {
    revision,
    state: 'running',
    outline: null,
    currentStep: null,
    results: new Map(),
    summary: null,
    error: null,
  };
}

/** The state of a run after an event. */
export function afterEvent(run: ScenarioRun, event: ScenarioEvent): ScenarioRun {
  switch (event.kind) {
    case 'planned':
      return { ...run, outline: event.outline };
    case 'step-started':
      return { ...run, currentStep: event.step };
    case 'step-finished': {
      const results = new Map(run.results).set(event.result.step, event.result);
      return { ...run, currentStep: null, results };
    }
    case 'finished':
      return { ...run, state: 'finished', currentStep: null, summary: event.summary };
  }
}

/** The result shown beside a name; `null` where nothing was run. */
export function verdictOf(run: ScenarioRun | undefined): 'running' | 'passed' | 'failed' | 'stopped' | null {
  if (run === undefined) return null;
  return run.state === 'finished' ? (run.summary?.verdict ?? null) : run.state;
}
