import type {
  ScenarioEvent,
  ScenarioOutline,
  ScenarioSummary,
  StepResult,
} from '#shared/scenario/scenario-run';

/** A run as the window follows it. */
export interface ScenarioRun {
  /** Of the file that was run: the results of an older text are not shown beside a newer one. */
  readonly revision: string;
  readonly state: 'running' | 'stopped' | 'finished' | 'failed';
  readonly outline: ScenarioOutline | null;
  /** The step under way, from 1. */
  readonly currentStep: number | null;
  /** By the number of their step. */
  readonly results: ReadonlyMap<number, StepResult>;
  readonly summary: ScenarioSummary | null;
  /** Why it could not be run at all. */
  readonly error: unknown;
}

/** A run of which nothing is known yet. */
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

/** The run after one more event. */
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

/** What the list shows beside a name; `null` where nothing was run. */
export function verdictOf(run: ScenarioRun | undefined): 'running' | 'passed' | 'failed' | 'stopped' | null {
  if (run === undefined) return null;
  return run.state === 'finished' ? (run.summary?.verdict ?? null) : run.state;
}
